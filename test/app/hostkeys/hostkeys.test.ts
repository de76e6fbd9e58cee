import test from 'ava';

import { readFingerprints, isListed } from '../../../src/app/hostkeys/fingerprints.ts';
import { compileRun } from '../../../src/app/compile-run.ts';
import type { AppPorts } from '../../../src/app/ports.ts';
import { runCommand } from '../../../src/app/run-command.ts';
import { parsed } from '../../../src/domain/diagnostic.ts';
import { parseArgv } from '../../../src/cli/parse-argv.ts';
import type { RunEvent } from '../../../src/domain/event.ts';
import type { HostKeyState, KnownLine, Pin } from '../../../src/domain/host-key.ts';
import type { ExitCode } from '../../../src/report/exit-code.ts';
import { noProject, scriptedDesk } from '../../support/desk.ts';
import { told } from '../../support/diagnostics.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const print = (name: string): string => `SHA256:${name.padEnd(43, 'x').slice(0, 43)}`;
const keyOf = (name: string) => ({ type: 'ssh-ed25519', blob: name, fingerprint: print(name) });
const fresh = (name: string): HostKeyState => ({ kind: 'new', keys: [keyOf(name)] });
const known = (name: string): HostKeyState => ({ kind: 'known', key: keyOf(name) });
const changed: HostKeyState = {
  kind: 'changed',
  key: keyOf('new'),
  expected: keyOf('old'),
  at: { file: 'kh', line: 7 },
};
const away: HostKeyState = {
  kind: 'unreachable',
  message: '10.0.0.2 port 22 refused the connection',
  hint: 'Is sshd running?',
};

const inventory =
  'all:\n  hosts:\n    a: { ansible_host: 10.0.0.1 }\n    b: { ansible_host: 10.0.0.2, ansible_port: 2222 }\n    here: { ansible_connection: local }\n';

interface Setting {
  readonly states?: Readonly<Record<string, HostKeyState>>;
  readonly answers?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly lines?: readonly KnownLine[];
}

async function hostkeys(line: string, { states = {}, answers, files = {}, lines = [] }: Setting = {}) {
  const desk = scriptedDesk(answers ?? []);
  const events: RunEvent[] = [];
  const calls: string[] = [];
  const asked = await parseArgv(['hostkeys', ...line.split(' '), '-i', 'inv.yaml'], 80);
  if (asked.kind !== 'run') throw new Error(JSON.stringify(asked));
  const exit = await runCommand(asked.invocation, {
    ...({} as AppPorts),
    files: memoryFiles({ 'inv.yaml': inventory, 'bulwark.yaml': 'known_hosts: kh\n', ...files }),
    othersMay: () => ({ read: false, write: false }),
    foldersAbove: ['.'],
    home: '/home/alice',
    env: {},
    user: 'alice',
    interactive: answers !== undefined,
    askSshConfig: async (_, names) => parsed(names.map((name) => ({ name, settings: null }))),
    compile: compileRun,
    now: () => 0,
    stoppedBy: () => null,
    show: (event) => events.push(event),
    project: noProject,
    desk,
    hostKeys: {
      look: async (targets) => {
        calls.push(`look ${targets.map(({ name }) => name).join()}`);
        return targets.map(({ name, address }) => ({ name, id: address, state: states[name] ?? fresh(name) }));
      },
      pin: (file, pins) => {
        calls.push(`pin ${file} ${pins.map(({ name }) => name).join()}`);
        return [];
      },
      lines: (wanted, names) => {
        calls.push(`${wanted.join()} ${[...names].map(([name, ids]) => `${name}=${[...ids].join('|')}`).join(' ')}`);
        return lines;
      },
      forget: (wanted, names) => void calls.push(`forget ${wanted.join()} ${[...names.keys()].join()}`),
    },
  });
  return {
    exit,
    said: desk.said(),
    calls,
    summaries: events.flatMap((event) => (event.type === 'diagnostic' ? [event.summary] : [])),
  };
}

