import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { z } from 'zod';

import { addressOf, knownHostsFile, privateKeyFile, temporaryFile } from './lab.ts';

/**
 * What went over one connection. An exchange is a change of direction: the controller writes after the host has spoken
 * (and the first time). Bytes are the stream's, as TCP carries them.
 */
export interface Traffic {
  readonly exchanges: number;
  readonly sent: number;
  readonly received: number;
}

/** Ends the connection at its n-th exchange: before a byte of it passes, after its first piece, or when the host answers. */
export interface CutRule {
  readonly exchange: number;
  readonly when: 'before' | 'within' | 'answered';
  /** cut: reset towards both sides. hold: nothing passes any more, neither side is told. */
  readonly action: 'cut' | 'hold';
}

export type RelayEvent =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'ready' }
  | ({ readonly type: 'exchange' | 'reached' | 'closed' } & Traffic);

/** Stands between a controller and a host's sshd, in the lab's network. */
export interface Relay {
  readonly host: string;
  readonly port: number;
  /** The traffic of the first connection since `obey`, once it has ended. */
  ended(): Promise<Traffic>;
  /** Sets the rule for the next connection (null: none) and forgets what was counted. */
  obey(rule: CutRule | null): Promise<void>;
  /** The rule struck. Resolves at once when it has. */
  reached(): Promise<Traffic>;
  close(): Promise<void>;
}

/** Milliseconds that each chunk takes on its way: what two sides write at the same moment is then one exchange, not two. */
const delay = 10;

const numbers = { exchanges: z.number(), sent: z.number(), received: z.number() };
const eventShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), port: z.number() }),
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.enum(['exchange', 'reached', 'closed']), ...numbers }),
]);

export async function startRelay(host: string): Promise<Relay> {
  const child = spawn(
    resolve(import.meta.dirname, '../lab'),
    ['exec', process.execPath, join(import.meta.dirname, 'relay-process.ts'), addressOf(host), '22', String(delay)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const { promise: listening, resolve: listens } = Promise.withResolvers<number>();
  let reached = Promise.withResolvers<Traffic>();
  let ready = Promise.withResolvers<void>();
  let ended = Promise.withResolvers<Traffic>();
  createInterface(child.stdout).on('line', (line) => {
    const event = eventShape.parse(JSON.parse(line));
    if (event.type === 'listening') listens(event.port);
    if (event.type === 'ready') ready.resolve();
    if (event.type === 'reached') reached.resolve(event);
    if (event.type === 'closed') ended.resolve(event);
  });
  return {
    host,
    port: await listening,
    async obey(rule) {
      ended = Promise.withResolvers<Traffic>();
      reached = Promise.withResolvers<Traffic>();
      ready = Promise.withResolvers<void>();
      child.stdin.write(`${JSON.stringify(rule)}\n`);
      await ready.promise;
    },
    reached: () => reached.promise,
    ended: () => ended.promise,
    async close() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

/** Inventory and known hosts of a lab in which some hosts are reached through relays. */
export function relayedFiles(
  hosts: readonly string[],
  relays: readonly Relay[],
): { readonly inventory: string; readonly knownHosts: string } {
  const relayOf = (host: string): Relay | undefined => relays.find((relay) => relay.host === host);
  const entry = (host: string): string => {
    const relay = relayOf(host);
    return relay === undefined
      ? `        ${host}: { ansible_host: ${addressOf(host)} }\n`
      : `        ${host}: { ansible_host: 127.0.0.1, ansible_port: ${relay.port} }\n`;
  };
  const group = (name: string, role: string): string => {
    const members = hosts.filter((host) => host.startsWith(role));
    return `    ${name}:\n      hosts:${members.length === 0 ? ' {}\n' : `\n${members.map(entry).join('')}`}`;
  };
  const inventory = `all:
  vars:
    ansible_user: ubuntu
    ansible_ssh_private_key_file: ${privateKeyFile}
    cluster_name: lab
  children:
${group('control_plane', 'cp-')}${group('workers', 'worker-')}`;
  return {
    inventory: temporaryFile('inventory.yaml', inventory),
    knownHosts: temporaryFile('known_hosts', keys(relays)),
  };
}

const keys = (relays: readonly Relay[]): string => {
  const known = readFileSync(knownHostsFile, 'utf8').split('\n');
  const relayed = relays.flatMap(({ host, port }) =>
    known.flatMap((line) => {
      const [names = '', ...key] = line.split(' ');
      return names.split(',').includes(host) ? [`[127.0.0.1]:${port} ${key.join(' ')}`] : [];
    }),
  );
  return [...known, ...relayed, ''].join('\n');
};
