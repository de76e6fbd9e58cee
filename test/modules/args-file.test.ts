import test from 'ava';

import { bind } from '../../src/domain/bound.ts';
import { Secret } from '../../src/domain/secret.ts';
import { Float } from '../../src/domain/value.ts';
import { BadAnswer } from '../../src/domain/module.ts';
import { argsFile } from '../../src/modules/args-file.ts';
import {
  answersOf,
  changesOf,
  componentAnswer,
  entriesOf,
  performed,
  planOn,
  type Simulated,
} from './args-file/simulated.ts';

const path = '/var/snap/k8s/common/args/kube-apiserver';
const help = [
  'anonymous-auth',
  'audit-log-maxage int',
  'audit-log-path string',
  'authorization-mode strings',
  'bind-address ip',
  'enable-admission-plugins strings',
  'encryption-provider-config string',
  'feature-gates colonSeparatedMultimapStringString',
  'profiling',
  'request-timeout duration',
  'service-account-issuer stringArray',
  'container-log-max-size string',
  'v Level',
  'version version[=true]',
];
const host = (content: string | null, about: Parameters<typeof componentAnswer>[0] = {}, mode = 0o600): Simulated => ({
  content,
  mode,
  said: componentAnswer({ help, ...about }),
});
const task = (given: object): object => ({ service: 'kube-apiserver', ...given });
const planFor = (given: object, content: string | null, about: Parameters<typeof componentAnswer>[0] = {}) =>
  planOn(argsFile, task(given), path, host(content, about));

const writes = test.macro({
  exec: (t, content: string, given: object, expected: string | null, entries?: readonly string[]) => {
    const planned = planFor(given, content);
    if (entries !== undefined) t.deepEqual(entriesOf(planned), entries);
    if (expected === null) t.deepEqual(changesOf(planned), []);
    else t.is(performed(path, host(content), planned).content, expected);
    const again = planOn(argsFile, task(given), path, performed(path, host(content), planned));
    t.deepEqual(changesOf(again), [], 'asked again, nothing is left to do');
  },
  title: (title = '') => title,
});

