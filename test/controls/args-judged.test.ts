import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';

import type { ControlStatus } from '../../src/domain/assessment.ts';
import { meetsArg } from '../../src/controls/meets-arg.ts';
import { argsFile } from '../../src/modules/args-file.ts';
import { componentAnswer, planOn } from '../modules/args-file/simulated.ts';
import { assessed, catalogueOf, statusOf } from './support/assessed.ts';
import { run, started, task } from './support/events.ts';

/*
 * Text of an args file, argv of the process -> status of a control, by the module's own probe and the judge. What argv
 * the process has is what the real bash makes of the file, as the snap's wrapper does it.
 */

const path = '/var/snap/k8s/common/args/kube-apiserver';
const help = [
  'anonymous-auth',
  'audit-log-maxage int',
  'audit-log-path string',
  'authorization-mode strings',
  'bind-address ip',
  'enable-admission-plugins strings',
  'feature-gates mapStringBool',
  'metrics-bind-address string',
  'profiling',
  'request-timeout duration',
  'secure-port int',
  'tls-cipher-suites strings',
  'tls-min-version string',
  'token-auth-file string',
];

/** A check of one flag, and what each value (null: unset) makes of it. */
interface Base {
  readonly flag: string;
  readonly check: string;
  readonly kind: 'single' | 'boolean' | 'list' | 'map';
  readonly values: readonly (readonly [string | null, ControlStatus])[];
}

