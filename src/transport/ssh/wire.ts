import type { Client, ClientChannel } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import { quote } from '../../shell/quote.ts';
import type { ByteChannel, ChannelEnd } from '../channel.ts';
import type { Wire } from '../host-connection.ts';
import type { TransportPorts } from '../ports.ts';
import { cutError } from '../early-end.ts';
import type { JumpHost } from './jumps.ts';

/** Milliseconds for a polite end of the connection before the socket is destroyed. */
const END_LIMIT = 2000;
/** Milliseconds in which a connection that is lost says so. */
const CLOSING_LIMIT = 200;

/** An authenticated ssh connection as something that runs programs. Late errors of ssh2 end here. */
export function sshWire(target: HostTarget, client: Client, via: JumpHost | null, ports: TransportPorts): Wire {
  let cause: string | undefined;
  let isClosed = false;
  const closed = new Promise<string>((resolve) => {
    client.on('error', (error) => (cause ??= error.message));
    client.once('close', () => {
      isClosed = true;
      resolve(via?.lost ?? cause ?? 'the host closed the connection');
    });
  });
  /** What ends the connection just now, if it ends: ssh2 tells an open channel first, and not why. */
  const closing = (): Promise<string | null> =>
    new Promise((resolve) => {
      const cancel = ports.startTimer(CLOSING_LIMIT, () => resolve(null));
      void closed.then((why) => (cancel(), resolve(why)));
    });
  return {
    user: target.user,
    open: (argv) =>
      new Promise((resolve, reject) => {
        if (isClosed) return void closed.then((why) => reject(cutError(target.name, target.user, why)));
        client.exec(`exec ${argv.map(quote).join(' ')}`, (error, channel) => {
          if (error === undefined || error === null) resolve(sshChannel(channel, closed));
          else
            void closing().then((why) =>
              reject(why === null ? openError(target, error) : cutError(target.name, target.user, why)),
            );
        });
      }),
    async close() {
      client.end();
      const cancel = ports.startTimer(END_LIMIT, () => client.destroy());
      await closed;
      cancel();
    },
  };
}

function sshChannel(channel: ClientChannel, connectionClosed: Promise<string>): ByteChannel {
  let cut: (end: ChannelEnd) => void = () => undefined;
  const closed = new Promise<ChannelEnd>((resolve) => {
    cut = resolve;
    channel.once('close', (code: number | null | undefined, signal?: string) => {
      if (typeof code === 'number' || signal !== undefined)
        resolve({ code: code ?? null, cause: signal && `its shell was ended by ${signal}` });
    });
    // A channel that dies with its connection says nothing of why: leave it to the connection, which closes next.
    channel.once('close', () => setImmediate(() => resolve({ code: null, cause: undefined })));
    void connectionClosed.then((cause) => resolve({ code: null, cause }));
  });
  channel.on('error', () => undefined);
  channel.stderr.on('error', () => undefined);
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    closed,
    destroy() {
      channel.close();
      cut({ code: null, cause: 'it did not end by itself in time' });
    },
  };
}

const openError = (target: HostTarget, error: Error): ConnectError =>
  new ConnectError({
    reason: 'protocol',
    host: target.name,
    message: `the host did not open a shell for ${target.user}: ${error.message}`,
    hint: 'Look at MaxSessions and ForceCommand in sshd_config.',
  });
