import test from 'ava';

import { Collector } from '../../src/controls/collect.ts';
import type { ControlStatus } from '../../src/domain/assessment.ts';
import type { RunEventBody } from '../../src/domain/event.ts';
import type { Change, Finding } from '../../src/domain/module.ts';
import type { Value } from '../../src/domain/value.ts';
import { assessed, catalogueOf, resultsOf, statusOf } from './support/assessed.ts';
import { compiled, playOf } from '../playbook/compile.ts';
import { finding, lost, run, started, task } from './support/events.ts';

const controls = ['BW-A'];
const sysctl = (given: Partial<Finding>): Finding =>
  finding({ controls, subject: { kind: 'sysctl', key: 'kernel.panic' }, ...given });
const mode = (file: string | null, path = '/etc/x'): Finding =>
  finding({ controls, subject: { kind: 'file-mode', path }, file });
const owner = (file: string | null): Finding =>
  finding({ controls, subject: { kind: 'file-owner', path: '/etc/x' }, file });

const one = test.macro({
  exec: (t, check: string, events: readonly RunEventBody[], expected: ControlStatus) => {
    const assessment = assessed(catalogueOf({ 'BW-A': `check: ${check}` }), run(started(['cp-1']), ...events));
    t.is(statusOf(assessment, 'BW-A'), expected, resultsOf(assessment, 'BW-A').join('\n'));
  },
  title: (title = '', _check, _events, expected: string) => `${expected}: ${title}`,
});
const panic = '{ sysctl: kernel.panic, is: "10" }';
const found = (...findings: readonly Finding[]) => [task({ findings })];

test('a kernel setting that is live and kept', one, panic, found(sysctl({ live: '10', nextBoot: '10' })), 'pass');
test(
  'values with tabs are values with spaces',
  one,
  '{ sysctl: kernel.panic, is: "4 5" }',
  found(sysctl({ live: '4\t5', nextBoot: '4 5' })),
  'pass',
);
test('a kernel setting that only a reboot loses', one, panic, found(sysctl({ live: '10', nextBoot: null })), 'fail');
test('a kernel setting that a reboot changes', one, panic, found(sysctl({ live: '10', nextBoot: '0' })), 'fail');
test('a kernel setting that is not live', one, panic, found(sysctl({ live: '0', nextBoot: '10' })), 'fail');
test('a kernel setting that is not there', one, panic, found(sysctl({ live: null, nextBoot: '10' })), 'fail');
test('what comes after the next boot was not looked at', one, panic, found(sysctl({ live: '10' })), 'unknown');
test('what is live was not looked at', one, panic, found(sysctl({ nextBoot: '10' })), 'unknown');
test('the wrong one of two that is seen decides', one, panic, found(sysctl({ nextBoot: '0' })), 'fail');

const private600 = '{ mode: /etc/x, at_most: "0600" }';
test('the mode itself', one, private600, found(mode('0600')), 'pass');
test('a stricter mode', one, private600, found(mode('0400')), 'pass');
test('no bits at all', one, private600, found(mode('0000')), 'pass');
test('nothing is there', one, private600, found(mode(null)), 'pass');
test('one bit too many', one, private600, found(mode('0640')), 'fail');
test('a bit that is not read or write', one, private600, found(mode('0700')), 'fail');
test('the sticky bit is a bit', one, private600, found(mode('1600')), 'fail');
const partly = { unseen: '/etc/x/y is a link to a folder: what is in there was not looked at' };
test('the mode of what was seen', one, private600, found({ ...mode('0600'), ...partly }), 'unknown');
test('nothing, where not all was seen', one, private600, found({ ...mode(null), ...partly }), 'unknown');
test('the mode of what was seen is wrong', one, private600, found({ ...mode('0644'), ...partly }), 'fail');
test('a mode that is none', one, private600, found(mode('rw-------')), 'unknown');
test('an empty mode', one, private600, found(mode('')), 'unknown');
test('another path is not this one', one, private600, found(mode('0600', '/etc/y')), 'not-assessed');
test(
  'the folders of a pattern are not its files',
  one,
  '{ mode: /etc/x/**, at_most: "0600" }',
  found(mode('0600', '/etc/x/**/')),
  'not-assessed',
);
test('an owner is no mode', one, private600, found(owner('root:root')), 'not-assessed');

