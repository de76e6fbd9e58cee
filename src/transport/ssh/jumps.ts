import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError, type ConnectReason } from '../../domain/errors.ts';
import { limiter } from '../limiter.ts';

/** An open connection to a jump host. */
export interface JumpHost {
  readonly name: string;
  /** A stream from the jump host to the target. `onStart` is called when its turn has come. Rejects with ConnectError. */
  open(target: HostTarget, onStart: () => void): Promise<Duplex>;
  /** Why it is no longer there; null while it is. */
  readonly lost: string | null;
}

/** The jump hosts of a run: each way is connected once, on first need, and shared by all hosts behind it. */
export interface Jumps {
  /** The last jump host before the target; null without any. Rejects with ConnectError that names the jump host. */
  to(target: HostTarget, signal?: AbortSignal): Promise<JumpHost | null>;
  close(): void;
}

type ConnectHop = (hop: HostTarget, via: JumpHost | null, signal: AbortSignal | undefined) => Promise<Client>;

/** Streams that one jump host is asked to open at once. */
const OPENING = 10;

export function jumpHosts(connect: ConnectHop): Jumps {
  const known = new Map<string, Promise<JumpHost>>();
  const clients: Client[] = [];
  const through = async (hops: readonly HostTarget[], signal: AbortSignal | undefined): Promise<JumpHost | null> => {
    const last = hops.at(-1);
    if (last === undefined) return null;
    const way = hops.map(({ user, address, port }) => `${user}@${address}:${port}`).join(',');
    const opened = known.get(way) ?? openHop(last, through(hops.slice(0, -1), signal), signal);
    known.set(way, opened);
    return opened;
  };
  const openHop = async (
    hop: HostTarget,
    before: Promise<JumpHost | null>,
    signal: AbortSignal | undefined,
  ): Promise<JumpHost> => {
    const client = await connect(hop, await before, signal);
    clients.push(client);
    return jumpHost(hop.name, client);
  };
  return {
    async to(target, signal) {
      try {
        return await through(target.ssh?.jumps ?? [], signal);
      } catch (error) {
        throw error instanceof ConnectError ? behind(error, target.name) : error;
      }
    },
    close() {
      for (const client of clients) client.end();
    },
  };
}

/** The same words for every host behind it, so that they are told once. */
function behind(error: ConnectError, host: string): ConnectError {
  const { reason, hint } = error;
  const message = error.message.startsWith('the jump host ')
    ? error.message
    : `the jump host ${error.host} cannot be used: ${error.message}`;
  return new ConnectError({ reason, host, message, cause: error, ...(hint === undefined ? {} : { hint }) });
}

function jumpHost(name: string, client: Client): JumpHost {
  const inTurn = limiter(OPENING);
  let lost: string | null = null;
  let cause: string | null = null;
  client.on('error', (error) => (cause ??= error.message));
  client.once('close', () => (lost = `the jump host ${name} was lost: ${cause ?? 'it closed the connection'}`));
  const open = (target: HostTarget): Promise<Duplex> =>
    new Promise((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, target.address, target.port, (error, channel) => {
        if (error === undefined || error === null) resolve(channel);
        else reject(openError(target, name, error));
      });
    });
  return {
    name,
    get lost() {
      return lost;
    },
    open: (target, onStart) =>
      inTurn(() => {
        onStart();
        return lost === null ? open(target) : Promise.reject(lostError(target, lost));
      }),
  };
}

export const lostError = ({ name }: HostTarget, lost: string): ConnectError =>
  new ConnectError({
    reason: 'lost',
    host: name,
    message: lost,
    hint: 'All hosts behind it are out of reach until it is back: run again then.',
  });

/** `reason` as RFC 4254, section 5.1 numbers it; the words are the jump host's own. */
function openError(target: HostTarget, jump: string, error: Error): ConnectError {
  const where = `${target.address} port ${target.port}`;
  const make = (reason: ConnectReason, message: string, hint: string): ConnectError =>
    new ConnectError({ reason, host: target.name, message, hint, cause: error });
  if ('reason' in error && Number(error.reason) === PROHIBITED)
    return make(
      'protocol',
      `the jump host ${jump} does not forward connections to ${where}`,
      `Look at AllowTcpForwarding, PermitOpen and DisableForwarding in sshd_config of ${jump}.`,
    );
  const said = error.message.replace(/^\(SSH\) Channel open failure: /, '');
  if (/not known|resol|unknown host|no address/i.test(said))
    return make(
      'name-resolution',
      `the name ${target.address} could not be resolved by the jump host ${jump}: ${said}`,
      'The jump host resolves it, not this machine: set ansible_host to an address.',
    );
  if (/refused/i.test(said))
    return make(
      'refused',
      `${where} refused the connection of the jump host ${jump}`,
      'Is sshd running on the host, and is the port right?',
    );
  if (/timed out/i.test(said))
    return make(
      'no-answer',
      `no answer from ${where} to the jump host ${jump}`,
      'Is the host up, and does a firewall drop packets to it?',
    );
  return make(
    'no-route',
    `the jump host ${jump} cannot reach ${where}: ${said}`,
    `Is the host up? Try on ${jump}: ssh -p ${target.port} ${target.address}`,
  );
}

const PROHIBITED = 1;