const does = test.macro({
  async exec(t, line: string, setting: Setting, exit: ExitCode, calls: readonly string[], words: RegExp) {
    const ended = await hostkeys(line, setting);
    t.is(ended.exit, exit, ended.said + ended.summaries.join());
    t.deepEqual(ended.calls, calls);
    t.regex(ended.said + ended.summaries.join('\n'), words);
    t.deepEqual(
      ended.said.split('\n').filter((each) => each.length > 80),
      [],
    );
  },
  title: (title, words: string) => `hostkeys ${words}: ${title}`,
});

const list = {
  keys: `# compared on the console\n10.0.0.1 256 ${print('a')} root@a (ED25519)\nb ED25519 ${print('other')}\n`,
};
test(
  'all are pinned with one answer',
  does,
  'scan',
  { answers: ['y'] },
  0,
  ['look a,b', 'pin kh a,b'],
  /2 host keys, none known yet:\n {2}a {2}ED25519 SHA256:a[^]*Pin all 2\? \[y\/N\/one by one\] y\npinned {2}2 host keys in kh/,
);
test('no is the default', does, 'scan', { answers: [''] }, 3, ['look a,b', 'pin kh '], /Nothing was pinned/);
test(
  'one by one',
  does,
  'scan',
  { answers: ['one by one', 'y', 'n'] },
  3,
  ['look a,b', 'pin kh a'],
  /pinned {2}1 host key in kh/,
);
test('the end of input is no', does, 'scan', { answers: [] }, 3, ['look a,b'], /Nothing was pinned/);
test(
  'one of two is known',
  does,
  'scan',
  { answers: ['y'], states: { a: known('a') } },
  0,
  ['look a,b', 'pin kh b'],
  /1 of 2 host keys is not known yet:[^]*Pin it\?/,
);
test(
  'all are known',
  does,
  'scan',
  { answers: [], states: { a: known('a'), b: known('b') } },
  0,
  ['look a,b', 'pin kh '],
  /^ok {2}2 host keys are known already\. Nothing was changed\.\n$/,
);
test(
  'a changed key is told and kept',
  does,
  'scan',
  { answers: ['y'], states: { b: changed } },
  3,
  ['look a,b', 'pin kh a'],
  /changed {6}b[^]*bulwark hostkeys forget b/,
);
test(
  'a host that is away',
  does,
  'scan a,b',
  { answers: ['y'], states: { b: away } },
  4,
  ['look a,b', 'pin kh a'],
  /unreachable {2}b/,
);
test('nobody is there', does, 'scan', {}, 5, [], /no terminal on which somebody could compare/);
test('--yes compares nothing', does, 'scan --yes', {}, 5, [], /--yes does not say whom to trust/);
test(
  '--yes compares nothing, on a terminal neither',
  does,
  'scan --yes',
  { answers: [] },
  5,
  [],
  /--yes does not say whom to trust/,
);
test('a list without --yes, nobody there', does, 'scan --fingerprints keys', { files: list }, 5, [], /no terminal/);
test(
  'what the list has is pinned, the rest is told',
  does,
  'scan --yes --fingerprints keys',
  { files: list },
  3,
  ['look a,b', 'pin kh a'],
  /not in keys, so not trusted:\n {2}b {2}ED25519/,
);
test('a list that is not there', does, 'scan --yes --fingerprints nope', {}, 5, [], /there is no such file/);
test(
  'the first contact, when that is what is wanted',
  does,
  'scan --accept-new',
  {},
  0,
  ['look a,b', 'pin kh a,b'],
  /pinned {2}2/,
);
test('a host that is none', does, 'scan c', { answers: ['y'] }, 5, [], /matches no host/);
test('only what is reached over SSH', does, 'scan here', { answers: ['y'] }, 5, [], /reached over SSH/);
test(
  'everything as on record',
  does,
  'verify',
  { states: { a: known('a'), b: known('b') } },
  0,
  ['look a,b'],
  /^ok {2}2 hosts show the keys on record {3}0\.0 s\n$/,
);
test('nothing to say quietly', does, 'verify -q', { states: { a: known('a'), b: known('b') } }, 0, ['look a,b'], /^$/);
test(
  'differences',
  does,
  'verify',
  { states: { b: changed } },
  3,
  ['look a,b'],
  /^2 of 2 hosts do not show a key on record[^]*new\n {2}a {2}ED25519[^]*changed {6}b[^]*kh:7[^]*Next {3}bulwark hostkeys scan a\nexit 3: host keys differ\n$/,
);
test(
  'somebody is away',
  does,
  'verify',
  { states: { a: known('a'), b: away } },
  4,
  ['look a,b'],
  /exit 4: a host was unreachable\n$/,
);