// The rows of language.md, 6a.
test(
  'reads double quotes, single quotes and pieces of both, and rewrites what k8sd cannot compare',
  writes,
  `--audit-log-path='/a b'\n`,
  {},
  '--audit-log-path="/a b"\n',
);
test('a value in pieces is rewritten whole', writes, '--audit-log-path=a"b c"d\n', {}, '--audit-log-path="ab cd"\n');
test(
  'a flag without quotes is fine as it is',
  writes,
  '--audit-log-path=/a\n',
  { set: { 'audit-log-path': '/a' } },
  null,
);
test('a flag alone is true', writes, '--profiling\n', { set: { profiling: true } }, null);
test(
  'a flag alone is written with its value',
  writes,
  '--profiling\n',
  { set: { 'audit-log-maxage': 30 } },
  '--audit-log-maxage="30"\n--profiling="true"\n',
);
test(
  'two words are one flag when the type takes a value',
  writes,
  '--audit-log-maxage 7\n',
  { set: { profiling: false } },
  '--audit-log-maxage="7"\n--profiling="false"\n',
);
test('a dashed second word is a value too', writes, '--audit-log-maxage -7\n', {}, '--audit-log-maxage="-7"\n');
test(
  'a short flag and underscores are the same flags',
  writes,
  '-v=4\n--audit_log_maxage=7\n',
  { set: { v: 4, '--audit-log-maxage': 7 } },
  null,
);
test(
  'a short flag keeps its dash and an underscore goes when the file is written',
  writes,
  '-v=4\n--audit_log_maxage=7\n',
  { set: { profiling: false } },
  '--audit-log-maxage="7"\n--profiling="false"\n-v="4"\n',
);
test('empty is not absent', writes, '--audit-log-path=""\n', { set: { 'audit-log-path': '' } }, null);
test('an empty value without quotes is not absent', writes, '--audit-log-path=\n', { absent: ['audit-log-path'] }, '', [
  '--audit-log-path:  -> unset',
]);
test(
  'absent takes every occurrence away',
  writes,
  '--profiling=true\n--profiling=false\n',
  { absent: ['profiling'] },
  '',
);
test('an absent flag that is not there is fine', writes, '', { absent: ['profiling'] }, null);
test(
  'of a scalar the last one counts',
  writes,
  '--audit-log-maxage=5\n--audit-log-maxage=7\n',
  { set: { 'audit-log-maxage': 7 } },
  null,
);
test(
  'duplicates become one line when the file is written',
  writes,
  '--audit-log-maxage=5\n--audit-log-maxage=7\n',
  { set: { v: 0 } },
  '--audit-log-maxage="7"\n--v="0"\n',
);
test(
  'lists accumulate',
  writes,
  '--authorization-mode=Node\n--authorization-mode=RBAC\n',
  { merge: { 'authorization-mode': ['RBAC', 'Node'] } },
  null,
);
test(
  'merge keeps the old order and adds what is missing',
  writes,
  '--authorization-mode=RBAC\n--authorization-mode=Node\n',
  { merge: { 'authorization-mode': ['Node', 'Webhook'] } },
  '--authorization-mode="RBAC,Node,Webhook"\n',
  ['--authorization-mode: RBAC,Node -> RBAC,Node,Webhook'],
);
test(
  'merge makes a flag that is missing',
  writes,
  '',
  { merge: { 'enable-admission-plugins': ['NodeRestriction'] } },
  '--enable-admission-plugins="NodeRestriction"\n',
);
test(
  'merge into a map replaces the key',
  writes,
  '--feature-gates=X=true,AllAlpha=true\n',
  { merge: { 'feature-gates': ['AllAlpha=false'] } },
  '--feature-gates="X=true,AllAlpha=false"\n',
);
test(
  'merge takes a mapping',
  writes,
  '--feature-gates="kube:AllAlpha=False"\n',
  { merge: { 'feature-gates': { AllAlpha: false } } },
  null,
);
test(
  'maps of several lines are merged by key',
  writes,
  '--feature-gates=A=true\n--feature-gates=B=true,A=false\n',
  { merge: { 'feature-gates': ['C=true'] } },
  '--feature-gates="A=false,B=true,C=true"\n',
);
test(
  'remove takes items of a list',
  writes,
  '--authorization-mode=AlwaysAllow,RBAC\n',
  { remove: { 'authorization-mode': ['AlwaysAllow'] } },
  '--authorization-mode="RBAC"\n',
);
test(
  'remove of the last item leaves an empty list, not the default',
  writes,
  '--authorization-mode=AlwaysAllow\n',
  { remove: { 'authorization-mode': ['AlwaysAllow'] } },
  '--authorization-mode=""\n',
);
test(
  'remove of a key takes whatever it says',
  writes,
  '--feature-gates=A=true,B=true\n',
  { remove: { 'feature-gates': ['A'] } },
  '--feature-gates="B=true"\n',
);
test(
  'an array flag keeps one line an item, in its order',
  writes,
  '--service-account-issuer=b\n--service-account-issuer=a\n',
  { set: { profiling: 'false' } },
  '--profiling="false"\n--service-account-issuer="b"\n--service-account-issuer="a"\n',
);
test(
  'several flags a line, continued lines and blank lines are read',
  writes,
  '--profiling=false --v=2\n\n--bind-address=\\\n127.0.0.1',
  {},
  '--bind-address="127.0.0.1"\n--profiling="false"\n--v="2"\n',
);
test('no newline at the end is no reason to write', writes, '--v=2', {}, null);
test(
  'whole-line comments are kept at the top in order',
  writes,
  '--v=2\n# two\n  # one\n',
  { set: { v: 3 } },
  '# two\n# one\n--v="3"\n',
);
test('a trailing comment becomes a line of its own', writes, '--v=2 # why\n', {}, '# why\n--v="2"\n');
test(
  'a value that sorting would bring back is written away',
  writes,
  '--anonymous-auth=true\n--anonymous-auth="false"\n',
  { set: { 'anonymous-auth': false } },
  '--anonymous-auth="false"\n',
);
test(
  "somebody else's dollar sign stays as bash reads it",
  writes,
  "--audit-log-path='a$b'\n",
  { set: { v: 1 } },
  '--audit-log-path="a\\$b"\n--v="1"\n',
);
test(
  'numbers, booleans and floats become text',
  writes,
  '',
  { set: { v: 0, profiling: false, 'audit-log-maxage': new Float(1), 'audit-log-path': 10n ** 20n } },
  '--audit-log-maxage="1.0"\n--audit-log-path="100000000000000000000"\n--profiling="false"\n--v="0"\n',
);
test(
  'a list as value is joined',
  writes,
  '',
  { set: { 'authorization-mode': ['Node', 'RBAC'] } },
  '--authorization-mode="Node,RBAC"\n',
);

