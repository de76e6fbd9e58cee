import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { BoundModule } from '../../src/domain/bound.ts';
import { contentLimit, type FileQuestion, type FileState, type PresentFile } from '../../src/domain/file-state.ts';
import {
  BadAnswer,
  type Answers,
  type Change,
  type Planned,
  type Step,
  type StepOutput,
} from '../../src/domain/module.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { CommandOutput } from '../../src/domain/session.ts';
import { wireText, type ShellCommand } from '../../src/domain/shell-command.ts';
import { sh } from '../../src/shell/sh.ts';

/** Shells that hosts have, as argument lists that end where the script goes. */
export const shells: Readonly<Record<string, readonly string[]>> = {
  dash: ['dash', '-c'],
  busybox: ['busybox', 'sh', '-c'],
};

export interface Simulation {
  readonly shell?: readonly string[];
  /** Searched before the machine's own programs. */
  readonly programs?: string;
  readonly input?: string;
}

/** Runs one command on this machine as the dispatcher would: its own shell, `/` as folder, umask 077, no input. */
export function runHere(
  command: ShellCommand,
  { shell = ['dash', '-c'], programs, input }: Simulation = {},
): CommandOutput {
  const [program = 'sh', ...options] = shell;
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const { status, stdout, stderr } = spawnSync(program, [...options, `umask 077\n${wireText(command)}`], {
    cwd: '/',
    env: { PATH: programs === undefined ? path : `${programs}:${path}`, LC_ALL: 'C' },
    input: input ?? '',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, stdout, stderr };
}

/** Answers a module's question from this machine's real files and shell. */
export function askHere({ query }: BoundModule, simulation: Simulation = {}): Answers {
  const states = new Map(
    (query.files ?? []).map((question) => [keyOf(question.path, question.follow), fileState(question)]),
  );
  const output = query.command === undefined ? null : runHere(query.command, simulation);
  return {
    file: (path, follow = false) => {
      const state = states.get(keyOf(path, follow));
      if (state === undefined) throw new BadAnswer(`nobody asked about ${path}`);
      return state;
    },
    get output() {
      if (output === null) throw new BadAnswer('the query had no command');
      return output;
    },
  };
}

export const planHere = (bound: BoundModule, simulation?: Simulation): Planned =>
  bound.answer(askHere(bound, simulation)).planned;

/** Asks, performs what is planned and asks again. */
export function convergeHere(
  bound: BoundModule,
  simulation?: Simulation,
): { readonly first: Planned; readonly second: Planned; readonly outputs: readonly StepOutput[] } {
  const first = planHere(bound, simulation);
  const outputs = first.kind === 'changes' ? first.changes.flatMap((change) => performHere(change, simulation)) : [];
  return { first, second: planHere(bound, simulation), outputs };
}

export const performHere = (change: Change, simulation?: Simulation): readonly StepOutput[] =>
  change.steps.map((step) => ({ step, output: performStep(step, simulation) }));

function performStep(step: Step, simulation: Simulation = {}): CommandOutput {
  switch (step.kind) {
    case 'exec': {
      const input = step.input instanceof Secret ? step.input.reveal() : step.input;
      return runHere(step.command, { ...simulation, ...(input === undefined ? {} : { input }) });
    }
    case 'write-file':
      return writeHere(step, simulation);
    case 'remove-file':
      return did(() => rmSync(step.path));
    case 'remove-directory':
      return did(() => rmSync(step.path, { recursive: step.recursive }));
    case 'make-directory':
      return did(() => {
        mkdirSync(step.path);
        chmodSync(step.path, step.mode);
      });
    case 'make-link':
      return did(() => {
        if (step.replace) rmSync(step.path);
        if (step.hard) linkSync(step.target, step.path);
        else symlinkSync(step.target, step.path);
      });
    case 'set-attributes':
      return did(() => step.mode === null || chmodSync(step.path, step.mode));
    default:
      throw new Error(`this machine does not perform ${step.kind}`);
  }
}

function writeHere(step: Extract<Step, { kind: 'write-file' }>, simulation: Simulation): CommandOutput {
  const target = step.follow ? throughLinks(step.path) : step.path;
  const temporary = join(dirname(target), `.new-${basename(target)}`);
  writeFileSync(temporary, step.content instanceof Secret ? step.content.reveal() : step.content, { mode: 0o600 });
  chmodSync(temporary, step.mode);
  const checked =
    step.validate === undefined ? did(() => true) : runHere(step.validate(quotedPath(temporary)), simulation);
  if (checked.code === 0) renameSync(temporary, target);
  else rmSync(temporary);
  return checked;
}

const quotedPath = (path: string): ShellCommand => sh`${path}`;

function did(action: () => unknown): CommandOutput {
  action();
  return { code: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
}

/** What `stat` and `sha256sum` would say of a path of this machine. */
function fileState({ path, follow, want }: FileQuestion): FileState {
  const stats = orUndefined(() => (follow ? statSync(path) : lstatSync(path)));
  return stats === undefined ? { kind: 'absent', realPath: throughLinks(path) } : presentFile(path, stats, want);
}

function presentFile(path: string, stats: Stats, want: FileQuestion['want']): PresentFile {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other';
  const bytes = kind === 'file' && want !== 'attributes' ? readFileSync(path) : null;
  return {
    kind,
    realPath: throughLinks(path),
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    owner: accountName('/etc/passwd', stats.uid),
    group: accountName('/etc/group', stats.gid),
    size: stats.size,
    inode: stats.ino,
    links: stats.nlink,
    modified: Math.floor(stats.mtimeMs / 1000),
    ...(bytes === null ? {} : { sha256: createHash('sha256').update(bytes).digest('hex') }),
    ...(want === 'content' ? { content: bytes !== null && bytes.length <= contentLimit ? bytes : null } : {}),
    ...(kind === 'link' ? { linkTarget: readlinkSync(path) } : {}),
  };
}

const throughLinks = (path: string): string => orUndefined(() => realpathSync(path)) ?? path;

function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

const accountName = (file: string, id: number): string =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === String(id))?.[0] ?? 'UNKNOWN';

const keyOf = (path: string, follow: boolean): string => `${follow} ${path}`;
