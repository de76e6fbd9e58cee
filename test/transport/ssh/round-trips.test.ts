import { createServer, connect, type Socket } from 'node:net';
import { writeFileSync } from 'node:fs';
import test from 'ava';
import { sh } from '../../../src/shell/sh.ts';
import { createConnector } from '../../../src/transport/connector.ts';
import { startSshd, targetOf } from '../helpers/sshd.ts';

/** One way, in milliseconds: long enough for what is sent together to arrive together. */
const DELAY = 50;

/**
 * A relay on loopback that holds every byte back for DELAY, in order, and counts how often the controller sent
 * something after it had been told something: round trips, however slow the machine is.
 */
function countingRelay(port: number): { server: ReturnType<typeof createServer>; trips: () => number } {
  let trips = 0;
  let hasHeard = true;
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    const hold = (from: Socket, to: Socket, onData: () => void, onDelivery: () => void): void => {
      from.on('data', (chunk: Buffer) => {
        onData();
        setTimeout(() => (onDelivery(), to.write(chunk)), DELAY);
      });
      from.on('end', () => void setTimeout(() => to.end(), DELAY));
      from.on('error', () => to.destroy());
    };
    const sent = (): void => {
      if (hasHeard) trips++;
      hasHeard = false;
    };
    hold(near, far, sent, () => undefined);
    hold(
      far,
      near,
      () => undefined,
      () => (hasHeard = true),
    );
  });
  return { server, trips: () => trips };
}

// Measured: 5 to connect beyond TCP's own (6 if the banner comes apart), 3 for a session and its first frame, 1 a
// frame after that. ssh2 waits for an answer to the opening of the channel and to exec; hello and frame share one.
test('a session and its first frame cost three round trips of waiting, every further frame one', async (t) => {
  const sshd = await startSshd();
  const { server, trips } = countingRelay(sshd.port);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  writeFileSync(`${sshd.folder}/known_hosts`, `[127.0.0.1]:${port} ${sshd.publicHostKey('ed25519')}\n`);
  const connection = await createConnector({ keys: { home: sshd.folder }, localUser: 'root' }).connect(
    targetOf(sshd, { port }),
  );
  const connecting = trips();
  const session = await connection.session({ kind: 'login' });
  await session.exchange({ commands: [{ command: sh`true` }], timeout: 10_000 });
  const first = trips() - connecting;
  await session.exchange({ commands: Array.from({ length: 50 }, () => ({ command: sh`true` })), timeout: 10_000 });
  const further = trips() - connecting - first;
  await connection.close();
  server.close();
  await sshd.stop();
  t.log(`connect ${connecting}, session and first frame ${first}, further frame ${further} round trips`);
  t.true(connecting <= 6);
  t.true(first <= 4); // 4 when ssh2's proof of the other host keys, which nobody waits for, falls between
  t.is(further, 1);
});
