import type { PlaybookInvocation } from './app/invocation.ts';
import { noHistory } from './app/no-history.ts';
import { noSchedules } from './app/no-schedules.ts';
import { noSecretFiles } from './app/no-secret-files.ts';
import type { AppPorts } from './app/ports.ts';
import { prepare } from './app/prepare.ts';
import { runCommand } from './app/run-command.ts';
import { startRunLog } from './app/run-log.ts';
import { parseArgv } from './cli/parse-argv.ts';
import { newRunId } from './cli/run-id.ts';
import { dialoguePorts, enginePorts, evidencePorts, inputPorts, planPorts } from './compose.ts';
import { parsed, refused } from './domain/diagnostic.ts';
import type { Diagnostic, Parsed } from './domain/diagnostic.ts';
import type { RunEvent } from './domain/event.ts';
import type { SecretKeeper } from './domain/secret-keeper.ts';
import type { RunPlan } from './domain/run-plan.ts';
import type { DefinedModule } from './modules/extension/define-module.ts';
import { createRedactor } from './render/secrecy/redactor.ts';
import type { ExitCode } from './report/exit-code.ts';
import { ownTexts } from './own-texts.ts';
import { diskFiles } from './store/source-files.ts';

export type { Diagnostic, Parsed } from './domain/diagnostic.ts';
export type { RunEvent } from './domain/event.ts';
export type { RunPlan } from './domain/run-plan.ts';
export type { Answers, Change, Diff, Fields, Planned, Query, Step, StepOutput } from './domain/module.ts';
export type { FileQuestion, FileState } from './domain/file-state.ts';
export type { Resource } from './domain/resource.ts';
export type { ShellCommand } from './domain/shell-command.ts';
export type { Value } from './domain/value.ts';
export type { DefinedModule, ModuleDefinition } from './modules/extension/define-module.ts';
export * from './modules/extension/kit.ts';
export { jsonEvent } from './render/json-event.ts';
export type { ExitCode } from './report/exit-code.ts';

/**
 * What to do, under the command line's names and with its meanings. Paths are relative to the working directory; what is
 * not said comes from `bulwark.yaml` there or above, else it is as on the command line.
 */
export interface RunRequest {
  readonly command: 'plan' | 'apply' | 'drift';
  readonly playbook?: string;
  /** One, or several that add up. */
  readonly inventory?: string | readonly string[];
  readonly limit?: string;
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  /** The tasks before the first one of this name, or glob, are left out. */
  readonly startAtTask?: string;
  /** As `-e`: data that JSON can hold. */
  readonly extraVars?: Readonly<Record<string, unknown>>;
  readonly forks?: number;
  readonly user?: string;
  readonly become?: boolean;
  readonly becomePasswordFile?: string;
  readonly becomePasswordCommand?: string;
  readonly passwordFile?: string;
  readonly passwordCommand?: string;
  readonly vaultPasswordFile?: string;
  readonly vaultPasswordCommand?: string;
  readonly ageIdentity?: string;
  readonly sshConfig?: string;
  readonly privateKey?: string;
  readonly knownHosts?: string;
  readonly acceptNew?: boolean;
  readonly disrupt?: 'none' | 'process' | 'node';
  readonly allowLockoutRisk?: boolean;
  /** apply: only what drifted since the last good run. */
  readonly onlyDrifted?: boolean;
  /** drift: everything is looked at, whatever the hosts remember. */
  readonly full?: boolean;
  /** Milliseconds. */
  readonly connectTimeout?: number;
  readonly lockTimeout?: number;
  /** Modules of the embedding program, made with `defineModule`; those that bulwark.yaml names come on top. */
  readonly modules?: readonly DefinedModule[];
}

/** A run that has begun. Its events can be read once, in order; those that nobody has read yet are kept. */
export interface Run extends AsyncIterable<RunEvent> {
  /** Resolves at the end; rejects for a bug of Bulwark only. */
  readonly exit: Promise<ExitCode>;
}

/** Compiles playbook and inventory without contacting a host: the plan as data, or every mistake with its place. */
export async function compile(request: RunRequest): Promise<Parsed<RunPlan>> {
  const asked = await invocationOf(request);
  if (!asked.ok) return asked;
  const secrets = createRedactor();
  const { playbook, tags, skipTags, startAt, command, ...common } = asked.value;
  const prepared = await prepare(
    common,
    { path: playbook, tags, skipTags, startAt, check: command !== 'apply' },
    reading(secrets, request),
  );
  const masked = maskedBy(secrets);
  if (prepared.ok) return parsed(prepared.value.compiled.plan, prepared.warnings.map(masked));
  const [first, ...others] = prepared.diagnostics;
  return refused(masked(first), ...others.map(masked));
}

