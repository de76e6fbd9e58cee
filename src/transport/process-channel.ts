import { spawn } from 'node:child_process';
import { withoutPasswords } from '../domain/our-passwords.ts';
import type { ByteChannel, ChannelEnd } from './channel.ts';

/** A program of this machine as a channel; in a session of its own, so that Ctrl-C at the terminal does not reach it. */
export function processChannel(argv: readonly [string, ...string[]]): ByteChannel {
  const [file, ...args] = argv;
  const child = spawn(file, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: withoutPasswords(process.env),
  });
  let cut: (end: ChannelEnd) => void = () => undefined;
  const closed = new Promise<ChannelEnd>((resolve) => {
    cut = resolve;
    child.once('error', (error) => resolve({ code: null, cause: error.message }));
    child.once('close', (code, signal) =>
      resolve({ code, cause: signal === null ? undefined : `its shell was ended by ${signal}` }),
    );
  });
  child.stdin.on('error', () => undefined); // EPIPE of a shell that has gone: `closed` tells
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    closed,
    destroy() {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      child.unref();
      cut({ code: null, cause: 'it did not end by itself in time' });
    },
  };
}
