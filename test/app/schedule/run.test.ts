import { mkdirSync, readFileSync, existsSync, writeFileSync, chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import type { AppPorts } from '../../../src/app/ports.ts';
import { jobText, readState } from '../../../src/app/schedule/job-file.ts';
import { runSchedule } from '../../../src/app/schedule/run.ts';
import type { ScheduleJob } from '../../../src/domain/schedule.ts';
import { createRedactor } from '../../../src/render/secrecy/redactor.ts';
import { callAddress } from '../../../src/store/call-address.ts';
import { privateFiles } from '../../../src/store/private-files.ts';
import { runChild } from '../../../src/store/run-child.ts';
import { diskFiles } from '../../../src/store/source-files.ts';
import { idlePorts } from '../../support/app-ports.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { jobOf } from './support/job.ts';

const HOUR = 3_600_000;

/** A schedule of real files whose program is a script: it prints what the file `says` has and ends with what `exits` has. */
function scheduled(t: ExecutionContext, about: Partial<ScheduleJob> = {}, env: AppPorts['env'] = {}) {
  const home = tempFolder(t);
  const program = join(home, 'program');
  const jobFile = join(home, '.config/bulwark/schedules/repair.json');
  const stateFile = join(home, '.local/state/bulwark/schedules/repair.json');
  writeFileSync(
    program,
    '#!/bin/sh\necho "$*" >words\nenv >environment\ncat says\nread line || :\nexit "$(cat exits)"\n',
  );
  chmodSync(program, 0o755);
  mkdirSync(join(home, '.config/bulwark/schedules'), { recursive: true });
  writeFileSync(jobFile, jobText(jobOf({ program: [program], folder: home, ...about })), { mode: 0o600 });
  const printed: string[] = [];
  const clock = { now: 1_000_000 };
  const ports: AppPorts = {
    ...idlePorts,
    files: diskFiles(),
    home,
    env: { HOME: home, PATH: process.env['PATH'], ...env },
    secrets: createRedactor(),
    now: () => clock.now,
    print: (lines) => void printed.push(...lines),
    schedules: {
      ...idlePorts.schedules,
      who: 'alice@bastion',
      files: privateFiles,
      start: runChild,
      call: callAddress,
    },
  };
  const run = async (says: string, exit: number): Promise<{ exit: number; printed: string }> => {
    writeFileSync(join(home, 'says'), says);
    writeFileSync(join(home, 'exits'), String(exit));
    printed.length = 0;
    const ended = await runSchedule({ kind: 'run', name: 'repair', rehearse: false }, ports);
    return { exit: ended, printed: printed.join('\n') };
  };
  const state = () => readState(privateFiles.read(stateFile));
  const place = `Schedule repair of alice@bastion, in ${home}`;
  return {
    home,
    place,
    jobFile,
    stateFile,
    ports,
    clock,
    run,
    state,
    words: () => readFileSync(join(home, 'words'), 'utf8'),
  };
}

test('a run that has nothing to say says nothing, and is remembered', async (t) => {
  const it = scheduled(t);
  t.deepEqual(await it.run('', 0), { exit: 0, printed: '' });
  t.deepEqual(it.state().last, { at: 1_000_000, exit: 0, said: '' });
  t.is(it.state().toldAt, null);
  t.regex(it.words(), /^apply --quiet --format plain .*--yes --disrupt none/);
});

test('what it says is told with its exit code, each time: the run inside decides what is news', async (t) => {
  const it = scheduled(t);
  const printed = `DRIFT on cp-1\n\nmore\n\n${it.place}`;
  t.deepEqual(await it.run('DRIFT on cp-1\n\nmore\n', 3), { exit: 3, printed });
  t.deepEqual(await it.run('DRIFT on cp-1\n\nmore\n', 3), { exit: 3, printed });
  t.deepEqual(it.state().last, { at: 1_000_000, exit: 3, said: 'DRIFT on cp-1' });
});

test('a mistake in a file is told once a day in the same words, and its exit code stays', async (t) => {
  const it = scheduled(t);
  const wrong = 'bulwark.yaml:1:1  error  ...\n';
  t.not((await it.run(wrong, 5)).printed, '');
  t.deepEqual(await it.run(wrong, 5), { exit: 5, printed: '' });
  t.not((await it.run('another mistake', 5)).printed, '');
  t.not((await it.run(wrong, 5)).printed, '');
  it.clock.now += 24 * HOUR;
  t.not((await it.run(wrong, 5)).printed, '');
});

test('a locked host is a fault from the third time in a row; the run inside decides when it says so', async (t) => {
  const { calls, address } = await listen(t);
  const it = scheduled(t, { channels: { ping: address, webhook: null, mail: null, file: null } });
  const run = async (says: string): Promise<string> => {
    const { exit, printed } = await it.run(says, 8);
    return `${exit}${printed === '' ? '' : ' told'} ${calls.at(-1)?.url ?? ''}`;
  };
  t.deepEqual(
    [await run(''), await run(''), await run('BUSY\n'), await run('')],
    ['0 /', '0 /', '8 told /fail', '8 /fail'],
  );
  await it.run('', 0);
  t.deepEqual([await run(''), await run('')], ['0 /', '0 /']);
});

test('neither an agent, nor a terminal, nor a password of the environment gets into a run', async (t) => {
  const secretive = { SSH_AUTH_SOCK: '/run/agent', DISPLAY: ':0', BULWARK_BECOME_PASSWORD: 'pw', LANG: 'C.UTF-8' };
  const it = scheduled(t, { environment: { XDG_STATE_HOME: '/var/state' } }, secretive);
  await it.run('', 0);
  const names = readFileSync(join(it.home, 'environment'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/=.*/, ''))
    .filter((name) => !['', '_', 'PWD', 'OLDPWD', 'SHLVL'].includes(name)); // the shell's own
  t.deepEqual(names.toSorted(), ['HOME', 'LANG', 'PATH', 'XDG_STATE_HOME']);
});

test('two runs of one schedule are never at work at once, and a dead one stands in nobody’s way', async (t) => {
  const it = scheduled(t);
  const path = join(it.home, '.local/state/bulwark/schedules/repair.running');
  const release = privateFiles.claim(path);
  t.is((await it.run('', 0)).exit, 8);
  release?.();
  t.is((await it.run('', 0)).exit, 0);
  t.false(existsSync(path));
  privateFiles.write(path, `${process.pid} 1\n`); // our number, and another start
  t.is((await it.run('', 0)).exit, 0);
});

test('a schedule that is removed while it runs leaves nothing behind', async (t) => {
  const it = scheduled(t);
  writeFileSync(join(it.home, 'program'), `#!/bin/sh\nrm ${it.jobFile} ${it.stateFile}\n`);
  t.is((await it.run('', 0)).exit, 0);
  t.deepEqual(privateFiles.names(dirname(it.jobFile)), []);
  t.deepEqual(privateFiles.names(dirname(it.stateFile)), []);
});

test('a folder or a program that is gone is told', async (t) => {
  const gone = await scheduled(t, { folder: '/no/such/folder' }).run('', 0);
  t.is(gone.exit, 5);
  t.regex(gone.printed, /^error {2}schedule repair: its folder \/no\/such\/folder is gone\n/);
  const program = await scheduled(t, { program: ['/no/such/program'] }).run('', 0);
  t.is(program.exit, 1);
  t.regex(program.printed, /ENOENT/);
});

test('a file that others may write is not followed', async (t) => {
  const it = scheduled(t);
  const ports = { ...it.ports, othersMay: () => ({ read: true, write: true }) };
  t.is(await runSchedule({ kind: 'run', name: 'repair', rehearse: false }, ports), 5);
  t.false(existsSync(join(it.home, 'words')));
});

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** A real web server that answers each call with the next of these codes, then with 200. */
async function listen(t: ExecutionContext, ...codes: readonly number[]) {
  const calls: Call[] = [];
  const left = [...codes];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      calls.push({ method: request.method ?? '', url: request.url ?? '', body });
      response.writeHead(left.shift() ?? 200).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => void server.close());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  return { calls, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('ping, webhook and report file get what they are to get, and their addresses are never told', async (t) => {
  const { calls, address } = await listen(t);
  const file = 'reports/bulwark.log';
  const it = scheduled(t);
  const channels = {
    ping: `${address}/ping/0a1b?create=1`,
    webhook: `${address}/hook/s3cr3t`,
    mail: null,
    file: join(it.home, file),
  };
  it.ports.schedules.files.write(
    it.jobFile,
    jobText(jobOf({ program: [join(it.home, 'program')], folder: it.home, channels })),
  );
  await it.run('', 0);
  t.deepEqual(calls.splice(0), [{ method: 'GET', url: '/ping/0a1b?create=1', body: '' }]);
  await it.run(`DRIFT on cp-1 ${channels.webhook}\n`, 3);
  t.deepEqual(
    calls.map(({ method, url }) => `${method} ${url}`),
    ['POST /hook/s3cr3t', 'GET /ping/0a1b/fail?create=1'],
  );
  t.deepEqual(JSON.parse(calls[0]?.body ?? ''), {
    text: `DRIFT on cp-1 ‹secret›\n\n${it.place}\n`,
    schedule: 'repair',
    exit: 3,
    from: 'alice@bastion',
    at: '1970-01-01T00:16:40.000Z',
  });
  t.is(
    readFileSync(join(it.home, file), 'utf8'),
    `--- schedule repair, 1970-01-01T00:16:40.000Z, exit 3\nDRIFT on cp-1 ‹secret›\n\n${it.place}\n\n`,
  );
  t.deepEqual(it.state().undelivered, []);
});

test('a report is not sent on to where an address points instead', async (t) => {
  const { calls, address } = await listen(t);
  const first = createServer((_, response) => response.writeHead(307, { location: `${address}/elsewhere` }).end());
  await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
  t.teardown(() => void first.close());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const url = `http://127.0.0.1:${(first.address() as AddressInfo).port}/hook`;
  t.not(await callAddress(url, { text: 'DRIFT' }), null);
  t.deepEqual(calls, []);
});

test('an address is tried twice; one that does not take it is remembered without the address', async (t) => {
  const { calls, address } = await listen(t, 500, 200, 503, 503);
  const it = scheduled(t, { channels: { ping: null, webhook: `${address}/s3cr3t`, mail: null, file: null } });
  await it.run('DRIFT\n', 3);
  t.is(calls.length, 2);
  t.deepEqual(it.state().undelivered, []);
  t.is((await it.run('DRIFT\n', 3)).exit, 3);
  t.deepEqual(it.state().undelivered, ['webhook: it answered 503']);
});

test('an interrupted run is remembered, and nobody is told that it failed', async (t) => {
  const { calls, address } = await listen(t);
  const it = scheduled(t, { channels: { ping: `${address}/1`, webhook: null, mail: null, file: null } });
  t.deepEqual(await it.run('stopping\n', 143), { exit: 143, printed: '' });
  t.is(it.state().last?.exit, 143);
  t.deepEqual(calls, []);
});
