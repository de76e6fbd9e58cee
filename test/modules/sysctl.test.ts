import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import test from 'ava';

import { bind } from '../../src/domain/bound.ts';
import { BadAnswer, type Planned } from '../../src/domain/module.ts';
import { sysctl } from '../../src/modules/sysctl.ts';
import { keyPath } from '../../src/modules/sysctl/key.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { sysctlCommand } from '../../src/modules/sysctl/probe.ts';
import { runHere, shells } from '../support/simulated-host.ts';
import { answersOf, changesOf, entriesOf, performed, planOn } from './args-file/simulated.ts';

const ours = '/etc/sysctl.d/99-bulwark.conf';
interface Host {
  readonly live?: Readonly<Record<string, string | null>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly own?: string | null;
}

/** What the command prints on a host. */
function said({ live = {}, files = {}, own = null }: Host): string {
  const all: Readonly<Record<string, string>> = { ...files, ...(own !== null && { [ours]: own }) };
  return [
    ...Object.entries(live).map(([key, value]) =>
      value === null ? `none\t${keyPath(key)}\n` : `live\t${keyPath(key)}\t${value}\n`,
    ),
    ...Object.keys(all).flatMap((path) => [`file\t${path}\n`, ...(path === ours ? [`ours\t${path}\n`] : [])]),
    ...Object.entries(all).flatMap(([path, text]) =>
      text
        .split('\n')
        .flatMap((line, index) => (/^\s*(?:[#;]|$)/.test(line) ? [] : [`${path}:${index + 1}:${line}\n`])),
    ),
  ].join('');
}

const planFor = (given: object, host: Host): Planned =>
  planOn(sysctl, given, ours, { content: host.own ?? null, said: said(host) });
const oom = { name: 'vm.panic_on_oom', value: 0 };

const plans = test.macro({
  exec: (t, given: object, host: Host, entries: readonly string[], file?: string) => {
    const planned = planFor(given, host);
    t.deepEqual(entriesOf(planned), entries);
    const after = performed(ours, { content: host.own ?? null }, planned).content;
    if (file !== undefined) t.is(after, file);
    const steps = changesOf(planned).flatMap((change) => change.steps);
    const live = {
      ...host.live,
      ...Object.fromEntries(steps.flatMap((step) => (step.kind === 'set-sysctl' ? [[step.key, step.value]] : []))),
    };
    t.deepEqual(
      changesOf(planFor(given, { ...host, live, own: after === null ? null : String(after) })),
      [],
      'asked again',
    );
  },
  title: (title = '') => title,
});

test(
  'live and next boot are set',
  plans,
  oom,
  { live: { 'vm.panic_on_oom': '1' } },
  ['vm.panic_on_oom: 1 -> 0'],
  'vm.panic_on_oom = 0\n',
);
test(
  '0 is a value: live already, the next boot is missing',
  plans,
  oom,
  { live: { 'vm.panic_on_oom': '0' } },
  ['vm.panic_on_oom (next boot): unset -> 0'],
  'vm.panic_on_oom = 0\n',
);
test(
  '0 live and persisted is converged',
  plans,
  oom,
  { live: { 'vm.panic_on_oom': '0' }, own: 'vm.panic_on_oom=0' },
  [],
);
test(
  'only the live value is wrong',
  plans,
  oom,
  { live: { 'vm.panic_on_oom': '2' }, own: 'vm/panic_on_oom = 0\n' },
  ['vm.panic_on_oom: 2 -> 0'],
  'vm/panic_on_oom = 0\n',
);
test(
  'an old line is replaced in its place and duplicates go',
  plans,
  oom,
  { live: { 'vm.panic_on_oom': '0' }, own: '# mine\nvm.panic_on_oom = 1\nx.y = 2\n-vm.panic_on_oom=2\n' },
  ['vm.panic_on_oom (next boot): 2 -> 0'],
  '# mine\nx.y = 2\nvm.panic_on_oom = 0\n',
);
test(
  'several values travel in one change',
  plans,
  { values: { 'kernel.panic': 10, 'vm.panic_on_oom': 0 } },
  { live: { 'kernel.panic': '10', 'vm.panic_on_oom': '1' } },
  ['kernel.panic (next boot): unset -> 10', 'vm.panic_on_oom: 1 -> 0'],
  'kernel.panic = 10\nvm.panic_on_oom = 0\n',
);
test(
  'values of several words are compared word by word',
  plans,
  { name: 'net.ipv4.tcp_rmem', value: '4096  131072 6291456' },
  { live: { 'net.ipv4.tcp_rmem': '4096\t131072\t6291456' }, own: 'net.ipv4.tcp_rmem = 4096 131072\t6291456\n' },
  [],
);
test(
  'a file that sorts before ours does not matter',
  plans,
  oom,
  {
    live: { 'vm.panic_on_oom': '0' },
    own: 'vm.panic_on_oom = 0\n',
    files: { '/etc/sysctl.d/10-x.conf': 'vm.panic_on_oom = 1' },
  },
  [],
);
test(
  'a later file that agrees does not matter',
  plans,
  oom,
  {
    live: { 'vm.panic_on_oom': '0' },
    own: 'vm.panic_on_oom = 0\n',
    files: { '/etc/sysctl.d/99-z.conf': 'vm.panic_on_oom = 0' },
  },
  [],
);
test(
  'a later glob does not override a named key',
  plans,
  { name: 'net.ipv4.conf.all.rp_filter', value: 1 },
  {
    live: { 'net.ipv4.conf.all.rp_filter': '1' },
    own: 'net.ipv4.conf.all.rp_filter = 1\n',
    files: { '/usr/lib/sysctl.d/99-z.conf': 'net.ipv4.conf.*.rp_filter = 2' },
  },
  [],
);
test(
  'a hidden file does not matter',
  plans,
  oom,
  {
    live: { 'vm.panic_on_oom': '0' },
    own: 'vm.panic_on_oom = 0\n',
    files: { '/etc/sysctl.d/99-z.conf': '# off', '/usr/lib/sysctl.d/99-z.conf': 'vm.panic_on_oom = 1' },
  },
  [],
);
test(
  'absent takes the line and leaves the live value',
  plans,
  { name: 'vm.panic_on_oom', state: 'absent' },
  { live: { 'vm.panic_on_oom': '1' }, own: '# c\nvm.panic_on_oom = 1\n' },
  ['vm.panic_on_oom (next boot): 1 -> unset'],
  '# c\n',
);
test(
  'absent of what is in no file of ours is fine',
  plans,
  { name: 'vm.panic_on_oom', state: 'absent' },
  { live: { 'vm.panic_on_oom': '1' }, files: { '/etc/sysctl.d/10-x.conf': 'vm.panic_on_oom = 1' } },
  [],
);
test(
  'without reload the live value stays',
  plans,
  { ...oom, reload: false },
  { live: { 'vm.panic_on_oom': '1' }, own: 'vm.panic_on_oom = 0\n' },
  [],
);
test(
  'true is 1',
  plans,
  { name: 'kernel.panic_on_oops', value: true },
  { live: { 'kernel.panic_on_oops': '1' } },
  ['kernel.panic_on_oops (next boot): unset -> 1'],
  'kernel.panic_on_oops = 1\n',
);

const refuses = test.macro({
  exec: (t, given: object, host: Host, message: RegExp) => {
    const planned = planFor(given, host);
    t.regex(planned.kind === 'refused' ? planned.message : 'not refused', message);
  },
  title: (title = '') => `refuses ${title}`,
});
test(
  'what a later file overrides, by file and line',
  refuses,
  oom,
  {
    live: { 'vm.panic_on_oom': '0' },
    own: 'vm.panic_on_oom = 0\n',
    files: { '/usr/lib/sysctl.d/99-z.conf': '\n# x\nvm/panic_on_oom=1' },
  },
  /^\/usr\/lib\/sysctl\.d\/99-z\.conf:3 overrides vm\.panic_on_oom/,
);
test(
  'an override also before our file exists',
  refuses,
  oom,
  { live: { 'vm.panic_on_oom': '0' }, files: { '/etc/sysctl.d/99-sysctl.conf': 'vm.panic_on_oom=1' } },
  /99-sysctl\.conf:1 overrides/,
);
test(
  'a key that this kernel does not have',
  refuses,
  { name: 'net.bridge.bridge-nf-call-iptables', value: 1 },
  { live: { 'net.bridge.bridge-nf-call-iptables': null } },
  /no sysctl net\.bridge/,
);

test('a file that is not read at boot is refused', (t) => {
  const planned = planOn(sysctl, { ...oom, sysctl_file: '/opt/x.conf' }, '/opt/x.conf', {
    content: null,
    said: said({ live: { 'vm.panic_on_oom': '0' } }),
  });
  t.regex(planned.kind === 'refused' ? planned.message : '', /not read at boot/);
});

test('an answer that was cut off is none', (t) => {
  const bound = bind(sysctl, sysctl.params.parse(oom));
  const answers = answersOf(ours, { content: null, said: said({ live: { 'vm.panic_on_oom': '0' } }) });
  t.notThrows(() => bound.answer(answers));
  t.throws(() => bound.answer({ file: answers.file, output: { ...answers.output, truncated: true } }), {
    instanceOf: BadAnswer,
  });
});
test('a key that cannot be read is no answer', (t) => {
  t.throws(() => planOn(sysctl, oom, ours, { content: null, said: 'dark\tvm/panic_on_oom\n' }), {
    instanceOf: BadAnswer,
  });
});

for (const [what, given] of Object.entries({
  nothing: {},
  'a name without a value': { name: 'a.b' },
  'an empty value': { name: 'a.b', value: '' },
  'two lines': { name: 'a.b', value: '1\nx=2' },
  'both forms': { ...oom, values: { 'a.b': 1 } },
  'no values': { values: {} },
  'one key twice': { values: { 'a.b': 1, 'a/b': 2 } },
  'a way out of /proc/sys': { name: '../../etc/passwd', value: 1 },
  'a glob': { name: 'net.*.x', value: 1 },
  'a file that is not read': { ...oom, sysctl_file: '/etc/sysctl.d/x' },
})) {
  test(`does not accept ${what}`, (t) => t.false(sysctl.params.safeParse(given).success));
}

test('dots and slashes change places after the first one', (t) => {
  t.deepEqual(['vm.swappiness', 'net.ipv4.conf.eth0/1.mtu', 'net/ipv4/conf/eth0.1/mtu', 'x'].map(keyPath), [
    'vm/swappiness',
    'net/ipv4/conf/eth0.1/mtu',
    'net/ipv4/conf/eth0.1/mtu',
    'x',
  ]);
});

for (const [name, shell] of Object.entries(shells))
  test(`a file with NUL bytes hides nothing from ${name}: it is no answer`, (t) => {
    const root = tempFolder(t);
    for (const folder of ['proc/sys', 'etc/sysctl.d']) mkdirSync(`${root}/${folder}`, { recursive: true });
    writeFileSync(`${root}/etc/sysctl.d/99-x.conf`, '# a\0vm.panic_on_oom = 1\n');
    const { code, stderr } = runHere(sysctlCommand(`${root}/etc/sysctl.conf`, [], root), { shell });
    t.is(code, 1);
    t.is(stderr.toString(), 'a file of sysctl.d has NUL bytes\n');
  });

for (const [name, shell] of Object.entries(shells)) {
  test(`the question is understood by ${name}`, (t) => {
    const root = mkdtempSync(join(tmpdir(), 'bulwark-sysctl-'));
    const put = (path: string, text: string): void => {
      mkdirSync(dirname(root + path), { recursive: true });
      writeFileSync(root + path, text);
    };
    put('/proc/sys/vm/a', '0\n');
    put('/proc/sys/vm/b', '1\t2 3\n');
    put('/etc/sysctl.conf', 'vm.a = 1\n');
    put('/etc/sysctl.d/10-x.conf', '# c\n\n ; d\nvm.b=1 2 3\n');
    put('/usr/lib/sysctl.d/50-y z.conf', '-vm.a = 2');
    symlinkSync('../sysctl.conf', `${root}/etc/sysctl.d/99-sysctl.conf`);
    symlinkSync('/dev/null', `${root}/etc/sysctl.d/50-null.conf`);
    const { code, stdout } = runHere(sysctlCommand(`${root}/etc/sysctl.conf`, ['vm/a', 'vm/b', 'vm/none'], root), {
      shell,
    });
    const text = stdout.toString().replaceAll(root, '');
    rmSync(root, { recursive: true });
    t.is(code, 0);
    t.deepEqual(text.split('\n'), [
      'live\tvm/a\t0',
      'live\tvm/b\t1\t2 3',
      'none\tvm/none',
      'file\t/etc/sysctl.d/10-x.conf',
      'file\t/etc/sysctl.d/50-null.conf',
      'file\t/etc/sysctl.d/99-sysctl.conf',
      'ours\t/etc/sysctl.d/99-sysctl.conf',
      'file\t/usr/lib/sysctl.d/50-y z.conf',
      '/etc/sysctl.d/10-x.conf:4:vm.b=1 2 3',
      '/etc/sysctl.d/99-sysctl.conf:1:vm.a = 1',
      '/usr/lib/sysctl.d/50-y z.conf:1:-vm.a = 2',
      '',
    ]);
  });
}

test(
  'a pattern of the host that is no regular expression, or would take for ever, is only a pattern',
  plans,
  { name: 'net.ipv4.conf.default_interface_name.x', value: 1 },
  {
    live: { 'net.ipv4.conf.default_interface_name.x': '1' },
    files: {
      '/etc/sysctl.d/10-odd.conf': `net.ipv4.conf.[z-a].x = 2\nnet.ipv4.conf.${'*'.repeat(40)}Z.x = 3\nnet.ipv4.conf.${'*?'.repeat(12)}Z.x = 4\n`,
    },
    own: 'net.ipv4.conf.default_interface_name.x = 1\n',
  },
  [],
);

const states = test.macro({
  exec: (t, host: Host, [file, live, nextBoot, where, met]: readonly unknown[]) => {
    const planned = planFor({ values: { 'vm.panic_on_oom': { value: 0, controls: ['C'] } } }, host);
    const [finding] = planned.findings ?? [];
    t.deepEqual(
      [finding?.file, finding?.live, finding?.nextBoot, finding?.where, finding?.met],
      [file, live, nextBoot, where, met],
    );
    t.deepEqual(finding?.subject, { kind: 'sysctl', key: 'vm.panic_on_oom' });
  },
  title: (title = '') => `three states: ${title}`,
});
const right = { 'vm.panic_on_oom': '0' };
const line = 'vm.panic_on_oom = 0\n';
test('all right', states, { live: right, own: line }, ['0', '0', '0', `${ours}:1`, true]);
test('live only', states, { live: right }, [null, '0', null, ours, false]);
test('written only', states, { live: { 'vm.panic_on_oom': '1' }, own: line }, ['0', '1', '0', `${ours}:1`, false]);
test(
  'a later file overrides it: the task is refused, and the finding says why',
  states,
  { live: right, own: line, files: { '/etc/sysctl.d/zz.conf': '# x\nvm.panic_on_oom=1\n' } },
  ['0', '0', '1', '/etc/sysctl.d/zz.conf:2', false],
);
test(
  'another file sees to it',
  states,
  { live: right, files: { '/usr/lib/sysctl.d/10.conf': 'vm.panic_on_oom=0\n' } },
  [null, '0', '0', '/usr/lib/sysctl.d/10.conf:1', true],
);