const ensures = test.macro({
  exec: (t, flag: string, bounds: object, held: string | null, expected: string | null) => {
    const content = held === null ? '' : `--${flag}="${held}"\n`;
    const planned = planFor({ ensure: { [flag]: bounds } }, content);
    t.deepEqual(entriesOf(planned), expected === null ? [] : [`--${flag}: ${held ?? 'unset'} -> ${expected}`]);
  },
  title: (_, flag, bounds, held) =>
    `ensure ${String(flag)} ${JSON.stringify(bounds)} with ${JSON.stringify(held ?? 'no value')}`,
});

test(ensures, 'audit-log-maxage', { at_least: 30 }, null, '30');
test(ensures, 'audit-log-maxage', { at_least: 30 }, '', '30');
test(ensures, 'audit-log-maxage', { at_least: 30 }, '29', '30');
test(ensures, 'audit-log-maxage', { at_least: 30 }, '30', null);
test(ensures, 'audit-log-maxage', { at_least: 30 }, '100', null);
test(ensures, 'audit-log-maxage', { at_least: 30 }, '0', '30');
test(ensures, 'audit-log-maxage', { at_least: 30, zero: 'off' }, '0', '30');
test(ensures, 'audit-log-maxage', { at_least: 30, zero: 'unlimited' }, '0', null);
test(ensures, 'audit-log-maxage', { at_least: 30, default: 45 }, '5', '45');
test(ensures, 'audit-log-maxage', { at_least: 30 }, 'many', '30');
test(ensures, 'audit-log-maxage', { at_most: 0 }, '0', null);
test(ensures, 'request-timeout', { at_most: '5m' }, '300s', null);
test(ensures, 'request-timeout', { at_most: '5m' }, '1h', '5m');
test(ensures, 'request-timeout', { at_most: '5m' }, '0', null);
test(ensures, 'request-timeout', { at_most: '5m', zero: 'unlimited' }, '0', '5m');
test(ensures, 'request-timeout', { at_most: '5m', zero: 'off' }, '0s', '5m');
test(ensures, 'request-timeout', { at_least: '1m', at_most: '5m', default: '2m' }, '1h30m', '2m');
test(ensures, 'request-timeout', { at_least: '1s' }, '30', '1s');
test(ensures, 'container-log-max-size', { at_most: '10Mi' }, '10240Ki', null);
test(ensures, 'container-log-max-size', { at_most: '10Mi' }, '1Gi', '10Mi');
test(ensures, 'profiling', { one_of: [false] }, 'False', null);
test(ensures, 'profiling', { one_of: [false] }, 'true', 'false');
test(ensures, 'bind-address', { one_of: ['127.0.0.1', '::1'] }, '::1', null);
test(ensures, 'bind-address', { one_of: ['127.0.0.1', '::1'] }, '0.0.0.0', '127.0.0.1');
test(ensures, 'audit-log-path', { set: true, default: '/a' }, null, '/a');
test(ensures, 'audit-log-path', { set: true, default: '/a' }, '', '/a');
test(ensures, 'audit-log-path', { set: true, default: '/a' }, '/other', null);
for (const path of [null, '', '-', '/dev/null', 'audit.log', '/var/log/'])
  test(ensures, 'audit-log-path', { file: true, default: '/a' }, path, '/a');
