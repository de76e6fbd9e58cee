import type { Wire } from './host-connection.ts';
import { processChannel } from './process-channel.ts';

/** This machine as a host (`connection: local`); `user` is who runs the controller. */
export const localWire = (user: string): Wire => ({
  user,
  open: (argv) => Promise.resolve(processChannel(argv)),
  close: () => Promise.resolve(),
});