const line = (name: string, kept: KnownLine['kept'] = null): KnownLine => ({
  name,
  file: 'kh',
  line: 2,
  key: keyOf(name),
  kept,
});
const looked = 'kh,/home/alice/.ssh/known_hosts a=a|10.0.0.1|[a]:22|[10.0.0.1]:22';
test(
  'asked and answered',
  does,
  'forget a',
  { answers: ['y'], lines: [line('a')] },
  0,
  [looked, 'forget kh,/home/alice/.ssh/known_hosts a'],
  /a {2}ED25519[^]*kh:2\nForget it\? \[y\/N\] y\nforgot {2}1 host key of a\n[^]*bulwark hostkeys scan a/,
);
test('no', does, 'forget a', { answers: ['n'], lines: [line('a')] }, 5, [looked], /Nothing was forgotten/);
test('nobody is there', does, 'forget a', { lines: [line('a')] }, 5, [looked], /no terminal to ask on/);
test(
  'nobody is there, and need not be',
  does,
  'forget a --yes',
  { lines: [line('a')] },
  0,
  [looked, 'forget kh,/home/alice/.ssh/known_hosts a'],
  /forgot/,
);
test('nothing is on record', does, 'forget a --yes', {}, 0, [looked], /nothing to forget/);
test(
  'only a pattern names it',
  does,
  'forget a --yes',
  { lines: [line('a', 'pattern')] },
  0,
  [looked],
  /by a pattern[^]*nothing to forget/,
);
test(
  'on another port the plain names are somebody else',
  does,
  'forget b --yes',
  {},
  0,
  ['kh,/home/alice/.ssh/known_hosts b=[b]:2222|[10.0.0.2]:2222'],
  /nothing to forget/,
);

const wrongList = test.macro({
  exec: (t, text: string, expected: readonly string[]) =>
    t.deepEqual(told(readFingerprints('fp', memoryFiles({ fp: text }))), expected),
  title: (title) => `a list of fingerprints: ${title}`,
});
test('nothing in it', wrongList, '# none\n\n', ['- fingerprints']);
test('no host', wrongList, `${print('a')}\n`, ['1:1 fingerprints']);
test('no host, as ssh-keygen prints', wrongList, `\n256 ${print('a')} root@a (ED25519)\n`, ['2:1 fingerprints']);
test('two fingerprints in a line', wrongList, `a ${print('a')} ${print('b')}\n`, ['1:1 fingerprints']);
test('MD5', wrongList, 'a MD5:00:11\n', ['1:1 fingerprints']);
test('all that is wrong at once', wrongList, 'a\nb\n', ['1:1 fingerprints', '2:1 fingerprints']);

test('a listed key counts for its own host only, under any of its names', (t) => {
  const read = readFingerprints(
    'fp',
    memoryFiles({ fp: `A ${print('a')}\n[10.0.0.2]:2222 ${print('b')}=\r\n10.0.0.3 x ${print('c')}\n` }),
  );
  if (!read.ok) return t.fail();
  const pin = (name: string, id: string, key: string): Pin => ({ name, id, key: keyOf(key) });
  t.true(isListed(read.value, pin('a', '10.0.0.1', 'a')));
  t.true(isListed(read.value, pin('b', '[10.0.0.2]:2222', 'b')));
  t.true(isListed(read.value, pin('c', '[10.0.0.3]:2200', 'c')));
  t.false(isListed(read.value, pin('b', '[10.0.0.2]:2222', 'a')));
  t.false(isListed(read.value, pin('d', '10.0.0.4', 'a')));
});
