import test from 'ava';

import type { Answers, Planned } from '../../src/domain/module.ts';
import { wireText } from '../../src/domain/shell-command.ts';
import { fakePrograms } from '../support/fake-programs.ts';
import { boundModule } from '../support/host-module.ts';
import { askHere, shells } from '../support/simulated-host.ts';

const node = (name: string, ready = true, role = 'control-plane'): object => ({
  kind: 'Node',
  apiVersion: 'v1',
  metadata: { name, labels: { [`node-role.kubernetes.io/${role}`]: '' } },
  status: {
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }],
    addresses: [{ type: 'InternalIP', address: `10.0.0.${name.slice(-1)}` }],
  },
});

const answer = (nodes: readonly object[] | null, lines = ''): Answers => ({
  file: () => ({ kind: 'absent', realPath: '' }),
  output: {
    code: 0,
    stdout: Buffer.from(
      `boot=abc\nunits=snap.k8s.kubelet.service \nself=cp-1\n${nodes === null ? 'said=refused\n' : `nodes=${JSON.stringify({ kind: 'NodeList', items: nodes })}\n`}${lines}`,
    ),
    stderr: Buffer.alloc(0),
  },
});

const verdict = (planned: Planned): string => (planned.kind === 'refused' ? planned.message : 'reboots');

const rule = test.macro({
  exec(t, nodes: readonly object[] | null, wanted: string, lines?: string) {
    t.is(verdict(boundModule('reboot', {}).answer(answer(nodes, lines)).planned), wanted);
  },
  title: (title = '') => `a control plane ${title}`,
});
const last = 'it is the last healthy control plane of its cluster';
const quorum = 'without it the control planes would have no quorum';
const unknown = 'whether other control planes are healthy is not known, so this one is not rebooted';
const three = [node('cp-1'), node('cp-2'), node('cp-3')];

test('of three that are healthy is rebooted', rule, three, 'reboots');
test('that is alone is not', rule, [node('cp-1'), node('worker-1', true, 'worker')], last);
test('of two is not', rule, [node('cp-1'), node('cp-2')], quorum);
test('of three with one unready is not', rule, [node('cp-1'), node('cp-2'), node('cp-3', false)], quorum);
test('of three with both others unready is not', rule, [node('cp-1'), node('cp-2', false), node('cp-3', false)], last);
test('that is itself unready may be', rule, [node('cp-1', false), node('cp-2'), node('cp-3')], 'reboots');
test('of five with one unready is rebooted', rule, [...three, node('cp-4', false), node('cp-5')], 'reboots');
test('whose API does not answer is not', rule, null, unknown);
test('whose API says nonsense is not', rule, [{ nonsense: true }], unknown);
test('of a cluster without any by label is not', rule, [node('worker-1', true, 'worker')], unknown);
const apis = (third: string): string => `api=10.0.0.1 401\napi=10.0.0.2 200\napi=10.0.0.3 ${third}\n`;
test('of three whose API servers all answer is rebooted', rule, three, 'reboots', apis('401'));
test('of three is not while one API server is gone', rule, three, quorum, apis('000'));
test('of three is not while one API server is unwell', rule, three, quorum, apis('500'));

for (const [name, shell] of Object.entries(shells))
  test(`a host that is no control plane answers its boot (${name})`, (t) => {
    const programs = fakePrograms(t, { systemctl: 'echo "snap.k8s.kubelet.service loaded active running x"' });
    const planned = boundModule('reboot', {}).answer(askHere(boundModule('reboot', {}), { shell, programs })).planned;
    t.like(planned, { kind: 'changes' });
    const step = planned.kind === 'changes' ? planned.changes[0]?.steps[0] : undefined;
    t.true(step?.kind === 'reboot' && /^[0-9a-f-]{36}$/.test(step.boot));
    t.true(step?.kind === 'reboot' && wireText(step.ready).includes('snap.k8s.kubelet.service'));
  });

test('a hostile test command and message stay one word each', (t) => {
  const planned = boundModule('reboot', { test_command: "x'; touch /", msg: "a'b" }).answer(answer(three)).planned;
  const step = planned.kind === 'changes' ? planned.changes[0]?.steps[0] : undefined;
  t.true(step?.kind === 'reboot' && wireText(step.ready).includes(String.raw`sh -c 'x'\''; touch /'`));
});