const roots = '{ owner: /etc/x, is: root:root }';
test('owned by root', one, roots, found(owner('root:root')), 'pass');
test('owned by another', one, roots, found(owner('etcd:root')), 'fail');
test('the group is another', one, roots, found(owner('root:adm')), 'fail');
test('no group told', one, roots, found(owner('root')), 'unknown');

const both = `{ all: [${private600}, ${roots}] }`;
test('each part is met', one, both, found(mode('0600'), owner('root:root')), 'pass');
test('one part fails', one, both, found(mode('0600'), owner('x:root')), 'fail');
test('one part was not looked at', one, both, found(mode('0600')), 'not-assessed');
test('one part fails, the other was not looked at', one, both, found(mode('0644')), 'fail');
test('two tasks look at it and one sees it wrong', one, private600, found(mode('0600'), mode('0644')), 'fail');

test(
  'the words of an entry do not count: it says it is met',
  one,
  private600,
  found({ ...mode('0644'), met: true }),
  'fail',
);
test(
  'the words of an entry do not count: it wants more',
  one,
  private600,
  found({ ...mode('0600'), met: false }),
  'pass',
);

const wanted = '{ task: all of it }';
const carried = (given: Parameters<typeof task>[0]) => [task({ module: 'copy', controls, ...given })];
const change = (entries: Change['diff']['entries'] = []): Change => ({
  action: 'update',
  target: '/etc/x',
  writes: [],
  diff: { entries },
  converges: 'verified',
  disrupts: 'none',
  steps: [],
});
const failed = (code: 'assertion' | 'bad-answer' | 'refused') => ({ code, message: 'no\nmore' });
test('a task that has nothing to do', one, wanted, carried({}), 'pass');
test('a task that has something to do', one, wanted, carried({ status: 'drifted', changes: [change()] }), 'fail');
test('a task that did something', one, wanted, carried({ status: 'changed', changes: [change()] }), 'fail');
test('a task that could not look', one, wanted, carried({ status: 'failed', error: failed('bad-answer') }), 'unknown');
test('a task that refuses', one, wanted, carried({ status: 'failed', error: failed('refused') }), 'unknown');
test(
  'a task that is ignored when it fails',
  one,
  wanted,
  carried({ status: 'failed', ignored: true, error: failed('refused') }),
  'unknown',
);
test(
  'a task that a rescue clears',
  one,
  wanted,
  carried({ status: 'failed', rescued: true, error: failed('refused') }),
  'unknown',
);
test('a task behind one that failed', one, wanted, carried({ status: 'skipped', because: 'host-failed' }), 'unknown');
test('a task on a host that is lost', one, wanted, carried({ status: 'unreachable' }), 'unknown');
test(
  'a task that a condition leaves out',
  one,
  wanted,
  carried({ status: 'skipped', because: 'condition' }),
  'not-assessed',
);
test('a task that a tag leaves out', one, wanted, carried({ status: 'skipped', because: 'tags' }), 'not-assessed');
test('an assert that holds', one, wanted, carried({ module: 'assert' }), 'pass');
test(
  'an assert that does not',
  one,
  wanted,
  carried({ module: 'assert', status: 'failed', error: failed('assertion') }),
  'fail',
);
test('an assert that only warns', one, wanted, carried({ module: 'assert', warnings: ['no'] }), 'fail');
test(
  'an assert that cannot be evaluated',
  one,
  wanted,
  carried({ module: 'assert', status: 'failed', error: { code: 'template', message: 'x' } }),
  'unknown',
);
for (const module of ['debug', 'set_fact', 'command', 'shell', 'setup', 'stat', 'k8s_info'])
  test(`\`${module}\` went well, which says nothing`, one, wanted, carried({ module }), 'not-assessed');