test(ensures, 'audit-log-path', { file: true, default: '/a' }, '/other', null);
test(ensures, 'authorization-mode', { contains: ['RBAC'] }, 'Node', 'Node,RBAC');
test(ensures, 'authorization-mode', { contains: ['RBAC'] }, null, 'RBAC');
test(ensures, 'authorization-mode', { contains: ['RBAC'] }, 'RBAC,Node', null);

const refuses = test.macro({
  exec: (t, content: string, given: object, message: RegExp, about?: Parameters<typeof componentAnswer>[0]) => {
    const planned = planFor(given, content, about);
    t.is(planned.kind, 'refused');
    if (planned.kind === 'refused') t.regex(planned.message, message);
  },
  title: (title = '') => `refuses ${title}`,
});

test(
  'a boolean with a second word',
  refuses,
  '--v=1\n--profiling false\n',
  {},
  /kube-apiserver:2:13: --profiling is a boolean/,
);
test('a second word of a flag whose type is not known', refuses, '--profiling false\n', {}, /:1:13: .*not known/, {
  help: [],
});
test('duplicates of a flag whose type is not known', refuses, '--profiling=1\n--profiling=2\n', {}, /:2:1: .*twice/, {
  help: [],
});
test('an operand', refuses, '--v=1 reboot\n', {}, /:1:7: "reboot" is not a flag/);
test(
  'a quoted flag name that bash would run when it is written back',
  refuses,
  "'--v`id`'\n",
  {},
  /:1:1: .*is not a flag/,
);
test('a quoted flag name with an expansion', refuses, "'--x[$(id)]=1'\n", {}, /:1:1: .*is not a flag/);
test('an empty word', refuses, '""\n', {}, /:1:1: an empty word/);
test('bare dashes', refuses, '--\n', {}, /:1:1:/);
test('short flags in one word', refuses, '-v4\n', {}, /:1:1: .*several short flags/);
test('a value that is missing at the end', refuses, '--audit-log-maxage\n', {}, /:1:1: .*needs a value/);
test(
  'a value over two lines',
  refuses,
  '--audit-log-path="a\nb"\n',
  { set: { v: 1 } },
  /--audit-log-path does not fit on one line/,
);
test('what bash would run', refuses, '--v=$(id)\n', {}, /:1:5: \$ makes bash run/);
test(
  'a flag that the binary does not have',
  refuses,
  '',
  { set: { 'audit-log-maxaeg': 3 } },
  /no flag --audit-log-maxaeg/,
);
test('merge into one value', refuses, '', { merge: { 'audit-log-maxage': ['a'] } }, /one value \(int\)/);

test('a near name is offered for an unknown flag', (t) => {
  const planned = planFor({ ensure: { 'audit-log-maxaeg': { at_least: 3 } } }, '');
  t.regex(planned.kind === 'refused' ? (planned.hint ?? '') : '', /^did you mean --audit-log-maxage[,?]/);
});

test('unknown flags are written where that is allowed, and where the help gave no answer', (t) => {
  t.deepEqual(entriesOf(planFor({ set: { nope: 1 }, unknown_flags: 'allow' }, '')), ['--nope: unset -> 1']);
  t.deepEqual(entriesOf(planFor({ set: { nope: 1 } }, '', { help: [] })), ['--nope: unset -> 1']);
});