const bases: readonly Base[] = [
  {
    flag: 'audit-log-maxage',
    check: 'at_least: 30, zero: unlimited',
    kind: 'single',
    values: [
      ['30', 'pass'],
      ['365', 'pass'],
      ['0', 'pass'],
      ['29', 'fail'],
      ['-1', 'fail'],
      ['', 'fail'],
      [null, 'fail'],
    ],
  },
  {
    flag: 'request-timeout',
    check: 'at_most: 300s, unset: passes',
    kind: 'single',
    values: [
      ['5m', 'pass'],
      ['0h4m60s', 'pass'],
      ['5m1s', 'fail'],
      ['0s', 'fail'],
      ['-1s', 'fail'],
      [null, 'pass'],
    ],
  },
  {
    flag: 'anonymous-auth',
    check: 'equals: false',
    kind: 'boolean',
    values: [
      ['false', 'pass'],
      ['False', 'pass'],
      ['0', 'pass'],
      ['true', 'fail'],
      ['1', 'fail'],
      [null, 'fail'],
    ],
  },
  {
    flag: 'authorization-mode',
    check: 'lacks: AlwaysAllow',
    kind: 'list',
    values: [
      ['Node,RBAC', 'pass'],
      ['RBAC', 'pass'],
      ['Node,AlwaysAllow,RBAC', 'fail'],
      ['AlwaysAllow', 'fail'],
      [null, 'fail'],
    ],
  },
  {
    flag: 'enable-admission-plugins',
    check: 'contains: NodeRestriction',
    kind: 'list',
    values: [
      ['NodeRestriction', 'pass'],
      ['EventRateLimit,NodeRestriction', 'pass'],
      ['NodeRestrictions', 'fail'],
      ['EventRateLimit', 'fail'],
      [null, 'fail'],
    ],
  },
  {
    flag: 'feature-gates',
    check: 'map_lacks: { key: AllAlpha, value: true }, unset: passes',
    kind: 'map',
    values: [
      ['AllAlpha=false', 'pass'],
      ['Other=true', 'pass'],
      ['Other=true,AllAlpha=true', 'fail'],
      ['AllAlpha=True', 'fail'],
      [null, 'pass'],
    ],
  },
  {
    flag: 'tls-cipher-suites',
    check: 'subset_of: [TLS_A, TLS_B]',
    kind: 'list',
    values: [
      ['TLS_A', 'pass'],
      ['TLS_B,TLS_A', 'pass'],
      ['TLS_A,TLS_C', 'fail'],
      ['', 'fail'],
    ],
  },
  {
    flag: 'bind-address',
    check: 'one_of: ["127.0.0.1", "::1"]',
    kind: 'single',
    values: [
      ['127.0.0.1', 'pass'],
      ['::1', 'pass'],
      ['0.0.0.0', 'fail'],
      [null, 'fail'],
    ],
  },
  {
    flag: 'token-auth-file',
    check: 'unset: true',
    kind: 'single',
    values: [
      ['/etc/tokens', 'fail'],
      [null, 'pass'],
    ],
  },
  {
    flag: 'audit-log-path',
    check: 'set: true',
    kind: 'single',
    values: [
      ['/var/log/a b.log', 'pass'],
      ['', 'fail'],
      [null, 'fail'],
    ],
  },
  {
    flag: 'audit-log-maxage',
    check: 'at_least: 30, zero: unlimited',
    kind: 'single',
    values: [
      ['030', 'fail'],
      ['036', 'pass'],
      ['0x1e', 'pass'],
      ['0X1D', 'fail'],
      ['0b11110', 'pass'],
      ['0o36', 'pass'],
      ['0o35', 'fail'],
      ['3_0', 'pass'],
      ['_30', 'fail'],
      ['30_', 'fail'],
      ['3__0', 'fail'],
      ['089', 'fail'],
      ['0x', 'fail'],
      ['0xg', 'fail'],
      ['00', 'pass'],
      ['0x0', 'pass'],
      ['+30', 'pass'],
      ['-0x1e', 'fail'],
      ['30 ', 'fail'],
      [' 30', 'fail'],
      ['30d', 'fail'],
      ['30M', 'fail'],
      ['30.0', 'fail'],
      ['3e1', 'fail'],
      ['720h', 'fail'],
      ['٣٠', 'fail'],
      ['Infinity', 'fail'],
      ['NaN', 'fail'],
    ],
  },
  {
    flag: 'audit-log-maxage',
    check: 'differs: "0", unset: passes',
    kind: 'single',
    values: [
      ['00', 'fail'],
      ['0x0', 'fail'],
      ['-0', 'fail'],
      ['0b0', 'fail'],
      ['0_0', 'fail'],
      ['010', 'pass'],
    ],
  },
  {
    flag: 'anonymous-auth',
    check: 'equals: "false"',
    kind: 'boolean',
    values: [
      ['F', 'pass'],
      ['FALSE', 'pass'],
      ['False', 'pass'],
      ['fALSE', 'fail'],
      ['false ', 'fail'],
      [' false', 'fail'],
      ['00', 'fail'],
      ['no', 'fail'],
      ['off', 'fail'],
    ],
  },
  {
    flag: 'request-timeout',
    check: 'at_most: 300s, zero: off, unset: passes',
    kind: 'single',
    values: [
      ['5m0s', 'pass'],
      ['+5m', 'pass'],
      ['0.08h', 'pass'],
      ['.05h', 'pass'],
      ['300000ms', 'pass'],
      ['300', 'fail'],
      ['5M', 'fail'],
      ['5 m', 'fail'],
      ['5m1ns', 'fail'],
      ['0h0m0s', 'fail'],
      ['-5m', 'fail'],
      ['5min', 'fail'],
      ['', 'fail'],
    ],
  },
  {
    flag: 'authorization-mode',
    check: 'lacks: AlwaysAllow',
    kind: 'list',
    values: [
      ['Node, AlwaysAllow', 'fail'],
      [' AlwaysAllow', 'fail'],
      ['AlwaysAllow ', 'fail'],
      ['Node,,RBAC', 'pass'],
      ['', 'pass'],
    ],
  },
  {
    flag: 'authorization-mode',
    check: 'contains: RBAC',
    kind: 'list',
    values: [
      ['Node, RBAC', 'fail'],
      ['rbac', 'fail'],
      ['NodeRBAC', 'fail'],
      ['', 'fail'],
    ],
  },
  {
    flag: 'audit-log-path',
    check: 'file: true',
    kind: 'single',
    values: [
      ['/var/log/apiserver/audit.log', 'pass'],
      ['/a b', 'pass'],
      ['//dev/../var/log/x', 'pass'],
      ['/devices/audit.log', 'pass'],
      ['/var/log/..log', 'pass'],
      ['-', 'fail'],
      ['/dev/null', 'fail'],
      ['/dev/stdout', 'fail'],
      ['/proc/self/fd/1', 'fail'],
      ['//dev//null', 'fail'],
      ['/./dev/null', 'fail'],
      ['/var/../dev/null', 'fail'],
      ['/../dev/null', 'fail'],
      ['audit.log', 'fail'],
      ['./audit.log', 'fail'],
      [' /var/log/audit.log', 'fail'],
      ['/', 'fail'],
      ['/var/log/', 'fail'],
      ['/var/log/.', 'fail'],
      ['/var/log/..', 'fail'],
      ['', 'fail'],
      [null, 'fail'],
    ],
  },
  {
    flag: 'metrics-bind-address',
    check: 'prefix_one_of: ["127.0.0.1", "[::1]"], unset: passes',
    kind: 'single',
    values: [
      ['127.0.0.1:10249', 'pass'],
      ['[::1]:10249', 'pass'],
      [':10249', 'fail'],
    ],
  },
];