test(
  'a command that would have run says nothing',
  one,
  wanted,
  carried({ module: 'command', status: 'drifted' }),
  'unknown',
);
test(
  'of two tasks one was left out',
  one,
  wanted,
  [...carried({}), ...carried({ status: 'skipped', because: 'condition' })],
  'not-assessed',
);
test(
  'of two tasks one could not look',
  one,
  wanted,
  [...carried({}), ...carried({ status: 'failed', error: failed('refused') })],
  'unknown',
);
test('of two tasks one is not as wanted', one, wanted, [...carried({}), ...carried({ status: 'drifted' })], 'fail');
test('a task does not speak for a file', one, private600, carried({}), 'not-assessed');
test('a file does not speak for a task', one, wanted, found(mode('0600')), 'not-assessed');
test('nothing carries it', one, wanted, [task({})], 'not-assessed');
test(
  'a hidden finding does not speak for a file',
  one,
  private600,
  found(finding({ controls, subject: { kind: 'task' } })),
  'not-assessed',
);
test(
  'an entry of a task that carries the control',
  one,
  private600,
  [task({ controls, findings: [{ ...mode('0600'), controls: [] }] })],
  'pass',
);
test(
  'a handler says nothing',
  one,
  wanted,
  [{ ...task({ controls, module: 'systemd' }), type: 'handler-finished' } as RunEventBody],
  'not-assessed',
);
test(
  'a task failed before it was looked at',
  one,
  private600,
  [task({ status: 'failed', error: failed('refused') })],
  'unknown',
);
test(
  'an assert failed, and a rescue went on',
  one,
  private600,
  [task({ module: 'assert', status: 'failed', rescued: true, error: failed('assertion') })],
  'not-assessed',
);
test('nothing was come to: the host is lost', one, private600, [lost('cp-1')], 'unknown');
test(
  'the run was interrupted',
  one,
  private600,
  [{ type: 'run-finished', exit: 130, recap: { hosts: [], interrupted: 'SIGINT', refused: null } }],
  'unknown',
);

const facts = (host: string, given: Readonly<Record<string, Value>>): RunEventBody => ({
  type: 'facts',
  host,
  facts: new Map(Object.entries(given)),
});
const services = (...on: readonly string[]): Value =>
  new Map(
    ['etcd', 'k8s-dqlite', 'kube-proxy'].map((name) => [
      name,
      new Map<string, Value>([
        ['enabled', on.includes(name)],
        ['active', 'inactive'],
      ]),
    ]),
  );
const applies = test.macro({
  exec: (t, when: string, told: readonly RunEventBody[], expected: ControlStatus) => {
    const catalogue = catalogueOf({ 'BW-A': `applies_when: ${when}\ncheck: ${private600}` });
    const assessment = assessed(
      catalogue,
      run(
        started(['cp-1', 'w-1']),
        ...told,
        task({ host: 'cp-1', findings: [mode('0600')] }),
        task({ host: 'w-1', findings: [mode('0600')] }),
      ),
    );
    t.is(statusOf(assessment, 'BW-A'), expected, resultsOf(assessment, 'BW-A').join('\n'));
  },
  title: (title = '', when, _told, expected) => `${String(expected)} with ${String(when)}: ${title}`,
});
const etcd = '{ datastore: etcd }';
test('etcd runs on the control plane', applies, etcd, [facts('cp-1', { services: services('etcd') })], 'pass');
test('k8s-dqlite runs', applies, etcd, [facts('cp-1', { services: services('k8s-dqlite') })], 'not-applicable');
test(
  'the cluster says it is elsewhere',
  applies,
  etcd,
  [facts('cp-1', { cluster: new Map([['datastore', 'external']]), services: services() })],
  'not-applicable',
);
test(
  'a worker has no say in where the data of its cluster is',
  applies,
  etcd,
  [
    facts('cp-1', { services: services('etcd') }),
    facts('w-1', { cluster: new Map([['datastore', 'external']]), services: services('k8s-dqlite') }),
  ],
  'pass',
);
test('nobody knows', applies, etcd, [facts('cp-1', { services: services() })], 'unknown');
test('no facts', applies, etcd, [], 'unknown');
test(
  'kube-proxy is off',
  applies,
  '{ kube_proxy: true }',
  [facts('cp-1', { services: services() }), facts('w-1', { services: services() })],
  'not-applicable',
);
test(
  'kube-proxy is on',
  applies,
  '{ kube_proxy: true }',
  [facts('cp-1', { services: services('kube-proxy') }), facts('w-1', { services: services('kube-proxy') })],
  'pass',
);
test(
  'kube-proxy is not known of one',
  applies,
  '{ kube_proxy: true }',
  [facts('cp-1', { services: services('kube-proxy') })],
  'unknown',
);
test(
  'another network',
  applies,
  '{ network: cilium }',
  [facts('cp-1', { network: 'other' }), facts('w-1', { network: 'other' })],
  'not-applicable',
);

