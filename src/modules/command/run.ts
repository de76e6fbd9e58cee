import { anyResource, pathResource, type Resource } from '../../domain/resource.ts';
import { BadAnswer, type Change, type Fields, type Planned, type Query, type StepOutput } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { Secret } from '../../domain/secret.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import type { Value } from '../../domain/value.ts';
import { parentOf } from '../file/known-file.ts';
import { captured, type CarriedFile, keptOf } from './captured.ts';
import { guardCommand, readGuards, type Verdict } from './guards.ts';
import type { CommonParams } from './params.ts';

/** One command line, ready to run. `argv` null: a shell's line, shown as its text. */
export interface Run extends CommonParams {
  readonly command: ShellCommand;
  readonly shown: string;
  readonly argv: readonly string[] | null;
  /** A script that goes along. */
  readonly file?: CarriedFile;
  readonly upload?: Buffer;
}

export type RunState = Verdict | { readonly kind: 'answered'; readonly output: CommandOutput };

/** A read-only command is its own question; any other is guarded by questions about paths and commands. */
export function runQuery(run: Run): Query<RunState> {
  if (run.read_only) {
    return {
      command: captured({ ...run, input: stdinOf(run) }),
      reads: [anyResource],
      parse: ({ output }) => ({ kind: 'answered', output: wholeOf(run, output) }),
    };
  }
  if (!isGuarded(run)) return { reads: [], parse: () => ({ kind: 'run' }) };
  return { command: guardCommand(run), reads: guardReads(run), parse: ({ output }) => readGuards(run, output) };
}

/** A question is judged by what is not there, too: of a part nobody can say that. */
function wholeOf({ shown }: Run, output: CommandOutput): CommandOutput {
  const kept = keptOf(output);
  if (kept.truncated === true)
    throw new BadAnswer(`it said more than 1 MiB, of which a part would be judged: ${shown}`);
  return kept;
}

export function planRun(run: Run, state: RunState): Planned {
  switch (state.kind) {
    case 'skip':
      return { kind: 'changes', changes: [] };
    case 'no-folder':
      return {
        kind: 'refused',
        message: `the folder ${run.chdir ?? ''} cannot be entered`,
        hint: 'chdir must name a folder that exists',
      };
    case 'answered':
      return state.output.code === 0 ? { kind: 'changes', changes: [] } : failedQuestion(run, state.output);
    case 'run':
      return { kind: 'changes', changes: [change(run)] };
  }
}

/** `rc stdout stderr stdout_lines stderr_lines cmd`, as Ansible registers them. */
export function runFields(run: Run, state: RunState, outputs: readonly StepOutput[]): Fields {
  const cmd: Value = run.argv ?? run.shown;
  const output = state.kind === 'answered' ? state.output : lastOf(outputs);
  if (output !== undefined && isMissing(run, output)) return missingFields(run);
  if (output !== undefined) return new Map<string, Value>([['cmd', cmd], ...outputFields(output, run)]);
  const why = state.kind === 'skip' ? `skipped, since ${state.why}` : '';
  return new Map<string, Value>([
    ['cmd', cmd],
    ['rc', state.kind === 'skip' ? 0 : null],
    ...(state.kind === 'skip' ? [['msg', `Did not run command since ${state.said}`] as const] : []),
    ['stdout', why],
    ['stderr', ''],
    ['stdout_lines', why === '' ? [] : [why]],
    ['stderr_lines', []],
  ]);
}

function lastOf(outputs: readonly StepOutput[]): CommandOutput | undefined {
  const output = outputs.at(-1)?.output;
  return output === undefined ? undefined : keptOf(output);
}

/** The shell that was to begin the program has not found it; a program that itself ends with 127 says other words. */
function isMissing({ argv }: Run, { code, stderr }: CommandOutput): boolean {
  const said = /^\S*sh: (?:[0-9]+: eval|line [0-9]+|eval: line [0-9]+): (?<name>.+?): (?:command )?not found$/.exec(
    stderr.toString().trim(),
  );
  return code === 127 && argv !== null && said?.groups?.['name'] === argv[0];
}

/** As Ansible has them: nothing ran. */
const missingFields = ({ argv, shown }: Run): Fields =>
  new Map<string, Value>([
    ['cmd', argv?.join(' ') ?? shown],
    ['rc', 2],
    ['msg', 'Error executing command.'],
    ['stdout', ''],
    ['stderr', ''],
    ['stdout_lines', []],
    ['stderr_lines', []],
    ['changed', false],
  ]);

function outputFields(output: CommandOutput, run: Run): readonly (readonly [string, Value])[] {
  const texts = [output.stdout, output.stderr].map((bytes) =>
    run.strip_empty_ends ? bytes.toString().replace(/[\r\n]+$/, '') : bytes.toString(),
  );
  const [stdout = '', stderr = ''] = texts;
  const sealed = (text: string): Value => (usesSecret(run) && text !== '' ? new Secret(text) : text);
  return [
    ['rc', output.code],
    ['msg', output.code === 0 ? '' : 'non-zero return code'],
    ['stdout', sealed(stdout)],
    ['stderr', sealed(stderr)],
    ['stdout_lines', linesOf(stdout).map(sealed)],
    ['stderr_lines', linesOf(stderr).map(sealed)],
  ];
}

/** What a command makes of a secret is one. */
const usesSecret = ({ stdin, environment }: Run): boolean =>
  [stdin, ...Object.values(environment)].some((value) => value instanceof Secret);

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

function change(run: Run): Change {
  const input = stdinOf(run);
  return {
    action: 'run',
    target: run.shown,
    writes: [anyResource],
    diff: { entries: [] },
    converges: 'once',
    disrupts: 'none',
    undoable: false,
    steps: [
      {
        kind: 'exec',
        command: captured(run),
        ...(input === undefined ? {} : { input }),
        ...(run.upload === undefined ? {} : { upload: run.upload }),
      },
    ],
  };
}

function stdinOf({ stdin, stdin_add_newline: newline }: Run): string | Secret | undefined {
  if (stdin === undefined || !newline) return stdin;
  return stdin instanceof Secret ? new Secret(`${stdin.reveal()}\n`) : `${stdin}\n`;
}

const isGuarded = ({ chdir, creates, removes, unless, onlyif }: Run): boolean =>
  [chdir, creates, removes, unless, onlyif].some((guard) => guard !== undefined);

/** Guard commands may depend on anything; a glob on the folder before its first special character. */
function guardReads({ chdir, creates, removes, unless, onlyif }: Run): readonly Resource[] {
  if (unless !== undefined || onlyif !== undefined) return [anyResource];
  const paths = [chdir, creates, removes].filter((path) => path !== undefined);
  return paths.every((path) => path.startsWith('/'))
    ? paths.map((path) => pathResource(fixedPart(path)))
    : [anyResource];
}

function fixedPart(glob: string): string {
  const special = glob.search(/[*?[\\]/);
  return special === -1 ? glob : parentOf(`${glob.slice(0, special)}x`);
}

function failedQuestion(run: Run, output: CommandOutput): Planned {
  const said = output.stderr.toString().trim().split('\n').slice(0, 3).join(' · ');
  return {
    kind: 'refused',
    message: `${run.shown} ended with code ${output.code ?? 'none'}`,
    wanted: 'code 0',
    seen: said === '' ? 'no message' : said,
  };
}