test('an unknown flag that is there already is nothing to refuse', (t) =>
  t.deepEqual(entriesOf(planFor({ set: { nope: 1 } }, '--nope=1\n')), []));

test('etcd keeps underscores apart, takes one dash and its last value', (t) => {
  const etcd = '/var/snap/k8s/common/args/etcd';
  const seen: Simulated = {
    content: '-data_dir=a\n-data_dir=b\n--client-cert-auth true\n',
    said: componentAnswer({ help: ["data_dir ''", "name 'default'"] }),
  };
  t.deepEqual(
    planOn(argsFile, { service: 'etcd', set: { data_dir: 'b' } }, etcd, {
      ...seen,
      content: '-data_dir=a\n-data_dir=b\n',
    }).kind,
    'changes',
  );
  t.deepEqual(
    entriesOf(
      planOn(argsFile, { service: 'etcd', set: { 'data-dir': 'b' }, unknown_flags: 'allow' }, etcd, {
        ...seen,
        content: '-data_dir=a\n',
      }),
    ),
    ['--data-dir: unset -> b'],
  );
});

const rejects = test.macro({
  exec: (t, given: unknown, message: RegExp) => {
    const result = argsFile.params.safeParse(given);
    t.false(result.success);
    t.regex(JSON.stringify(result.error?.issues.map((issue) => issue.message)), message);
  },
  title: (title = '') => `does not accept ${title}`,
});

for (const character of ['"', '\\', '$', '`', '\n', '\0', '\x1b'])
  test(`a value with ${JSON.stringify(character)}`, rejects, task({ set: { v: `a${character}b` } }), /without/);
test(
  'a secret with a quote',
  rejects,
  task({ set: { v: { value: new Secret('a"b'), controls: [] } } }),
  /without|must not contain/,
);
test('neither service nor path', rejects, {}, /service or path/);
test('both service and path', rejects, { service: 'etcd', path: '/x' }, /not both/);
test('an unknown service', rejects, { service: 'kube-apisrv' }, /./);
test(
  'a default that misses the bound',
  rejects,
  task({ ensure: { v: { at_least: 30, default: 7 } } }),
  /default 7 does not meet it/,
);
test(
  'bounds that contradict each other',
  rejects,
  task({ ensure: { v: { at_least: 30, at_most: 7 } } }),
  /contradicts/,
);
test('no bound at all', rejects, task({ ensure: { v: { default: 7 } } }), /needs at_least/);
test('set without a default', rejects, task({ ensure: { v: { set: true } } }), /needs default/);
test('a file without a default', rejects, task({ ensure: { v: { file: true } } }), /needs default/);
test(
  'a default that is no file',
  rejects,
  task({ ensure: { v: { file: true, default: '-' } } }),
  /default - does not meet it/,
);
test('a bound that is no amount', rejects, task({ ensure: { v: { at_least: 'much' } } }), /number, a duration/);
test('a flag that is set and absent', rejects, task({ set: { v: 1 }, absent: ['v'] }), /set or absent/);
test('one flag under two spellings', rejects, task({ set: { a_b: 1, '--a-b': 2 } }), /named elsewhere/);
test(
  'an item that is wanted and removed',
  rejects,
  task({ merge: { v: ['a'] }, remove: { v: ['a'] } }),
  /wanted and removed/,
);
test('an item with a comma', rejects, task({ merge: { v: ['a,b'] } }), /commas/);
test('a flag name with a space', rejects, task({ set: { 'a b': 1 } }), /not the name/);
test('null as a value', rejects, task({ set: { v: null } }), /./);