test('control planes that contradict each other leave the datastore open', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `applies_when: ${etcd}\ncheck: ${private600}` });
  const events = run(
    started(['cp-1', 'cp-2']),
    facts('cp-1', { services: services('etcd') }),
    facts('cp-2', { cluster: new Map([['datastore', 'external']]), services: services() }),
    task({ host: 'cp-1', findings: [mode('0600')] }),
    task({ host: 'cp-2', findings: [mode('0600')] }),
  );
  t.deepEqual(resultsOf(assessed(catalogue, events), 'BW-A'), [
    'unknown cp-1,cp-2: which datastore the cluster has is not known',
  ]);
});

test('what does not exist is not applicable, seen or not', (t) => {
  const catalogue = catalogueOf({ 'BW-A': 'gone: removed in 1.25' });
  t.is(statusOf(assessed(catalogue, run(started(['cp-1']), lost('cp-1'))), 'BW-A'), 'not-applicable');
});

test('a manual control stays manual, with what was collected as its evidence', (t) => {
  const catalogue = catalogueOf({ 'BW-A': 'manual: a person has to look' });
  const events = [
    task({ module: 'debug', controls, task: 'Who is cluster-admin', message: ['alice', 'bob'] }),
    task({ module: 'assert', controls, task: 'Nobody', status: 'failed', error: failed('assertion') }),
  ];
  const assessment = assessed(catalogue, run(started(['cp-1']), ...events));
  t.is(statusOf(assessment, 'BW-A'), 'manual');
  const evidence = assessment.controls[0]?.results[0]?.evidence ?? [];
  t.deepEqual(
    evidence.map(({ what, live, met }) => [what, live, met]),
    [
      ['Nobody', 'no\nmore', false],
      ['Who is cluster-admin', 'alice\nbob', true],
    ],
  );
  const unseen = assessed(catalogue, run(started(['cp-1']), lost('cp-1')));
  t.deepEqual(resultsOf(unseen, 'BW-A'), ['manual cp-1: no evidence: not reached: no answer in 10 s']);
});

test('a control is asked where its scope is', (t) => {
  const catalogue = catalogueOf(
    Object.fromEntries(
      ['control-plane', 'worker', 'node', 'cluster'].map((scope) => [
        `BW-${scope.toUpperCase()}`,
        `scope: ${scope}\ncheck: ${private600}`,
      ]),
    ),
  );
  const ids = [...catalogue.controls.keys()];
  const seen = (host: string) => task({ host, findings: [{ ...mode('0600'), controls: ids }] });
  const assessment = assessed(
    catalogue,
    run(started(['cp-1', 'cp-2', 'w-1', 'b/cp-9']), seen('cp-1'), seen('cp-2'), seen('w-1'), seen('cp-9')),
  );
  t.deepEqual(
    ids.map((id) => resultsOf(assessment, id)),
    [['pass cp-1,cp-2,cp-9'], ['pass w-1'], ['pass cp-1,cp-2,w-1,cp-9'], ['pass a,b']],
  );
});

test('the role is what the host says it is', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `scope: worker\ncheck: ${private600}` });
  const events = run(
    started(['cp-1', 'w-1']),
    facts('cp-1', { role: 'worker' }),
    task({ host: 'cp-1', findings: [mode('0644')] }),
    task({ host: 'w-1', findings: [mode('0600')] }),
  );
  t.deepEqual(resultsOf(assessed(catalogue, events), 'BW-A'), ['fail cp-1', 'pass w-1']);
});

