import { connect as connectSocket, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import type { TransportPorts } from '../ports.ts';
import type { Login } from './auth.ts';
import { offers } from './offers.ts';
import { connectError, timeoutError, type Phase } from './connect-errors.ts';

/** A stream to the sshd of a host. Errors come from the stream. */
export type OpenStream = (target: HostTarget, signal?: AbortSignal) => Promise<Duplex>;

export const openDirectly: OpenStream = async ({ address, port }) =>
  connectSocket({ host: address, port, noDelay: true });

/**
 * The public key that a host shows when it is asked for one of `algorithms`; null when it has none of them. Nobody
 * logs in: the connection ends as soon as the key is there. Rejects with ConnectError.
 */
export async function fetchHostKey(
  target: HostTarget,
  algorithms: readonly ServerHostKeyAlgorithm[],
  { ports, open }: { readonly ports: TransportPorts; readonly open: OpenStream },
  signal?: AbortSignal,
): Promise<Buffer | null> {
  if (signal?.aborted === true) throw interruptedError(target);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>();
  const client = new Client();
  const heard = offers();
  let phase: Phase = 'tcp';
  const fail = (error: ConnectError): void => reject(error);
  const interrupted = (): void => fail(interruptedError(target));
  const stream = await open(target, signal);
  const cancel = ports.startTimer(target.connectTimeout, () => fail(timeoutError(target, phase)));
  signal?.addEventListener('abort', interrupted, { once: true });
  if (stream instanceof Socket) stream.once('connect', () => (phase = 'kex'));
  else phase = 'kex';
  client.on('error', (error) => {
    if (/no matching host key format/.test(error.message)) resolve(null);
    else fail(connectError(target, { phase, login: noLogin, offers: heard }, error));
  });
  client.once('close', () =>
    fail(connectError(target, { phase, login: noLogin, offers: heard }, new Error('Connection lost before handshake'))),
  );
  try {
    client.connect({
      sock: stream,
      username: target.user,
      hostVerifier: (key: Buffer) => {
        resolve(Buffer.from(key));
        return false;
      },
      algorithms: { serverHostKey: [...algorithms] },
      debug: heard.hear,
      readyTimeout: 0, // our own timer says which phase took too long
    });
    return await promise;
  } finally {
    cancel();
    signal?.removeEventListener('abort', interrupted);
    stream.destroy();
  }
}

/** There is no login here; errors of this phase cannot come. */
const noLogin: Login = {
  handler: () => () => false,
  hear: () => undefined,
  note: () => undefined,
  ended: () => undefined,
  describe: () => 'nothing was tried',
  offeredKeys: 0,
  accepted: null,
};

const interruptedError = ({ name }: HostTarget): ConnectError =>
  new ConnectError({ reason: 'lost', host: name, message: 'interrupted before the host showed its key' });
