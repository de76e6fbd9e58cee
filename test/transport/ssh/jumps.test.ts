import { appendFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import type { HostTarget } from '../../../src/domain/connection.ts';
import type { Connection } from '../../../src/domain/session.ts';
import { sh } from '../../../src/shell/sh.ts';
import { createConnector, type RunConnector } from '../../../src/transport/connector.ts';
import { text } from '../helpers/dispatcher.ts';
import { refusal } from '../helpers/logins.ts';
import { commandLines, eventually, marked } from '../helpers/processes.ts';
import { freePort, startSshd, targetOf, type TestSshd } from '../helpers/sshd.ts';

/** sshd's own limits for the bastion; the hosts are one sshd on many addresses, each of which would have its own. */
const DEFAULTS = ['MaxStartups 10:30:100', 'MaxSessions 10', 'LogLevel VERBOSE'];
const HOSTS = 200;
const addresses = Array.from({ length: HOSTS }, (_, at) => `127.0.${1 + (at >> 8)}.${1 + (at & 255)}`);

let hosts: TestSshd;
test.before('the hosts start', async () => {
  hosts = await startSshd(['MaxStartups 1000'], addresses);
  appendFileSync(`${hosts.folder}/known_hosts`, `* ${hosts.publicHostKey('ed25519')}\n`);
});
test.after.always('they go', async (t) => {
  t.true(await eventually(() => marked(hosts.mark).length === 0, 60_000), commandLines(hosts.mark).join('; '));
  await hosts.stop();
});

/** A bastion that takes the same key as the hosts. */
async function startBastion(settings: readonly string[] = []): Promise<TestSshd> {
  const bastion = await startSshd([...settings, ...DEFAULTS]);
  appendFileSync(`${bastion.folder}/authorized_keys`, `${hosts.publicKey}\n`);
  writeFileSync(`${bastion.folder}/known_hosts`, `[127.0.0.1]:${bastion.port} ${bastion.publicHostKey('ed25519')}\n`);
  return bastion;
}

const through = (
  bastion: TestSshd,
  address: string,
  about: Partial<HostTarget> = {},
  via: Partial<HostTarget> = {},
): HostTarget =>
  targetOf(hosts, {
    name: `host-${address}`,
    address,
    connectTimeout: 30_000,
    authenticationTimeout: 60_000,
    ssh: { jumps: [targetOf(bastion, { name: 'bastion', ...via })] },
    ...about,
  });

const connector = (): RunConnector => createConnector({ keys: { home: hosts.folder }, localUser: 'root' });

/** The bastion's own words on who logged in. */
const logins = (bastion: TestSshd): number => bastion.log().match(/Accepted publickey/g)?.length ?? 0;
const connections = (bastion: TestSshd): number => bastion.log().match(/^Connection from /gm)?.length ?? 0;

async function greet(connection: Connection): Promise<string> {
  const session = await connection.session({ kind: 'login' });
  const { outputs } = await session.exchange({ commands: [{ command: sh`echo "$SSH_CONNECTION"` }], timeout: 60_000 });
  return text(outputs[0]).split(' ')[2] ?? '';
}

test.serial('200 hosts behind one bastion with default limits are all reached through one connection', async (t) => {
  t.timeout(170_000);
  const bastion = await startBastion();
  const run = connector();
  const started = performance.now();
  const all = await Promise.all(addresses.map((address) => run.connect(through(bastion, address))));
  t.log(`connected in ${Math.round(performance.now() - started)} ms`);
  t.is(all.length, HOSTS);
  const sample = (_: unknown, at: number): boolean => at % 25 === 0;
  t.deepEqual(await Promise.all(all.filter(sample).map(greet)), addresses.filter(sample));
  t.deepEqual([connections(bastion), logins(bastion)], [1, 1], bastion.log());
  await Promise.all(all.map((connection) => connection.close()));
  run.close();
  await bastion.stop();
});

test.serial('a bastion that is lost is told for every host behind it, in the same words', async (t) => {
  const bastion = await startBastion();
  const run = connector();
  const all = await Promise.all(addresses.slice(0, 3).map((address) => run.connect(through(bastion, address))));
  const sessions = await Promise.all(all.map((connection) => connection.session({ kind: 'login' })));
  // Each shell has started: no host is lost in another moment than the others.
  await Promise.all(sessions.map((session) => session.exchange({ commands: [{ command: sh`:` }], timeout: 60_000 })));
  const asked = sessions.map((session) => session.exchange({ commands: [{ command: sh`sleep 15` }], timeout: 60_000 }));
  t.true(await eventually(() => marked(hosts.mark).length >= 6, 30_000));
  for (const pid of bastion.sessionPids()) process.kill(pid, 'SIGKILL');
  const said = await Promise.all(asked.map(refusal));
  t.deepEqual([...new Set(said.map((one) => one.reason))], ['lost']);
  t.is(new Set(said.map((one) => one.text)).size, 1, JSON.stringify(said));
  t.regex(said[0]?.text ?? '', /the jump host bastion was lost/);
  t.regex((await refusal(run.connect(through(bastion, addresses[4] ?? '')))).text, /the jump host bastion was lost/);
  await Promise.all(all.map((connection) => connection.close()));
  await bastion.stop();
});

test.serial('a bastion that cannot be used is tried once, and told for every host behind it', async (t) => {
  const bastion = await startBastion();
  const tell = async (via: Partial<HostTarget>): Promise<readonly { reason: string; text: string; host: string }[]> => {
    const run = connector();
    return Promise.all(addresses.slice(0, 5).map((one) => refusal(run.connect(through(bastion, one, {}, via)))));
  };
  const unknown = await tell({ hostKeyPolicy: { kind: 'known-hosts', files: [] } });
  t.deepEqual([...new Set(unknown.map((one) => one.reason))], ['host-key']);
  t.is(new Set(unknown.map((one) => one.text)).size, 1);
  t.regex(unknown[0]?.text ?? '', /^the jump host bastion cannot be used: 127\.0\.0\.1 presented/);
  t.deepEqual(
    unknown.map((one) => one.host),
    addresses.slice(0, 5).map((one) => `host-${one}`),
  );
  t.is(connections(bastion), 1);
  const stranger = await tell({ user: 'nobody-there' });
  t.deepEqual([...new Set(stranger.map((one) => one.reason))], ['authentication']);
  t.is(connections(bastion), 2);
  const port = await freePort();
  t.deepEqual([...new Set((await tell({ port })).map((one) => one.reason))], ['refused']);
  await bastion.stop();
});

test.serial('the keys of hosts behind a bastion are checked, too', async (t) => {
  const bastion = await startBastion();
  const run = connector();
  const hostKeyPolicy = { kind: 'known-hosts', files: [`${bastion.folder}/known_hosts`] } as const;
  t.is((await refusal(run.connect(through(bastion, addresses[0] ?? '', { hostKeyPolicy })))).reason, 'host-key');
  run.close();
  await bastion.stop();
});

test.serial('what the bastion says of a host is told: refused, unknown, forbidden', async (t) => {
  const bastion = await startBastion();
  const run = connector();
  const refused = await refusal(run.connect(through(bastion, '127.0.0.1', { port: await freePort() })));
  t.is(refused.reason, 'refused');
  t.regex(refused.text, /refused the connection of the jump host bastion/);
  const unknown = await refusal(run.connect(through(bastion, 'no-such-host.invalid')));
  t.true(['name-resolution', 'no-route'].includes(unknown.reason), unknown.text);
  t.regex(unknown.text, /jump host bastion/);
  run.close();
  await bastion.stop();
  const closed = await startBastion(['AllowTcpForwarding no']);
  const other = connector();
  const forbidden = await refusal(other.connect(through(closed, addresses[0] ?? '')));
  t.is(forbidden.reason, 'protocol');
  t.regex(forbidden.text, /does not forward connections.*AllowTcpForwarding/);
  other.close();
  await closed.stop();
});

test.serial('two jump hosts in a row', async (t) => {
  const [outer, inner] = [await startBastion(), await startBastion()];
  const run = connector();
  const jumps = [targetOf(outer, { name: 'outer' }), targetOf(inner, { name: 'inner' })];
  const all = await Promise.all(
    addresses.slice(0, 5).map((one) => run.connect(through(outer, one, { ssh: { jumps } }))),
  );
  t.deepEqual(await Promise.all(all.map(greet)), addresses.slice(0, 5));
  t.deepEqual([connections(outer), connections(inner)], [1, 1]);
  await Promise.all(all.map((connection) => connection.close()));
  run.close();
  await inner.stop();
  await outer.stop();
});