const maskedBy =
  ({ mask }: Pick<SecretKeeper, 'mask'>) =>
  (told: Diagnostic): Diagnostic => ({
    ...told,
    summary: mask(told.summary),
    ...(told.label !== undefined && { label: mask(told.label) }),
    ...(told.detail !== undefined && { detail: mask(told.detail) }),
    ...(told.hint !== undefined && { hint: mask(told.hint) }),
  });

/**
 * Plans or applies, as the command line does without a terminal: nobody is asked, `apply` is its own consent. Mistakes
 * are `diagnostic` events and exit 5. `stop` ends the run after what was begun; `kill` cuts it.
 */
export function run(
  request: RunRequest,
  signals: { readonly stop?: AbortSignal; readonly kill?: AbortSignal } = {},
): Run {
  const events = eventQueue();
  const { stop = new AbortController().signal, kill = new AbortController().signal } = signals;
  const secrets = createRedactor();
  const { rehearse, ...engine } = enginePorts({ stop, kill }, secrets);
  const id = newRunId(new Date(), Math.random, new Set());
  const ports: AppPorts = {
    ...reading(secrets, request),
    secretFiles: noSecretFiles,
    engine,
    plans: planPorts(rehearse),
    evidence: evidencePorts,
    git: async () => null,
    folder: process.cwd(),
    history: noHistory,
    schedules: noSchedules,
    now: Date.now,
    run: () => id,
    show: (event) => events.push(secrets.maskEvent(event)),
    print: () => undefined,
    printProgram: () => undefined,
    page: () => undefined,
    own: ownTexts,
    desk: silentDesk,
    ...dialoguePorts(stop, undefined),
    confirm: async () => true,
    confirmTask: async () => 'yes',
    stoppedBy: () => (stop.aborted ? 'SIGINT' : null),
  };
  const exit = invocationOf(request)
    .then((asked) => (asked.ok ? runCommand(asked.value, ports) : startRunLog(ports).refuse(asked.diagnostics)))
    .finally(events.end);
  exit.catch(() => undefined);
  return { exit, [Symbol.asyncIterator]: () => events.read(exit) };
}

const silentDesk: AppPorts['desk'] = { tell: () => undefined, print: () => undefined, ask: async () => null };

const reading = (secrets: SecretKeeper, { modules = [] }: RunRequest) => ({
  ...inputPorts(diskFiles(), secrets),
  interactive: false,
  askPassword: async () => null,
  givenModules: modules,
});

/** By way of the words of the command line, so that both mean the same. */
async function invocationOf({ modules: _modules, ...request }: RunRequest): Promise<Parsed<PlaybookInvocation>> {
  const asked = await parseArgv(wordsOf(request), 80);
  if (asked.kind === 'refused') return { ok: false, diagnostics: asked.diagnostics };
  const invocation = asked.kind === 'run' ? asked.invocation : null;
  if (invocation?.command !== 'plan' && invocation?.command !== 'apply' && invocation?.command !== 'drift')
    throw new TypeError('command is plan, apply or drift');
  return parsed({ ...invocation, yes: true });
}

type OptionValue = string | number | boolean | readonly string[] | undefined;

function wordsOf({
  command,
  playbook,
  inventory = [],
  extraVars,
  connectTimeout,
  lockTimeout,
  ...options
}: Omit<RunRequest, 'modules'>): string[] {
  const named: Readonly<Record<string, OptionValue>> = {
    ...options,
    'extra-vars': extraVars && JSON.stringify(extraVars),
    'connect-timeout': connectTimeout && `${connectTimeout}ms`,
    'lock-timeout': lockTimeout && `${lockTimeout}ms`,
  };
  const words = [
    ...[inventory].flat().flatMap((source) => optionWords('inventory', source)),
    ...Object.entries(named).flatMap(([name, value]) => optionWords(name, value)),
  ];
  const operand = playbook?.startsWith('-') === true ? `./${playbook}` : playbook;
  return [command, ...(operand === undefined ? [] : [operand]), ...words];
}

function optionWords(name: string, value: OptionValue): readonly string[] {
  if (value === undefined || value === false) return [];
  const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return value === true ? [option] : [`${option}=${[value].flat().join(',')}`];
}

/** Events from one writer to one reader, without loss. */
function eventQueue() {
  const waiting: RunEvent[] = [];
  let hasEnded = false;
  let wake: () => void = () => undefined;
  return {
    push: (event: RunEvent): void => {
      waiting.push(event);
      wake();
    },
    end: (): void => {
      hasEnded = true;
      wake();
    },
    async *read(exit: Promise<unknown>): AsyncGenerator<RunEvent, void, undefined> {
      for (;;) {
        yield* waiting.splice(0);
        if (waiting.length > 0) continue;
        if (hasEnded) break;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      await exit;
    },
  };
}