test('a process that runs with other arguments is left to the handler', (t) => {
  const running = {
    unit: { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'active', MainPID: '7' },
    argv: ['/snap/k8s/1/bin/kube-apiserver', '--profiling=true', '--v=2'],
  };
  const [change, ...others] = changesOf(
    planFor({ set: { profiling: false, v: 2 } }, '--profiling="false"\n--v=2\n', running),
  );
  t.deepEqual(others, []);
  t.is(change?.converges, 'by-handler');
  t.deepEqual(change?.steps, []);
  t.deepEqual(change?.diff.entries, [{ name: '--profiling (running process)', before: 'true', after: 'false' }]);
});

const liveTable: readonly (readonly [string, readonly string[], boolean])[] = [
  ['the same arguments', ['/x/kube-apiserver', '--profiling=false'], false],
  ['the same boolean in two words of the file', ['/x/kube-apiserver', '--profiling=false', '--other'], false],
  ['a wrapper that still waits', ['/bin/bash', '-e', '/snap/k8s/current/k8s/wrappers/services/kube-apiserver'], false],
  ['nothing', [], false],
  ['no such flag', ['/x/kube-apiserver', '--v=1'], true],
  ['an empty value', ['/x/kube-apiserver', '--profiling='], true],
  ['a later duplicate', ['/x/kube-apiserver', '--profiling=false', '--profiling=true'], true],
];
for (const [what, argv, differs] of liveTable) {
  test(`a running process with ${what} ${differs ? 'needs' : 'needs no'} restart`, (t) => {
    const unit = { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'active', MainPID: '7' };
    t.is(
      changesOf(planFor({ set: { profiling: false } }, '--profiling=false\n', { unit, argv })).length,
      differs ? 1 : 0,
    );
  });
}

test('without its types, lists of the process are understood in any way that fits', (t) => {
  const about = {
    help: [],
    unit: { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'active', MainPID: '7' },
    argv: ['/x/kube-apiserver', '--authorization-mode=Node', '--authorization-mode=RBAC'],
  };
  t.deepEqual(
    changesOf(planFor({ merge: { 'authorization-mode': ['RBAC'] } }, '--authorization-mode="Node,RBAC"\n', about)),
    [],
  );
});

for (const [why, unit] of Object.entries({
  disabled: { LoadState: 'loaded', UnitFileState: 'disabled', ActiveState: 'inactive', MainPID: '0' },
  masked: { LoadState: 'masked', UnitFileState: 'masked', ActiveState: 'inactive', MainPID: '0' },
  'not installed': { LoadState: 'not-found', UnitFileState: '', ActiveState: 'inactive', MainPID: '0' },
})) {
  for (const content of [null, '--v=1\n']) {
    test(`a service that is ${why} is not applicable ${content === null ? 'without' : 'with'} its file, and says so`, (t) => {
      t.deepEqual(planFor({ set: { v: 2 } }, content, { unit }), {
        kind: 'changes',
        changes: [],
        warnings: [`kube-apiserver is ${why} here: nothing to do`],
      });
    });
  }
}

test('a missing file of a service that is enabled is no answer', (t) => {
  t.throws(() => planFor({ set: { v: 2 } }, null), { instanceOf: BadAnswer, message: /does not exist/ });
});

test('a missing file under path is no answer', (t) => {
  t.throws(() => planOn(argsFile, { path: '/x/args', set: { v: 2 } }, '/x/args', { content: null }), {
    instanceOf: BadAnswer,
  });
});

test('a path is planned without asking for a unit or a binary', (t) => {
  const params = argsFile.params.parse({ path: '/x/args', set: { v: 2 } });
  t.is(argsFile.probe(params).command, undefined);
  t.deepEqual(entriesOf(planOn(argsFile, { path: '/x/args', set: { v: 2 } }, '/x/args', { content: '' })), [
    '--v: unset -> 2',
  ]);
});

test('a command that failed is no answer', (t) => {
  t.throws(() => planOn(argsFile, task({ set: { v: 2 } }), path, { content: '', said: 'garbage' }), {
    instanceOf: BadAnswer,
  });
});

