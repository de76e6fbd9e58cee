import test from 'ava';

import type { Cause } from '../../src/domain/assessment.ts';
import type { Finding } from '../../src/domain/module.ts';
import { assessed, catalogueOf } from './support/assessed.ts';
import { finding, lost, run, started, task } from './support/events.ts';

const stig = 'stig: { stig_id: C, rule_id: S, srg: G, severity: high }';
const catalogue = catalogueOf({
  'CIS-1.1.1':
    'level: 1\nnumbers: { cis-1.24: 1.1.1 }\ncheck: { arg: kube-apiserver --a, set: true }\nremediation: set it',
  'CIS-1.1.2': 'level: 2\nnumbers: { cis-1.24: 1.1.2 }\ncheck: { arg: kube-apiserver --b, set: true }',
  'V-100000': `category: I\n${stig}\ncheck: { all: [{ arg: kube-apiserver --a, equals: x }, { arg: kube-apiserver --c, set: true }] }`,
  'V-100001': `category: II\n${stig}\ncheck: { arg: kube-apiserver --d, set: true }`,
  'V-100002': `category: III\n${stig}\ncheck: { arg: kube-apiserver --e, set: true }`,
});
const ids = [...catalogue.controls.keys(), 'CIS-1.1.3', 'CIS-1.1.4'];

/** `a=x` in file and process, `a` unset in both; `a=x!` only in the file, and nothing runs. */
const flags = (host: string, line: number, ...texts: readonly string[]) =>
  task({
    host,
    findings: texts.map((text): Finding => {
      const [flag = '', value = null] = text.replace('!', '').split('=');
      return finding({
        controls: ids,
        subject: { kind: 'arg', service: 'kube-apiserver', flag },
        what: `kube-apiserver --${flag}`,
        file: value,
        ...(!text.endsWith('!') && { live: value }),
        where: `/args/kube-apiserver:${line}`,
      });
    }),
  });
const told = ({ status, controls, hosts, evidence }: Cause): string =>
  `${status} ${controls.join()} on ${hosts.join()}: ${evidence.map(({ what }) => what.replace('kube-apiserver ', '')).join()}`;
const causes = (...events: readonly ReturnType<typeof task>[]) =>
  assessed(catalogue, run(started(['cp-1', 'cp-2', 'cp-3']), ...events)).causes;

test('controls that share what is not as wanted are one cause, the most severe first', (t) => {
  const [first, ...others] = causes(flags('cp-1', 1, 'a', 'b=1', 'c=1', 'd=1', 'e=1'));
  t.deepEqual(others, []);
  t.is(first === undefined ? '' : told(first), 'fail V-100000,CIS-1.1.1 on cp-1: --a');
  t.is(first?.title, 'about V-100000');
  t.is(first?.repair, 'set it', 'of the first that says what repairs it');
});

test('what merely shares something with a control, or adds another item to the same list, is a cause of its own', (t) => {
  const lists = catalogueOf({
    'CIS-1.1.1': 'level: 1\nnumbers: { cis-1.24: 1.1.1 }\ncheck: { arg: kube-apiserver --a, contains: X }',
    'CIS-1.1.2': 'level: 1\nnumbers: { cis-1.24: 1.1.2 }\ncheck: { arg: kube-apiserver --a, contains: Y }',
    'CIS-1.1.3':
      'level: 1\nnumbers: { cis-1.24: 1.1.3 }\ncheck: { all: [{ arg: kube-apiserver --b, set: true }, { arg: kube-apiserver --c, set: true }] }',
    'CIS-1.1.4':
      'level: 1\nnumbers: { cis-1.24: 1.1.4 }\ncheck: { all: [{ arg: kube-apiserver --b, set: true }, { arg: kube-apiserver --d, set: true }] }',
  });
  const found = assessed(lists, run(started(['cp-1']), flags('cp-1', 1, 'a=Z', 'b', 'c', 'd'))).causes;
  t.deepEqual(found.map(told), [
    'fail CIS-1.1.1 on cp-1: --a',
    'fail CIS-1.1.2 on cp-1: --a',
    'fail CIS-1.1.3 on cp-1: --b,--c',
    'fail CIS-1.1.4 on cp-1: --b,--d',
  ]);
});

test('causes are in the order of their severity', (t) => {
  t.deepEqual(causes(flags('cp-1', 1, 'a=x', 'b', 'c=1', 'd', 'e')).map(told), [
    'fail V-100001 on cp-1: --d',
    'fail V-100002 on cp-1: --e',
    'fail CIS-1.1.2 on cp-1: --b',
  ]);
});

test('hosts with the same cause are one, whatever line it stands in', (t) => {
  const met = ['a=x', 'b=1', 'c=1', 'e=1'];
  t.deepEqual(
    causes(flags('cp-1', 1, ...met, 'd'), flags('cp-3', 9, ...met, 'd'), flags('cp-2', 1, ...met, 'd')).map(told),
    ['fail V-100001 on cp-1,cp-2,cp-3: --d'],
  );
});

test('another value is another cause', (t) => {
  const rest = ['b=1', 'c=1', 'd=1', 'e=1'];
  t.deepEqual(causes(flags('cp-1', 1, ...rest, 'a'), flags('cp-2', 1, ...rest, 'a=y')).map(told), [
    'fail V-100000,CIS-1.1.1 on cp-1: --a',
    'fail V-100000 on cp-2: --a',
  ]);
});

test('what could not be seen comes after what fails', (t) => {
  t.deepEqual(causes(flags('cp-1', 1, 'a=x!', 'b=1', 'c=1', 'd=1', 'e')).map(told), [
    'fail V-100002 on cp-1: --e',
    'unknown V-100000,CIS-1.1.1 on cp-1: --a',
  ]);
});

test('a host that was not reached is no cause to repair', (t) => {
  t.deepEqual(assessed(catalogue, run(started(['cp-1']), lost('cp-1'))).causes, []);
});