test('a control of the cluster is asked once, and unknown where the one asked may be the one that was lost', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `scope: cluster\ncheck: ${wanted}` });
  const asked = carried({ host: 'cp-2', module: 'assert', runOnce: true });
  t.deepEqual(resultsOf(assessed(catalogue, run(started(['cp-1', 'cp-2', 'w-1']), lost('cp-1'), ...asked)), 'BW-A'), [
    'pass a',
  ]);
  t.deepEqual(resultsOf(assessed(catalogue, run(started(['cp-1', 'cp-2', 'w-1']), lost('cp-1'))), 'BW-A'), [
    'unknown a: not reached: no answer in 10 s',
  ]);
  t.deepEqual(resultsOf(assessed(catalogue, run(started(['cp-1', 'w-1']))), 'BW-A'), [
    'not-assessed a: nothing that was run looks at it',
  ]);
  t.deepEqual(resultsOf(assessed(catalogue, run(started(['cp-1', 'b/cp-2']), ...asked)), 'BW-A'), [
    'not-assessed a: nothing that was run looks at it',
    'pass b',
  ]);
});

test('hosts that a condition keeps from asking for their cluster leave nothing out', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `scope: cluster\ncheck: ${wanted}` });
  const left = (host: string) => task({ host, module: 'assert', controls, status: 'skipped', because: 'condition' });
  const asked = task({ host: 'cp-1', module: 'assert', controls });
  const of = (...events: readonly RunEventBody[]) =>
    resultsOf(assessed(catalogue, run(started(['cp-1', 'cp-2', 'w-1']), ...events)), 'BW-A');
  t.deepEqual(of(asked, left('cp-2'), left('w-1')), ['pass a']);
  t.deepEqual(of(left('cp-1'), left('cp-2'), left('w-1')), ['not-assessed a: a task was left out by a condition']);
  t.deepEqual(of(asked, left('cp-1'), left('cp-2')), ['not-assessed a: a task was left out by a condition']);
});

test('of two tasks a tag left one out: not assessed', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `check: ${wanted}` });
  const collector = new Collector();
  collector.leaveOut({ hosts: ['cp-1', 'nobody'], name: 'The other', controls });
  for (const event of run(started(['cp-1', 'cp-2']), ...carried({ host: 'cp-1' }), ...carried({ host: 'cp-2' })))
    collector.add(event);
  const assessment = assessed(catalogue, [], { looked: collector.looked() });
  t.deepEqual(resultsOf(assessment, 'BW-A'), ['not-assessed cp-1: The other was left out by a tag', 'pass cp-2']);
});

test('tasks that carry controls and that tags leave out are told by whoever compiles', (t) => {
  const playbook = playOf(
    '- { name: one, ping: , tags: [a], controls: [BW-A] }\n- { name: two, ping: , tags: [b], controls: [BW-A] }\n- { name: three, ping: , tags: [b] }\n',
  );
  const leftOut = (tags: readonly string[], skipTags: readonly string[] = []) =>
    compiled(t, { 'site.yaml': playbook }, { tags, skipTags }).leftOut;
  t.deepEqual(leftOut([]), []);
  t.deepEqual(leftOut(['a']), [{ hosts: ['cp-1', 'cp-2', 'worker-1'], name: 'two', controls: ['BW-A'] }]);
  t.deepEqual(
    leftOut([], ['a']).map(({ name }) => name),
    ['one'],
  );
});