const modes: readonly (readonly [number, number, number])[] = [
  [0o600, 0, 0o600],
  [0o400, 0, 0o400],
  [0o644, 0, 0o600],
  [0o640, 1000, 0o600],
  [0o777, 0, 0o600],
  [0o600, 1000, 0o600],
];
for (const [mode, uid, wanted] of modes) {
  test(`mode ${mode.toString(8)} of uid ${uid} becomes ${wanted.toString(8)} of root, never looser`, (t) => {
    const before = { ...host('--v=1\n'), mode, uid };
    for (const given of [task({ set: { v: 1 } }), task({ set: { v: 2 } })]) {
      const after = performed(path, before, planOn(argsFile, given, path, before));
      t.deepEqual({ mode: after.mode, uid: after.uid ?? 0 }, { mode: wanted, uid: 0 });
    }
  });
}

test("an operator's value that meets the rule stays and is told", (t) => {
  const planned = planFor({ ensure: { 'audit-log-maxage': { at_least: 30 } } }, '--audit-log-maxage="90"\n');
  t.deepEqual(planned.kind === 'changes' ? planned.kept : null, [
    { what: 'kube-apiserver --audit-log-maxage 90', why: 'at least 30 is wanted' },
  ]);
  const same = planFor({ ensure: { 'request-timeout': { at_most: '5m' } } }, '--request-timeout="300s"\n');
  t.deepEqual(same.kind === 'changes' ? same.kept : null, []);
});

const commandFor = (flag: string): string =>
  `grep -n -e --${flag} ${path}; tr '\\0' '\\n' </proc/$(systemctl show -p MainPID --value snap.k8s.kube-apiserver.service)/cmdline | grep -e --${flag}`;

test('arguments that were cut off are no arguments', (t) => {
  const bound = bind(argsFile, argsFile.params.parse({ service: 'kube-apiserver', absent: ['token-auth-file'] }));
  const said = componentAnswer({ argv: ['kube-apiserver', '--a=b'] });
  const answers = answersOf(path, { content: '--a="b"\n', said });
  t.notThrows(() => bound.answer(answers));
  t.throws(() => bound.answer({ file: answers.file, output: { ...answers.output, truncated: true } }), {
    instanceOf: BadAnswer,
  });
});

test('each entry with controls gives a finding with file and live values', (t) => {
  const unit = { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'active', MainPID: '7' };
  const given = {
    set: { profiling: { value: false, controls: ['CIS-1.2.18'] } },
    ensure: { 'audit-log-maxage': { at_least: 30, controls: ['CIS-1.2.19', 'V-242464'] } },
    absent: [{ flag: 'token-auth-file', controls: ['X'] }],
  };
  const planned = planFor(given, '--profiling="false"\n--audit-log-maxage=31\n', {
    unit,
    argv: ['kube-apiserver', '--profiling=true', '--audit-log-maxage=31'],
  });
  t.deepEqual(planned.kind === 'changes' ? planned.findings : null, [
    {
      controls: ['CIS-1.2.18'],
      subject: { kind: 'arg', service: 'kube-apiserver', flag: 'profiling' },
      what: 'kube-apiserver --profiling',
      wanted: 'false',
      file: 'false',
      live: 'true',
      where: `${path}:1`,
      command: commandFor('profiling'),
      met: false,
    },
    {
      controls: ['X'],
      subject: { kind: 'arg', service: 'kube-apiserver', flag: 'token-auth-file' },
      what: 'kube-apiserver --token-auth-file',
      wanted: 'unset',
      file: null,
      live: null,
      where: path,
      command: commandFor('token-auth-file'),
      met: true,
    },
    {
      controls: ['CIS-1.2.19', 'V-242464'],
      subject: { kind: 'arg', service: 'kube-apiserver', flag: 'audit-log-maxage' },
      what: 'kube-apiserver --audit-log-maxage',
      wanted: 'at least 30',
      file: '31',
      live: '31',
      where: `${path}:2`,
      command: commandFor('audit-log-maxage'),
      met: true,
    },
  ]);
});

