import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { z } from 'zod';

/** The lab that the environment names; the files that a controller needs. Tests never say which one it is. */
const folder = process.env['BULWARK_LAB'] ?? '/var/tmp/bulwark-lab';
const state = process.env['BULWARK_LAB_STATE'] ?? folder;
export const inventoryFile = join(state, 'inventory.yaml');
export const knownHostsFile = join(state, 'known_hosts');
export const privateKeyFile = join(folder, 'id_ed25519');
export const hardeningPlaybook = 'playbooks/hardening.yaml';
export const allHosts = ['cp-1', 'cp-2', 'cp-3', 'worker-1', 'worker-2'] as const;

const project = resolve(import.meta.dirname, '../../..');
const labProgram = join(project, 'test/lab/lab');
const prefix = process.env['BULWARK_LAB_PREFIX'] ?? '10.77';

/** What a finished process left; `exit` is 128 + n after signal n, as in a shell. */
export interface Finished {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds. */
  readonly took: number;
}

/** One line of `--format jsonl`; look into the rest with `Reflect` or `toMatchObject`-like assertions. */
type AnyEvent = Readonly<Record<string, unknown>> & { readonly type: string };

export interface BulwarkRun extends Finished {
  /** Empty unless `--format jsonl` was among the words. */
  readonly events: readonly AnyEvent[];
}

/** A bulwark that is still running: `process.kill('SIGINT')` reaches it. */
export interface RunningBulwark {
  readonly process: ChildProcess;
  readonly done: Promise<BulwarkRun>;
}

export interface BulwarkOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Instead of the lab's own; null: no `-i` at all. */
  readonly inventory?: string | null;
  /** Instead of the lab's own; null: no `--known-hosts` at all. */
  readonly knownHosts?: string | null;
}

/** `lab COMMAND ARGUMENTS`; throws with its output when it fails. */
export async function lab(...words: readonly string[]): Promise<Finished> {
  const finished = await finish(start([labProgram, ...words], {}));
  if (finished.exit !== 0) throw new Error(`lab ${words.join(' ')}: exit ${finished.exit}\n${finished.stderr}`);
  return finished;
}

/** Boots what is not on yet (3 control planes and 2 workers unless told), heals what was told to fail. */
export async function ensureLab(numbers: { controlPlanes?: number; workers?: number } = {}): Promise<void> {
  const { controlPlanes = 3, workers = 2 } = numbers;
  await lab('up', '--control-planes', String(controlPlanes), '--workers', String(workers));
  await Promise.all(names(controlPlanes, workers).map((host) => lab('heal', host)));
}

/** Boots what is not on, and gives every host a pristine disk. */
export async function pristineLab(): Promise<void> {
  await ensureLab();
  await resetHosts(...allHosts);
}

/** Pristine disks; the host keys stay. */
export const resetHosts = (...hosts: readonly string[]): Promise<Finished> => lab('reset', ...hosts);

/** A shell command as root in a host, without ssh. Never throws: look at `exit`. */
export const inHost = (host: string, script: string, input?: string): Promise<Finished> =>
  finish(start([labProgram, 'sh', host, 'sh', '-c', script], { ...(input !== undefined && { input }) }));

/** The same, but does not wait. */
export const startInHost = (host: string, script: string): ChildProcess =>
  start([labProgram, 'sh', host, 'sh', '-c', script], {});

/** Standard output of a command that has to succeed, without the final newline. */
export async function ask(host: string, script: string): Promise<string> {
  const finished = await inHost(host, script);
  if (finished.exit !== 0) throw new Error(`${host}: ${script}: exit ${finished.exit}\n${finished.stderr}`);
  return finished.stdout.replace(/\n$/, '');
}

/** A program of the controller inside the lab's network. */
export const inNetwork = (...words: readonly string[]): Promise<Finished> =>
  finish(start([labProgram, 'exec', ...words], {}));

/** What somebody does who logs in as `ubuntu`. */
export const logIn = (host: string, script: string): Promise<Finished> =>
  inNetwork(
    'ssh',
    '-i',
    privateKeyFile,
    '-o',
    `UserKnownHostsFile=${knownHostsFile}`,
    `ubuntu@${addressOf(host)}`,
    script,
  );

/** Runs `bulwark WORDS` to its end with the lab's inventory and known hosts. */
export const bulwark = (words: readonly string[], options: BulwarkOptions = {}): Promise<BulwarkRun> =>
  startBulwark(words, options).done;

/** The same, but does not wait. */
export function startBulwark(words: readonly string[], options: BulwarkOptions = {}): RunningBulwark {
  const { inventory = inventoryFile, knownHosts = knownHostsFile } = options;
  const child = start(
    [
      labProgram,
      'exec',
      process.execPath,
      join(project, 'bin/bulwark.js'),
      ...words,
      ...(inventory === null ? [] : ['-i', inventory]),
      ...(knownHosts === null ? [] : ['--known-hosts', knownHosts]),
    ],
    options,
  );
  return {
    process: child,
    done: finish(child).then((finished) => ({ ...finished, events: eventsOf(words, finished) })),
  };
}

/** 10.77.1.1 of cp-1. */
export function addressOf(host: string): string {
  const [role = '', number = ''] = host.split('-');
  return `${prefix}.${role === 'cp' ? 1 : 2}.${number}`;
}

/** A file with this text in a folder of its own, which goes with the process; its path. */
export function temporaryFile(name: string, text: string): string {
  const path = join(mkdtempSync(join(temporaryFolder, 'file-')), name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** Waits until `isSo` is true; throws after `seconds`, naming `what`. */
export async function eventually(what: string, seconds: number, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

const temporaryFolder = mkdtempSync(join(tmpdir(), 'bulwark-lab-test-'));
process.once('exit', () => rmSync(temporaryFolder, { recursive: true, force: true }));

const names = (controlPlanes: number, workers: number): readonly string[] => [
  ...Array.from({ length: controlPlanes }, (_, index) => `cp-${index + 1}`),
  ...Array.from({ length: workers }, (_, index) => `worker-${index + 1}`),
];

function start(words: readonly string[], options: Pick<BulwarkOptions, 'env' | 'input'>): ChildProcess {
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, {
    cwd: project,
    env: { ...process.env, NO_COLOR: '1', XDG_STATE_HOME: join(temporaryFolder, 'state'), ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(options.input);
  return child;
}

function finish(child: ChildProcess): Promise<Finished> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<Finished>();
  const begun = Date.now();
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.once('error', reject);
  child.once('close', (code, signal) =>
    settle({
      exit: code ?? 128 + (signalNumbers[signal ?? ''] ?? 0),
      stdout: Buffer.concat(stdout).toString(),
      stderr: Buffer.concat(stderr).toString(),
      took: Date.now() - begun,
    }),
  );
  return promise;
}

const signalNumbers: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

const eventsOf = (words: readonly string[], { stdout }: Finished): readonly AnyEvent[] =>
  words.includes('jsonl')
    ? stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => eventShape.parse(JSON.parse(line)))
    : [];
const eventShape = z.looseObject({ type: z.string() });