test('what only the other role runs is no part of a control here, where the host says what it is', (t) => {
  const check = (service: string, flag: string) => `{ arg: ${service} --${flag}, set: true }`;
  const catalogue = catalogueOf({
    'BW-A': `check: { all: [${check('kubelet', 'a')}, ${check('kube-apiserver', 'b')}] }`,
    'BW-B': `check: ${check('kube-apiserver', 'b')}`,
  });
  const seen = (host: string) =>
    task({
      host,
      findings: [finding({ controls, subject: { kind: 'arg', service: 'kubelet', flag: 'a' }, file: 'x', live: 'x' })],
    });
  const hosts = started(['cp-1', 'w-1']);
  const told = [facts('cp-1', { role: 'control_plane' }), facts('w-1', { role: 'worker' })];
  const nothing = 'nothing that was run looks at it';
  const assessment = assessed(catalogue, run(hosts, ...told, seen('cp-1'), seen('w-1')));
  t.deepEqual(resultsOf(assessment, 'BW-A'), [`not-assessed cp-1: ${nothing}`, 'pass w-1']);
  t.deepEqual(resultsOf(assessment, 'BW-B'), [
    `not-assessed cp-1: ${nothing}`,
    'not-applicable w-1: the host is a worker',
  ]);
  const silent = assessed(catalogue, run(hosts, seen('cp-1'), seen('w-1')));
  t.deepEqual(resultsOf(silent, 'BW-A'), [`not-assessed cp-1,w-1: ${nothing}`]);
});

test('a control without a host is not assessed, and not applicable only where nothing was left out', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `scope: worker\ncheck: ${private600}` });
  t.is(statusOf(assessed(catalogue, run(started(['cp-1']))), 'BW-A'), 'not-applicable');
  t.is(statusOf(assessed(catalogue, run(started(['cp-1'], ['w-1']))), 'BW-A'), 'not-assessed');
  t.is(statusOf(assessed(catalogue, run(started(['cp-1'])), { notInInventory: ['w-9'] }), 'BW-A'), 'not-assessed');
  const silent = { alsoMissing: ['no control plane said which nodes there are'] };
  t.is(statusOf(assessed(catalogue, run(started(['cp-1'])), silent), 'BW-A'), 'not-assessed');
});

test('what is missing is told in words', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `check: ${private600}` });
  const events = run(
    started(['cp-1', 'cp-2', 'cp-3', 'w-1'], ['x-1', 'x-2']),
    lost('cp-3'),
    task({ host: 'w-1', task: 'Look', status: 'failed', error: failed('refused') }),
  );
  const { scope } = assessed(catalogue, events, { notInInventory: ['w-9'], alsoMissing: ['the clock is wrong'] });
  t.deepEqual(scope.missing, [
    '1 of 3 control planes was not reached: cp-3',
    'not all of w-1 could be looked at: Look failed: no',
    'node w-9 is in the cluster and not in the inventory',
    'the clock is wrong',
  ]);
  t.deepEqual(assessed(catalogue, run(started(['cp-1']))).scope.missing, []);
});

for (const [seconds, expected] of [
  [0, null],
  [-3590, null],
  [3700, '1 hour ahead'],
  [-3 * 3600, '3 hours behind'],
  [-400 * 86_400, '400 days behind'],
] as const)
  test(`a clock that is ${seconds} s off`, (t) => {
    const catalogue = catalogueOf({ 'BW-A': `check: ${private600}` });
    const events = run(started(['cp-1']), facts('cp-1', { clock: 1_763_805_120 + seconds }));
    t.deepEqual(
      assessed(catalogue, events).scope.missing,
      expected === null ? [] : [`the clock of cp-1 is ${expected}: what ends on a day was judged by it`],
    );
  });

test('hosts with the same result are told together, in the order of the inventory', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `check: ${private600}` });
  const seen = (host: string, file: string) => task({ host, findings: [mode(file)] });
  const assessment = assessed(
    catalogue,
    run(
      started(['w-1', 'w-2', 'w-3', 'w-4']),
      seen('w-4', '0644'),
      seen('w-2', '0600'),
      seen('w-3', '0644'),
      lost('w-1'),
    ),
  );
  t.deepEqual(resultsOf(assessment, 'BW-A'), [
    'unknown w-1: not reached: no answer in 10 s',
    'pass w-2',
    'fail w-3,w-4',
  ]);
  t.is(statusOf(assessment, 'BW-A'), 'fail');
});

