import { createServer, connect, type Socket } from 'node:net';
import { writeFileSync } from 'node:fs';
import test from 'ava';
import { sh } from '../../../src/shell/sh.ts';
import { createConnector } from '../../../src/transport/connector.ts';
import { startSshd, targetOf } from '../helpers/sshd.ts';

/** One way, in milliseconds: far above what the host needs to compute, so that time divided by it counts round trips. */
const DELAY = 100;

/** A relay on loopback that holds every byte back for DELAY, in order. */
const relay = (port: number): ReturnType<typeof createServer> =>
  createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    const hold = (from: Socket, to: Socket): void => {
      from.on('data', (chunk: Buffer) => void setTimeout(() => to.write(chunk), DELAY));
      from.on('end', () => void setTimeout(() => to.end(), DELAY));
      from.on('error', () => to.destroy());
    };
    hold(near, far);
    hold(far, near);
  });

// Measured: 5 to connect beyond TCP's own (which the relay does not delay), 3 for a session and its first frame, 1 a
// frame after that. ssh2 waits for an answer to the opening of the channel and to exec; hello and frame share one.
test('a session and its first frame cost three round trips, every further frame one', async (t) => {
  const sshd = await startSshd();
  writeFileSync(`${sshd.folder}/known_hosts`, `[127.0.0.1]:${sshd.port} ${sshd.publicHostKey('ed25519')}\n`);
  const server = relay(sshd.port);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  writeFileSync(`${sshd.folder}/known_hosts`, `[127.0.0.1]:${port} ${sshd.publicHostKey('ed25519')}\n`);
  let since = performance.now();
  const trips = (): number => {
    const [before, now] = [since, performance.now()];
    since = now;
    return (now - before) / (2 * DELAY);
  };
  const connection = await createConnector({ keys: { home: sshd.folder }, localUser: 'root' }).connect(
    targetOf(sshd, { port }),
  );
  const connecting = trips();
  const session = await connection.session({ kind: 'login' });
  await session.exchange({ commands: [{ command: sh`true` }], timeout: 10_000 });
  const first = trips();
  await session.exchange({ commands: Array.from({ length: 50 }, () => ({ command: sh`true` })), timeout: 10_000 });
  const further = trips();
  await connection.close();
  server.close();
  await sshd.stop();
  t.log(
    `connect ${connecting.toFixed(2)}, session and first frame ${first.toFixed(2)}, further frame ${further.toFixed(2)} round trips`,
  );
  t.true(connecting < 5.9);
  t.true(first < 3.9);
  t.true(further < 1.9);
});
