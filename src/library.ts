import type { Invocation, PlaybookInvocation } from './app/invocation.ts';
import type { AppPorts } from './app/ports.ts';
import { prepare } from './app/prepare.ts';
import { runCommand } from './app/run-command.ts';
import { newRunId } from './cli/run-id.ts';
import { enginePorts, inputPorts } from './compose.ts';
import { parsed } from './domain/diagnostic.ts';
import type { Parsed } from './domain/diagnostic.ts';
import type { RunEvent } from './domain/event.ts';
import type { RunPlan } from './domain/run-plan.ts';
import type { ExitCode } from './report/exit-code.ts';
import { diskFiles } from './store/source-files.ts';

export type { Diagnostic, Parsed } from './domain/diagnostic.ts';
export type { RunEvent } from './domain/event.ts';
export type { RunPlan } from './domain/run-plan.ts';
export { Secret } from './domain/secret.ts';
export { jsonEvent } from './render/json-event.ts';
export type { ExitCode } from './report/exit-code.ts';

/**
 * What to do, in the words of the command line. Paths are relative to the working directory; what is not said comes
 * from `bulwark.yaml` there or above, else it is as on the command line.
 */
export interface RunRequest extends Partial<
  Pick<
    PlaybookInvocation,
    | 'inventory'
    | 'limit'
    | 'tags'
    | 'skipTags'
    | 'forks'
    | 'user'
    | 'become'
    | 'becomePasswordFile'
    | 'privateKey'
    | 'acceptNew'
    | 'knownHosts'
    | 'connectTimeout'
    | 'disrupt'
    | 'lockTimeout'
  >
> {
  readonly command: 'plan' | 'apply';
  readonly playbook?: string;
  /** As `-e`: data that JSON can hold. */
  readonly extraVars?: Readonly<Record<string, unknown>>;
}

/** A run that has begun. Its events can be read once, in order; those that nobody has read yet are kept. */
export interface Run extends AsyncIterable<RunEvent> {
  /** Resolves at the end; rejects for a bug of Bulwark only. */
  readonly exit: Promise<ExitCode>;
}

/** Compiles playbook and inventory without contacting a host: the plan as data, or every mistake with its place. */
export async function compile(request: RunRequest): Promise<Parsed<RunPlan>> {
  const { playbook, tags, skipTags, command, ...common } = invocationOf(request);
  const prepared = await prepare(common, { path: playbook, tags, skipTags, check: command === 'plan' }, reading());
  return prepared.ok ? parsed(prepared.value.compiled.plan, prepared.warnings) : prepared;
}

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
  const ports: AppPorts = {
    ...reading(),
    engine: enginePorts({ stop, kill }),
    now: Date.now,
    run: newRunId(new Date(), Math.random),
    show: events.push,
    print: () => undefined,
    confirm: async () => true,
    stoppedBy: () => (stop.aborted ? 'SIGINT' : null),
  };
  const invocation: Invocation = invocationOf(request);
  const exit = runCommand(invocation, ports).finally(events.end);
  exit.catch(() => undefined);
  return { exit, [Symbol.asyncIterator]: () => events.read(exit) };
}

const reading = () => ({ ...inputPorts(diskFiles()), interactive: false, askPassword: async () => null });

function invocationOf({ command, playbook, extraVars, ...given }: RunRequest): PlaybookInvocation {
  return {
    inventory: null,
    limit: null,
    forks: null,
    user: null,
    become: false,
    becomePasswordFile: null,
    privateKey: null,
    acceptNew: false,
    knownHosts: null,
    connectTimeout: 10_000,
    tags: [],
    skipTags: [],
    disrupt: null,
    lockTimeout: 0,
    ...given,
    command,
    playbook: playbook ?? null,
    extraVars: extraVars === undefined ? [] : [JSON.stringify(extraVars)],
    askBecomePassword: false,
    format: null,
    verbosity: 0,
    quiet: false,
    diff: false,
    check: false,
    list: null,
    syntaxCheck: false,
    yes: true,
    detailedExitcode: false,
  };
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
