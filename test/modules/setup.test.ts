import test from 'ava';

import { BadAnswer } from '../../src/domain/module.ts';
import { Float, isMapping, type Mapping, type Value } from '../../src/domain/value.ts';
import { readFacts } from '../../src/modules/setup/facts.ts';
import { fakePrograms } from '../support/fake-programs.ts';
import { boundModule } from '../support/host-module.ts';
import { askHere, shells } from '../support/simulated-host.ts';

const output = (text: string) => ({ code: 0, stdout: Buffer.from(text), stderr: Buffer.alloc(0) });
const mapping = (value: Value | undefined): Mapping => (isMapping(value) ? value : new Map());
const within = (facts: Mapping, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (isMapping(value) ? value.get(key) : undefined), facts);

const systemctl = `cat <<'END'
Id=snap.k8s.kubelet.service
LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
MainPID=77
NRestarts=0

Id=snap.k8s.etcd.service
LoadState=not-found
ActiveState=inactive
UnitFileState=

Id=snap.k8s.kube-apiserver.service
LoadState=loaded
ActiveState=inactive
UnitFileState=disabled
MainPID=0
NRestarts=3
END`;

for (const [name, shell] of Object.entries(shells)) {
  test(`${name}: this machine says what it is`, (t) => {
    const bound = boundModule('setup', null);
    const facts = bound
      .answer(askHere(bound, { shell, programs: fakePrograms(t, { systemctl }) }))
      .result([])
      .get('ansible_facts');
    if (!isMapping(facts)) return t.fail();
    t.is(facts.get('uid'), process.getuid?.());
    t.is(facts.get('kernel') === null, false);
    t.true(typeof facts.get('memory_bytes') === 'number');
    t.true(facts.get('clock') instanceof Float);
    t.deepEqual([...mapping(facts.get('services')).keys()], ['kubelet', 'kube-apiserver']);
    t.is(within(facts, 'services', 'kubelet', 'restarts'), 0);
    t.is(within(facts, 'services', 'kube-apiserver', 'enabled'), false);
  });
}

test('the snap is read from snapd’s list', (t) => {
  const facts = readFacts(
    output(
      'snap.revision=1234\nsnap.version=v1.33.1\nsnap.list=v1.33.1 1234 1.33-classic/stable classic,held\nsnap.change=7 Doing today Refresh "k8s"\n',
    ),
    ['snap'],
  );
  t.deepEqual(
    [...mapping(facts.get('snap'))],
    [
      ['installed', true],
      ['version', 'v1.33.1'],
      ['revision', '1234'],
      ['channel', '1.33-classic/stable'],
      ['held', true],
      ['changes', ['7 Doing today Refresh "k8s"']],
      ['refreshing', true],
    ],
  );
});

test('a silent snapd leaves version and revision of the mounted snap, and the rest unknown', (t) => {
  const facts = readFacts(output('snap.revision=x1\nsnap.version=v1.32.0\n'), ['snap']);
  t.is(within(facts, 'snap', 'version'), 'v1.32.0');
  t.is(within(facts, 'snap', 'channel'), null);
  t.is(within(facts, 'snap', 'held'), null);
});

test('roles: a marker says it, an enabled API server says it, else there is none', (t) => {
  t.is(readFacts(output('role=worker\nmanaged_by=juju\nkubelet_unit_mode=600\n'), ['k8s']).get('role'), 'worker');
  t.is(
    readFacts(output('Id=snap.k8s.kube-apiserver.service\nUnitFileState=enabled\n'), ['k8s']).get('role'),
    'control_plane',
  );
  t.is(readFacts(output(''), ['k8s']).get('role'), 'none');
  t.is(readFacts(output('kubelet_unit_mode=600\n'), ['k8s']).get('kubelet_unit_mode'), '0600');
});

test('a bare host has nulls, a host that says nothing no facts', (t) => {
  const facts = readFacts(output('uid=0\n'), ['os', 'hw']);
  t.is(facts.get('uid'), 0);
  t.is(facts.get('cpus'), null);
  t.is(facts.get('clock'), null);
  t.throws(() => readFacts(output(''), ['os']), { instanceOf: BadAnswer });
});

const named = test.macro({
  exec(t, said: string, expected: readonly (string | null)[]) {
    const facts = readFacts(output(`uid=0\nhostname=${said}\nfqdn=${said}\n`), ['os']);
    t.deepEqual(
      ['hostname', 'nodename', 'fqdn', 'domain'].map((name) => facts.get(name)),
      expected,
    );
  },
  title: (_title, said) => `what a host calls itself: ${JSON.stringify(said)}`,
});
test(named, 'cp-1', ['cp-1', 'cp-1', 'cp-1', '']);
test(named, 'cp_1.lab.example', ['cp_1', 'cp_1.lab.example', 'cp_1.lab.example', 'lab.example']);
test(named, 'kühn', ['kühn', 'kühn', 'kühn', '']);
test(named, '../../.ssh/authorized_keys', [null, null, null, '']);
test(named, '/etc/cron.d/x', [null, null, null, '']);
test(named, '..', [null, null, null, '']);
test(named, '', [null, null, null, '']);
