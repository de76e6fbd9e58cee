import type { HostTarget } from '../../domain/connection.ts';
import type { ByteChannel, ChannelEnd } from '../channel.ts';
import type { Wire } from '../host-connection.ts';
import type { TransportPorts } from '../ports.ts';
import { processChannel } from '../process-channel.ts';
import { sessionArguments } from './arguments.ts';
import type { Master } from './master.ts';

/** The exit code of ssh itself, which a program on the host may use too. */
const SSH_FAILED = 255;

/** Milliseconds for the master to say why it ended, after a session through it has failed. */
const REASON_LIMIT = 500;

/** A connection of the system's ssh as something that runs programs. */
export const opensshWire = (target: HostTarget, master: Master, ports: TransportPorts): Wire => ({
  user: target.user,
  open(argv) {
    const channel = processChannel(sessionArguments(target, master.socket, argv));
    return Promise.resolve({ ...channel, closed: withReason(channel, master, ports) });
  },
  close: () => master.close(),
});

async function withReason(channel: ByteChannel, master: Master, ports: TransportPorts): Promise<ChannelEnd> {
  const end = await channel.closed;
  if (end.code !== SSH_FAILED) return end;
  return new Promise((resolve) => {
    const cancel = ports.startTimer(REASON_LIMIT, () => resolve(end));
    void master.closed.then(({ message }) => {
      cancel();
      resolve({ code: null, cause: message });
    });
  });
}
