import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostTarget } from '../../../src/domain/connection.ts';
import { eventually, newMark } from './processes.ts';

export interface TestSshd {
  /** Holds `.ssh/id_ed25519`, which every user's authorized_keys has, and `host_TYPE` keys. */
  readonly folder: string;
  readonly port: number;
  /** Of `.ssh/id_ed25519`. */
  readonly publicKey: string;
  /** In the environment of every session. */
  readonly mark: string;
  publicHostKey(type: 'ed25519' | 'rsa' | 'ecdsa'): string;
  log(): string;
  /** Of the processes that it has started for its connections. */
  sessionPids(): readonly number[];
  stop(): Promise<void>;
}

/** A real sshd on loopback with keys and configuration of its own. Needs root and openssh-server (CI installs it). */
export async function startSshd(
  settings: readonly string[] = [],
  addresses: readonly string[] = ['127.0.0.1'],
): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-sshd-'));
  chmodSync(folder, 0o755);
  mkdirSync(`${folder}/.ssh`, { mode: 0o700 });
  for (const type of ['ed25519', 'rsa', 'ecdsa'])
    run('ssh-keygen', '-q', '-N', '', '-t', type, '-f', `${folder}/host_${type}`);
  run('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', `${folder}/.ssh/id_ed25519`);
  writeFileSync(`${folder}/authorized_keys`, readFileSync(`${folder}/.ssh/id_ed25519.pub`));
  mkdirSync('/run/sshd', { recursive: true });
  const mark = newMark();
  const port = await freePort();
  const match = settings.findIndex((line) => line.startsWith('Match '));
  const [general, matched] = match < 0 ? [settings, []] : [settings.slice(0, match), settings.slice(match)];
  const running = await Promise.all(
    inParts(addresses).map((part, at) => {
      const file = `${folder}/sshd_config_${at}`;
      writeFileSync(file, [...general, ...standardSettings(folder, port, mark, part), ...matched].join('\n'));
      return listening(file);
    }),
  );
  return {
    folder,
    port,
    mark,
    publicHostKey: (type) => readFileSync(`${folder}/host_${type}.pub`, 'utf8').split(' ').slice(0, 2).join(' '),
    publicKey: readFileSync(`${folder}/.ssh/id_ed25519.pub`, 'utf8').trim(),
    log: () => running.map(({ log }) => log()).join(''),
    sessionPids: () => running.flatMap(({ sshd }) => childrenOf(sshd)),
    async stop() {
      await Promise.all(running.map(({ stop }) => stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One sshd listens on 16 addresses at most (MAX_LISTEN_SOCKS). */
const inParts = (addresses: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(addresses.length / 16) }, (_, at) => addresses.slice(at * 16, at * 16 + 16));

async function listening(file: string): Promise<{ sshd: ChildProcess; log: () => string; stop: () => Promise<void> }> {
  let log = '';
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  sshd.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  sshd.on('error', (error) => (log += `${error.message} (the tests need: apt-get install openssh-server)`));
  const ended = new Promise((resolve) => sshd.once('close', resolve));
  if (!(await eventually(() => log.includes('Server listening')))) throw new Error(`sshd did not start: ${log}`);
  return {
    sshd,
    log: () => log,
    async stop() {
      sshd.kill();
      await ended;
    },
  };
}

const childrenOf = ({ pid }: ChildProcess): readonly number[] =>
  run('ps', '-A', '-o', 'pid=,ppid=')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));

export const targetOf = (sshd: TestSshd, about: Partial<HostTarget> = {}): HostTarget => ({
  name: 'web-1',
  connection: 'ssh',
  address: '127.0.0.1',
  port: sshd.port,
  user: 'root',
  hostKeyPolicy: { kind: 'known-hosts', files: [`${sshd.folder}/known_hosts`] },
  connectTimeout: 5000,
  authenticationTimeout: 5000,
  ...about,
});

/** Makes the sshd's key known in a file of its own, in place of the usual one. */
export function knownHostsWith(sshd: TestSshd, name: string, lines: readonly string[]): HostTarget['hostKeyPolicy'] {
  const file = `${sshd.folder}/known_hosts_${name}`;
  appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return { kind: 'known-hosts', files: [file] };
}

export function run(file: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(file, args);
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${error?.message ?? stderr.toString()}`);
  return stdout.toString();
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** The first value counts: those of a test stand above. */
const standardSettings = (
  folder: string,
  port: number,
  mark: string,
  addresses: readonly string[],
): readonly string[] => [
  ...['ed25519', 'rsa', 'ecdsa'].map((type) => `HostKey ${folder}/host_${type}`),
  ...addresses.map((address) => `ListenAddress ${address}:${port}`),
  'PidFile none',
  'UsePAM no',
  'StrictModes no',
  'PasswordAuthentication no',
  'KbdInteractiveAuthentication no',
  'PermitRootLogin yes',
  'MaxStartups 100',
  `AuthorizedKeysFile ${folder}/authorized_keys`,
  `SetEnv ${mark}`,
];