test('evidence has three states, what the catalogue wants and how to see it', (t) => {
  const catalogue = catalogueOf({ 'BW-A': 'check: { arg: kubelet --x, at_least: 5m }' });
  const seen = finding({
    controls,
    subject: { kind: 'arg', service: 'kubelet', flag: 'x' },
    what: 'kubelet --x',
    wanted: 'at least 1s',
    file: '4m',
    live: '1h',
    where: '/args/kubelet:3',
    command: 'grep x',
  });
  const { controls: judged } = assessed(catalogue, run(started(['w-1']), task({ host: 'w-1', findings: [seen] })));
  t.deepEqual(judged[0]?.wanted, ['kubelet --x at least 5m']);
  t.deepEqual(judged[0]?.results, [
    {
      hosts: ['w-1'],
      status: 'fail',
      because: 'live until kubelet is restarted: the file says otherwise',
      evidence: [
        {
          what: 'kubelet --x',
          wanted: 'at least 5m',
          file: '4m',
          live: '1h',
          met: false,
          where: '/args/kubelet:3',
          service: 'kubelet',
          command: 'grep x',
        },
      ],
      waiver: null,
    },
  ]);
});

test('what a task would change is its evidence', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `check: ${wanted}` });
  const entries = [
    { name: 'mode', before: '0644', after: '0600' },
    { name: 'rules', before: null, after: '3' },
  ];
  const { controls: judged } = assessed(
    catalogue,
    run(started(['cp-1']), ...carried({ status: 'drifted', changes: [change(entries)] })),
  );
  t.deepEqual(
    judged[0]?.results[0]?.evidence.map(({ what, wanted: want, file, met, where }) => [what, want, file, met, where]),
    [
      ['/etc/x mode', '0600', '0644', false, '/etc/x'],
      ['/etc/x rules', '3', null, false, '/etc/x'],
    ],
  );
});

test('what hosts of one role have differently is told once', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `check: ${private600}`, 'BW-B': `check: ${private600}` });
  const seen = (host: string, file: string | null) =>
    task({ host, findings: [{ ...mode(file), controls: ['BW-A', 'BW-B'] }] });
  const { differences } = assessed(
    catalogue,
    run(
      started(['cp-1', 'w-1', 'w-2', 'w-3']),
      seen('cp-1', '0400'),
      seen('w-1', null),
      seen('w-2', '0600'),
      seen('w-3', '0600'),
    ),
  );
  t.deepEqual(differences, [
    {
      role: 'worker',
      what: '/etc/x mode',
      values: [
        { value: '0600', hosts: ['w-2', 'w-3'] },
        { value: null, hosts: ['w-1'] },
      ],
    },
  ]);
});

test('only what the profiles name is judged, in the order of each benchmark', (t) => {
  const cis = (number: string, other: string) =>
    `level: 1\nnumbers: { cis-1.24: ${number}, cis-1.12: ${other} }\nmanual: look`;
  const catalogue = catalogueOf({
    'CIS-1.2.10': cis('1.2.10', '1.2.1'),
    'CIS-1.2.9': cis('1.2.9', '1.2.2'),
    'CIS112-4.1.1': 'level: 1\nmanual: look',
    'BW-A': 'manual: look',
  });
  const { controls: judged, benchmarks } = assessed(catalogue, run(started(['cp-1'])), {
    benchmarks: ['cis-1.24', 'bulwark'],
  });
  t.deepEqual(
    judged.map(({ id }) => id),
    ['CIS-1.2.10', 'CIS-1.2.9', 'BW-A'],
  );
  t.deepEqual(
    benchmarks.map(({ id, controls: ids }) => [id, ids]),
    [
      ['cis-1.24', ['CIS-1.2.9', 'CIS-1.2.10']],
      ['bulwark', ['BW-A']],
    ],
  );
});

test('waivers are laid over what was judged, before causes are made', (t) => {
  const catalogue = catalogueOf({ 'BW-A': `check: ${private600}` });
  const events = run(started(['cp-1']), task({ findings: [mode('0644')] }));
  t.is(assessed(catalogue, events).causes.length, 1);
  const waived = assessed(catalogue, events, {
    waive: (judged) => ({
      controls: judged.map((control) => ({
        ...control,
        status: 'waived',
        results: control.results.map((result) => ({ ...result, status: 'waived' })),
      })),
      waivers: [],
    }),
  });
  t.deepEqual(waived.causes, []);
});