/** A way to write one flag among others; null: the value cannot be written so. */
interface Writing {
  readonly name: string;
  write(flag: string, value: string, kind: Base['kind']): string | null;
}

const isBare = (value: string): boolean => /^[A-Za-z0-9_.,:=/-]*$/.test(value);
const around = (line: string): string => `--profiling="false"\n${line}\n--secure-port="6443"\n`;

const writings: readonly Writing[] = [
  { name: 'double quotes', write: (flag, value) => around(`--${flag}="${value}"`) },
  { name: 'no quotes', write: (flag, value) => (isBare(value) ? around(`--${flag}=${value}`) : null) },
  { name: 'single quotes', write: (flag, value) => around(`--${flag}='${value}'`) },
  { name: 'quotes around all of it', write: (flag, value) => around(`"--${flag}=${value}"`) },
  {
    name: 'quotes around pieces',
    write: (flag, value) => around(`--${flag}="${value.slice(0, 1)}"'${value.slice(1)}'""`),
  },
  { name: 'escaped', write: (flag, value) => around(`--${flag}=${[...value].map((sign) => `\\${sign}`).join('')}`) },
  { name: 'last, without a newline', write: (flag, value) => `--profiling="false"\n--${flag}="${value}"` },
  { name: 'first', write: (flag, value) => `--${flag}="${value}"\n--secure-port="6443"\n--profiling="false"\n` },
  { name: 'all on one line', write: (flag, value) => `--profiling="false" --${flag}="${value}"\t--secure-port=6443` },
  { name: 'over two lines', write: (flag, value) => around(`--${flag}=\\\n"${value}" \\\n`) },
  { name: 'with comments', write: (flag, value) => `# ours\n${around(`  --${flag}="${value}" # not "other"`)}#--x\n` },
  {
    name: 'an older line commented out',
    write: (flag, value) => around(`#--${flag}="other"\n--${flag}="${value}"\n # --${flag}=other`),
  },
  { name: 'twice the same', write: (flag, value) => around(`--${flag}="${value}"\n--${flag}='${value}'`) },
  {
    name: 'once before and the last counts',
    write: (flag, value, kind) =>
      kind === 'single' || kind === 'boolean' ? around(`--${flag}="true"\n--${flag}="${value}"`) : null,
  },
  {
    name: 'two words',
    write: (flag, value, kind) => (kind === 'boolean' ? null : around(`--${flag} "${value}"`)),
  },
  { name: 'underscores', write: (flag, value) => around(`--${flag.replaceAll('-', '_')}="${value}"`) },
  {
    name: 'items one by one',
    write: (flag, value, kind) =>
      kind === 'list' || kind === 'map'
        ? around(
            value
              .split(',')
              .map((item) => `--${flag}="${item}"`)
              .join('\n'),
          )
        : null,
  },
];

/** What bash makes of each file, in one process. */
function argvOf(files: readonly string[]): readonly (readonly string[])[] {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-args-'));
  try {
    for (const [index, text] of files.entries()) writeFileSync(join(folder, String(index)), text);
    const script = `cd ${folder}; for ((i = 0; i < ${files.length}; i++)); do declare -a args="($(cat $i))"; printf '%s\\0' "\${args[@]}" $'\\n'; done`;
    const said = execFileSync('bash', ['-c', script], { maxBuffer: 1e8 }).toString();
    return said
      .split('\n\0')
      .slice(0, -1)
      .map((words) => words.split('\0').slice(0, -1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `argv` null: no process runs. */
function judged(flag: string, check: string, content: string, argv: readonly string[] | null): ControlStatus {
  const unit = { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'active', MainPID: '7' };
  const said = componentAnswer({ unit, help, argv: argv === null ? [] : ['/snap/k8s/1/bin/kube-apiserver', ...argv] });
  const entry = { service: 'kube-apiserver', check: { [flag]: { set: true, controls: ['BW-FLAG'] } } };
  const planned = planOn(argsFile, entry, path, { content, said });
  const event =
    planned.kind === 'refused'
      ? task({ status: 'failed', error: { code: 'refused', message: planned.message } })
      : task({ findings: planned.findings ?? [] });
  const catalogue = catalogueOf({ 'BW-FLAG': `check: { arg: kube-apiserver --${flag}, ${check} }` });
  return statusOf(assessed(catalogue, run(started(['cp-1']), event)), 'BW-FLAG');
}

interface Case extends Pick<Base, 'flag' | 'check'> {
  readonly text: string;
  readonly expected: ControlStatus;
  readonly name: string;
}

const cases: readonly Case[] = bases.flatMap(({ flag, check, kind, values }) =>
  values.flatMap(([value, expected]) => {
    const about = (writing: string) => `--${flag} ${value === null ? 'unset' : `"${value}"`}, ${check}, ${writing}`;
    if (value === null) return [{ flag, check, expected, text: around('# nothing'), name: about('not there') }];
    return writings.flatMap(({ name, write }) => {
      const text = write(flag, value, kind);
      return text === null ? [] : [{ flag, check, expected, text, name: about(name) }];
    });
  }),
);
const processes = argvOf(cases.map(({ text }) => text));

for (const [index, { flag, check, text, expected, name }] of cases.entries())
  test(`${expected}: ${name}`, (t) => {
    t.is(judged(flag, check, text, processes[index] ?? []), expected, text);
  });

test('there are more than 300 cases', (t) => {
  t.log(`${cases.length} ways to write ${bases.reduce((sum, { values }) => sum + values.length, 0)} values`);
  t.true(cases.length >= 300);
  t.is(processes.length, cases.length);
});

const states = test.macro({
  exec: (t, flag: string, check: string, file: string, argv: readonly string[] | null, expected: ControlStatus) => {
    t.is(judged(flag, check, file, argv), expected);
  },
  title: (title = '') => title,
});
const atLeast = ['audit-log-maxage', 'at_least: 30'] as const;
const lacks = ['authorization-mode', 'lacks: AlwaysAllow'] as const;
const gates = ['feature-gates', 'map_lacks: { key: AllAlpha, value: true }, unset: passes'] as const;

test(
  'configured and not live fails',
  states,
  ...atLeast,
  '--audit-log-maxage="30"\n',
  ['--audit-log-maxage=7'],
  'fail',
);
test('configured and not live at all fails', states, ...atLeast, '--audit-log-maxage="30"\n', ['--v=1'], 'fail');
test('live and not configured fails', states, ...atLeast, '--v="1"\n', ['--audit-log-maxage=30'], 'fail');
test('configured, and nothing runs: unknown', states, ...atLeast, '--audit-log-maxage="30"\n', null, 'unknown');
test('not configured, and nothing runs: fails', states, ...atLeast, '--v="1"\n', null, 'fail');
test('a process with two words', states, ...atLeast, '--audit-log-maxage="30"\n', ['--audit-log-maxage', '30'], 'pass');
test(
  'a process with another spelling',
  states,
  ...atLeast,
  '--audit-log-maxage="30"\n',
  ['--audit_log_maxage=30'],
  'pass',
);
test(
  'the last of two counts in the process',
  states,
  ...atLeast,
  '--audit-log-maxage="30"\n',
  ['--audit-log-maxage=30', '--audit-log-maxage=7'],
  'fail',
);
test(
  'all of two count in a list of the process',
  states,
  ...lacks,
  '--authorization-mode="RBAC"\n',
  ['--authorization-mode=AlwaysAllow', '--authorization-mode=RBAC'],
  'fail',
);
test(
  'all of two count in a list of the file',
  states,
  ...lacks,
  '--authorization-mode="AlwaysAllow"\n--authorization-mode="RBAC"\n',
  ['--authorization-mode=RBAC'],
  'fail',
);
test(
  'one key of a map counts once, the last',
  states,
  ...gates,
  '--feature-gates="AllAlpha=true"\n--feature-gates="AllAlpha=false"\n',
  ['--feature-gates=AllAlpha=true', '--feature-gates=AllAlpha=false'],
  'pass',
);
test(
  'the last of two of one key is the bad one',
  states,
  ...gates,
  '--feature-gates="AllAlpha=false,AllAlpha=true"\n',
  ['--feature-gates=AllAlpha=false,AllAlpha=true'],
  'fail',
);
test(
  'a gate of the component kube is the same gate',
  states,
  ...gates,
  '--feature-gates="kube:AllAlpha=true"\n',
  ['--feature-gates=kube:AllAlpha=true'],
  'fail',
);
test(
  'an item in quotes of CSV',
  states,
  ...lacks,
  `--authorization-mode='"AlwaysAllow",RBAC'\n`,
  ['--authorization-mode="AlwaysAllow",RBAC'],
  'fail',
);
test(
  'an empty flag alone is true',
  states,
  'anonymous-auth',
  'equals: false',
  '--anonymous-auth\n',
  ['--anonymous-auth'],
  'fail',
);

for (const check of ['lacks: AlwaysAdmit, unset: passes', 'contains: NodeRestriction'])
  test(
    `plugins are not what the flag says beside the flag that names all there are: ${check}`,
    states,
    'enable-admission-plugins',
    check,
    '--enable-admission-plugins="NodeRestriction"\n--admission-control="AlwaysAdmit"\n',
    ['--enable-admission-plugins=NodeRestriction', '--admission-control=AlwaysAdmit'],
    'unknown',
  );
test(
  'the flag that names all plugins is seen in the process alone, too',
  states,
  'disable-admission-plugins',
  'lacks: ServiceAccount, unset: passes',
  '--v="1"\n',
  ['--admission-control=AlwaysAdmit'],
  'unknown',
);
test(
  'beside it other flags count as they are',
  states,
  'anonymous-auth',
  'equals: false',
  '--anonymous-auth="false"\n--admission-control="AlwaysAdmit"\n',
  ['--anonymous-auth=false', '--admission-control=AlwaysAdmit'],
  'pass',
);

const notReadable = test.macro({
  exec: (t, text: string) => {
    t.is(judged(...atLeast, text, ['--audit-log-maxage=30']), 'unknown');
  },
  title: (_, text) => `what bash would not take, or expand, is unknown and never pass: ${JSON.stringify(text)}`,
});
test(notReadable, '--audit-log-maxage="30\n');
test(notReadable, `--audit-log-maxage='30\n`);
test(notReadable, '--audit-log-maxage="30" ; reboot\n');
test(notReadable, '--audit-log-maxage="30" | x\n');
test(notReadable, '--audit-log-maxage=$(echo 30)\n');
test(notReadable, '--audit-log-maxage=`echo 30`\n');
test(notReadable, '--audit-log-maxage="$DAYS"\n');
test(notReadable, '--audit-log-maxage=3{0,1}\n');
test(notReadable, '--audit-log-maxage=30*\n');
test(notReadable, '--audit-log-maxage=30\r\n');
test(notReadable, '--audit-log-maxage=30 word\n');
test(notReadable, '--audit-log-maxage\n');
test(notReadable, '--audit-log-maxage=30 <x\n');
test(notReadable, '--audit-log-maxage=30\\');
test(notReadable, '[0]=--audit-log-maxage=30\n');

test('a list that is given twice, of a type that nobody knows, is unknown', (t) => {
  const unit = { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'active', MainPID: '7' };
  const argv = ['/snap/k8s/1/bin/kube-apiserver', '--authorization-mode=AlwaysAllow', '--authorization-mode=RBAC'];
  const entry = { service: 'kube-apiserver', check: { 'authorization-mode': { set: true, controls: ['BW-FLAG'] } } };
  const planned = planOn(argsFile, entry, path, {
    content: '--authorization-mode="RBAC"\n',
    said: componentAnswer({ unit, argv }),
  });
  const findings = planned.kind === 'changes' ? (planned.findings ?? []) : [];
  const catalogue = catalogueOf({
    'BW-FLAG': 'check: { arg: kube-apiserver --authorization-mode, lacks: AlwaysAllow }',
  });
  const assessment = assessed(catalogue, run(started(['cp-1']), task({ findings })));
  t.is(statusOf(assessment, 'BW-FLAG'), 'unknown');
});

test('a wrapper that still waits is no process of the service', (t) => {
  const unit = { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'active', MainPID: '7' };
  const entry = { service: 'kube-apiserver', check: { 'audit-log-maxage': { set: true, controls: ['BW-FLAG'] } } };
  const planned = planOn(argsFile, entry, path, {
    content: '--audit-log-maxage="30"\n',
    said: componentAnswer({ unit, help, argv: ['/bin/bash', '--audit-log-maxage=30'] }),
  });
  const findings = planned.kind === 'changes' ? (planned.findings ?? []) : [];
  const catalogue = catalogueOf({ 'BW-FLAG': 'check: { arg: kube-apiserver --audit-log-maxage, at_least: 30 }' });
  t.is(statusOf(assessed(catalogue, run(started(['cp-1']), task({ findings }))), 'BW-FLAG'), 'unknown');
});

test('of a list with several lines the binary reads the first: what stands in the others does not pass', (t) => {
  const part = { test: { op: 'contains', value: 'NodeRestriction' }, unset: 'fails' } as const;
  t.false(meetsArg(part, 'AlwaysPullImages\nX,NodeRestriction,Y'));
  t.true(meetsArg(part, 'AlwaysPullImages,NodeRestriction'));
  t.false(meetsArg({ test: { op: 'lacks', value: 'AlwaysAllow' }, unset: 'fails' }, '\nAlwaysAllow'));
});

const files: readonly (readonly [service: string, argument: string, flag: string, status: ControlStatus])[] = [
  ['etcd', '--config-file=/x', 'client-cert-auth', 'unknown'],
  ['etcd', '-config-file=/x', 'client-cert-auth', 'unknown'],
  ['kube-proxy', '--config=/x', 'metrics-bind-address', 'unknown'],
  ['kube-scheduler', '--config=/x', 'profiling', 'unknown'],
  ['kube-scheduler', '--config=/x', 'bind-address', 'pass'],
  ['kubelet', '--config=/x', 'rotate-certificates', 'pass'],
  ['kubelet', '--v=2', 'unset-one', 'pass'],
  ['kubelet', '--config=/x', 'unset-one', 'unknown'],
  ['kubelet', '--config-dir=/x', 'unset-one', 'unknown'],
  ['kubelet', '--config=/x', 'hostname-override', 'pass'],
  ['kube-apiserver', '--config=/x', 'profiling', 'pass'],
];
for (const [service, argument, flag, expected] of files)
  test(`${expected}: ${service} --${flag} beside ${argument}`, (t) => {
    const args = `/var/snap/k8s/common/args/${service}`;
    const isSet = !['unset-one', 'hostname-override'].includes(flag);
    const words = [...(isSet ? [`--${flag}=true`] : []), argument];
    const planned = planOn(
      argsFile,
      {
        service,
        check: { [flag]: isSet ? { one_of: ['true'], controls: ['BW-A'] } : { absent: true, controls: ['BW-A'] } },
      },
      args,
      {
        content: `${words.join('\n')}\n`,
        said: componentAnswer({
          unit: { LoadState: 'loaded', UnitFileState: 'enabled', ActiveState: 'active', MainPID: '7' },
          argv: [service, ...words],
        }),
      },
    );
    const findings = planned.kind === 'changes' ? (planned.findings ?? []) : [];
    const check = isSet ? 'equals: "true"' : 'unset: true';
    const catalogue = catalogueOf({ 'BW-A': `check: { arg: "${service} --${flag}", ${check} }` });
    t.is(statusOf(assessed(catalogue, run(started(['cp-1']), task({ findings }))), 'BW-A'), expected);
  });