const bounded = test.macro({
  exec: (t, bounds: object, before: string, after: string) =>
    t.is(
      performed(path, host(before), planFor({ ensure: { 'enable-admission-plugins': bounds } }, before)).content,
      after,
    ),
  title: (title = '') => `bounds: ${title}`,
});
test(
  'items beyond the list are taken out',
  bounded,
  { only: ['A', 'B'] },
  '--enable-admission-plugins="X,B,Y"\n',
  '--enable-admission-plugins="B"\n',
);
test(
  'a shorter list stays',
  bounded,
  { only: ['A', 'B'] },
  '--enable-admission-plugins=B\n',
  '--enable-admission-plugins=B\n',
);
test(
  'a list is written where there is none',
  bounded,
  { only: ['A', 'B'] },
  '--v=1\n',
  '--enable-admission-plugins="A,B"\n--v="1"\n',
);
test(
  'an empty list is none',
  bounded,
  { only: ['A', 'B'] },
  '--enable-admission-plugins=""\n',
  '--enable-admission-plugins="A,B"\n',
);
test(
  'contains and only go together',
  bounded,
  { only: ['A', 'B'], contains: ['A'] },
  '--enable-admission-plugins="X"\n',
  '--enable-admission-plugins="A"\n',
);
test('a flag may be missing', bounded, { one_of: ['A'], unset: 'passes' }, '--v=1\n', '--v=1\n');
test(
  'but not be wrong',
  bounded,
  { one_of: ['A'], unset: 'passes' },
  '--enable-admission-plugins=B\n',
  '--enable-admission-plugins="A"\n',
);
test(
  'a beginning is enough',
  bounded,
  { starts_with: ['A:', 'B:'] },
  '--enable-admission-plugins=B:1\n',
  '--enable-admission-plugins=B:1\n',
);
test(
  'another beginning is replaced',
  bounded,
  { starts_with: ['A:'], default: 'A:9' },
  '--enable-admission-plugins=C:1\n',
  '--enable-admission-plugins="A:9"\n',
);

test('what is only looked at is found and never changed, though the process runs with something else', (t) => {
  const unit = { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'active', MainPID: '7' };
  const given = {
    check: {
      'audit-log-path': { set: true, controls: ['A'] },
      'token-auth-file': { absent: true, controls: ['B'] },
    },
  };
  const planned = planFor(given, '--token-auth-file="/x"\n', { unit, argv: ['kube-apiserver', '--audit-log-path=/y'] });
  t.deepEqual(changesOf(planned), []);
  t.deepEqual(
    planned.kind === 'changes' &&
      planned.findings?.map(({ controls, file, live, met }) => [controls[0], file, live, met]),
    [
      ['A', null, '/y', false],
      ['B', '/x', null, false],
    ],
  );
});

test('a secret never shows, neither in entries nor in text nor in findings', (t) => {
  const planned = planFor(
    { set: { 'audit-log-path': { value: new Secret('hunter2'), controls: ['X'] } } },
    '--audit-log-path="hunter1"\n',
  );
  t.false(/hunter/.test(JSON.stringify(planned)));
  t.is(performed(path, host(''), { kind: 'changes', changes: [] }).content, '');
  t.is(performed(path, host('--audit-log-path="hunter1"\n'), planned).content, '--audit-log-path="hunter2"\n');
});

test('values that no written form makes comparable are a warning, not a change', (t) => {
  const planned = planFor({ set: { v: 1 } }, '--audit-log-path="a\\$b"\n--v=1\n');
  t.deepEqual(changesOf(planned), []);
  t.regex(
    planned.kind === 'changes' ? (planned.warnings?.[0] ?? '') : '',
    /cannot compare the value of --audit-log-path/,
  );
});

test('every example parses', (t) => t.is(argsFile.examples.length, 2));
