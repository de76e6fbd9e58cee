import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server as TcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import ssh2, { type Connection as Peer, type ServerChannel } from 'ssh2';
import type { HostTarget } from '../../../src/domain/connection.ts';
import { ConnectError, type ConnectReason } from '../../../src/domain/errors.ts';
import { sh } from '../../../src/shell/sh.ts';
import { createConnector } from '../../../src/transport/connector.ts';
import { systemPorts } from '../../../src/transport/ports.ts';

const home = mkdtempSync(join(tmpdir(), 'bulwark-fake-'));
const hostKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
writeFileSync(
  join(home, 'key'),
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }),
);
test.after.always('the keys go', () => rmSync(home, { recursive: true, force: true }));

const target = (port: number): HostTarget => ({
  name: 'fake',
  connection: 'ssh',
  address: '127.0.0.1',
  port,
  user: 'root',
  identityFile: join(home, 'key'),
  hostKeyPolicy: { kind: 'accept-new', files: [join(home, `known_hosts_${port}`)] },
  connectTimeout: 700,
  authenticationTimeout: 700,
});

async function listen(t: ExecutionContext, server: TcpServer | InstanceType<typeof ssh2.Server>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  t.teardown(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Accepts every key; what it does with the dispatcher's channel is up to the test. */
function sshServer(onShell: (channel: ServerChannel, peer: Peer) => void): InstanceType<typeof ssh2.Server> {
  return new ssh2.Server({ hostKeys: [hostKey] }, (peer) => {
    peer.on('error', () => undefined);
    peer.on('authentication', (request) => request.accept());
    peer.on('session', (accept) => {
      accept().on('exec', (acceptExec) => onShell(acceptExec(), peer));
    });
  });
}

/** Answers the nonce with a proper hello, and what follows with `answer`. */
const afterHello =
  (answer: (channel: ServerChannel, nonce: string, peer: Peer) => void) =>
  (channel: ServerChannel, peer: Peer): void => {
    let nonce = '';
    channel.on('data', (chunk: Buffer) => {
      if (nonce === '') {
        nonce = chunk.toString().slice(0, 32);
        for (const stream of [channel, channel.stderr]) stream.write(`${nonce}:h:0:\n`);
      }
      if (chunk.includes('run ')) answer(channel, nonce, peer);
    });
  };

async function failure(port: number): Promise<ConnectError> {
  const connector = createConnector({
    keys: { home },
    localUser: 'root',
    limits: { beat: 1000, answer: 500, close: 300 },
  });
  try {
    const connection = await connector.connect(target(port));
    try {
      const session = await connection.session({ kind: 'login' });
      await session.exchange({ commands: [{ command: sh`true` }], timeout: 500 });
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (error instanceof ConnectError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

const failsAs = test.macro({
  async exec(t, server: () => TcpServer | InstanceType<typeof ssh2.Server>, reason: ConnectReason, message: RegExp) {
    const error = await failure(await listen(t, server()));
    t.is(error.reason, reason, error.message);
    t.regex(error.message, message);
  },
  title: (title) => `${title} is told for what it is`,
});

const tcp = (onConnection: (socket: Socket) => void) => (): TcpServer =>
  createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });

test(
  'a port that says nothing',
  failsAs,
  tcp(() => undefined),
  'no-answer',
  /did not finish the ssh key exchange within 0\.7 s \(connect timeout\)/,
);
test(
  'a port that is no ssh',
  failsAs,
  tcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  'refused',
  /before it said anything of ssh/,
);
test(
  'a host that hangs up before the banner',
  failsAs,
  tcp((socket) => socket.end()),
  'refused',
  /before it said anything of ssh/,
);
test(
  'a host that resets before the banner',
  failsAs,
  tcp((socket) => socket.resetAndDestroy()),
  'refused',
  /reset the connection/,
);
test(
  'a key exchange that breaks off',
  failsAs,
  tcp((socket) => socket.end('SSH-2.0-Fake\r\n')),
  'protocol',
  /closed the connection/,
);

const silentAuthentication = (): InstanceType<typeof ssh2.Server> =>
  new ssh2.Server({ hostKeys: [hostKey] }, (peer) => {
    peer.on('error', () => undefined);
    peer.on('authentication', () => undefined);
  });
test(
  'an authentication that hangs',
  failsAs,
  silentAuthentication,
  'authentication-timeout',
  /within 0\.7 s \(authentication timeout\)/,
);

test(
  'a connection that dies in the middle of a frame',
  failsAs,
  () =>
    sshServer(
      afterHello(
        (channel, nonce, peer) => (channel.write(`${nonce}:b:1\nhalf an ans`), setImmediate(() => peer.end())),
      ),
    ),
  'lost',
  /lost the connection while a command ran/,
);
test(
  'a shell that ends well but without the trailer',
  failsAs,
  () => sshServer(afterHello((channel, nonce) => (channel.write(`${nonce}:b:1\n`), channel.exit(0), channel.end()))),
  'lost',
  /its shell ended with code 0/,
);
test(
  'a trailer with another nonce',
  failsAs,
  () =>
    sshServer(
      afterHello((channel) =>
        [channel, channel.stderr].forEach((stream) =>
          stream.write(`${'0'.repeat(32)}:b:1\n${'0'.repeat(32)}:c:1:0:0\n${'0'.repeat(32)}:t:1\n`),
        ),
      ),
    ),
  'lost',
  /no answer for 0\.5 s/,
);
test(
  'a trailer without the answers',
  failsAs,
  () =>
    sshServer(
      afterHello((channel, nonce) => [channel, channel.stderr].forEach((stream) => stream.write(`${nonce}:t:1\n`))),
    ),
  'protocol',
  /answered 0 of 1 commands/,
);
test(
  'a shell that prints 10,000 lines and no hello',
  failsAs,
  () => sshServer((channel) => void channel.write('news of the day\n'.repeat(10_000))),
  'protocol',
  /more than 64 KiB/,
);
test('a shell that says nothing at all', failsAs, () => sshServer(() => undefined), 'lost', /no answer for 0\.5 s/);

test('a host that takes no further connection is told by its connect timeout', async (t) => {
  const script = `const s=require('net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},()=>{console.log(s.address().port);setImmediate(()=>Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0))})`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve)));
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  t.teardown(() => (fillers.forEach((socket) => socket.destroy()), child.kill('SIGKILL')));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const error = await failure(port);
  t.is(error.reason, 'no-answer');
  t.regex(error.message, /no answer from 127\.0\.0\.1 port \d+ within 0\.7 s \(connect timeout\)/);
});

test('an interrupted connect ends at once', async (t) => {
  const port = await listen(t, tcp(() => undefined)());
  const connector = createConnector({ keys: { home }, localUser: 'root' });
  const controller = new AbortController();
  const connecting = t.throwsAsync(connector.connect({ ...target(port), connectTimeout: 60_000 }, controller.signal), {
    message: /interrupted/,
  });
  setTimeout(() => controller.abort(), 50);
  await connecting;
});

test('no more handshakes are under way than allowed', async (t) => {
  let [underWay, most] = [0, 0];
  const port = await listen(t, tcp((socket) => socket.resume())());
  const startTimer: typeof systemPorts.startTimer = (...about) => {
    most = Math.max(most, ++underWay);
    const cancel = systemPorts.startTimer(...about);
    return () => (underWay--, cancel());
  };
  const ports = { ...systemPorts, startTimer };
  const connector = createConnector({ keys: { home }, localUser: 'root', handshakes: 3, ports });
  const host = { ...target(port), connectTimeout: 150 };
  await Promise.allSettled(Array.from({ length: 10 }, () => connector.connect(host)));
  t.is(most, 3);
});
