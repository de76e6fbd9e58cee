import test from 'ava';
import fc from 'fast-check';

import { controlStatuses } from '../../src/domain/assessment.ts';
import type { RunEventBody, TaskFinished } from '../../src/domain/event.ts';
import type { Finding } from '../../src/domain/module.ts';
import { worstOf } from '../../src/domain/control-status.ts';
import { readAssessment } from '../../src/controls/read-assessment.ts';
import { assessed, catalogueOf } from './support/assessed.ts';
import { finding, lost, run, started, task } from './support/events.ts';

const hosts = ['cp-1', 'cp-2', 'w-1', 'w-2'];
const parts = [
  '{ arg: kubelet --a, equals: "1" }',
  '{ arg: kubelet --b, set: true, unset: passes }',
  '{ mode: /etc/x, at_most: "0600" }',
  '{ owner: /etc/x, is: root:root }',
  '{ sysctl: kernel.panic, is: "10" }',
  '{ task: all of it }',
];
const scopes = ['node', 'control-plane', 'worker', 'cluster'];
const catalogue = catalogueOf(
  Object.fromEntries([
    ...parts.map((part, index) => [`BW-P${index}`, `scope: ${scopes[index % 4]}\ncheck: ${part}`]),
    ...scopes.map((scope) => [
      `BW-ALL-${scope.toUpperCase()}`,
      `scope: ${scope}\ncheck: { all: [${parts.join(', ')}] }`,
    ]),
    ['BW-MANUAL', 'manual: look'],
    ['BW-GONE', 'gone: not here'],
    ['BW-ETCD', `applies_when: { datastore: etcd }\ncheck: ${parts[2]}`],
  ]),
);
const ids = [...catalogue.controls.keys()];

const value = fc.constantFrom(null, '0', '1', '10', '0600', '0644', 'root:root', 'etcd:etcd', '', 'nonsense');
const subject = fc.constantFrom<Finding['subject']>(
  { kind: 'arg', service: 'kubelet', flag: 'a' },
  { kind: 'arg', service: 'kubelet', flag: 'b' },
  { kind: 'file-mode', path: '/etc/x' },
  { kind: 'file-owner', path: '/etc/x' },
  { kind: 'sysctl', key: 'kernel.panic' },
  { kind: 'task' },
);
const carried = fc.subarray(ids);
const anyFinding = fc
  .record(
    { controls: carried, subject, file: value, live: value, nextBoot: value, met: fc.boolean() },
    { requiredKeys: ['controls', 'subject', 'file', 'met'] },
  )
  .map((given) => finding(given));
const anyTask = fc
  .record({
    host: fc.constantFrom(...hosts),
    task: fc.constantFrom('one', 'two'),
    module: fc.constantFrom('args_file', 'copy', 'assert', 'debug', 'command'),
    status: fc.constantFrom<TaskFinished['status']>(
      'ok',
      'ok',
      'ok',
      'drifted',
      'changed',
      'skipped',
      'failed',
      'unreachable',
    ),
    because: fc.constantFrom<TaskFinished['because']>(null, 'condition', 'tags', 'host-failed'),
    rescued: fc.boolean(),
    warnings: fc.constantFrom<readonly string[]>([], ['a warning']),
    controls: carried,
    findings: fc.array(anyFinding, { maxLength: 4 }),
    error: fc.constantFrom<TaskFinished['error']>(
      null,
      { code: 'assertion', message: 'no' },
      { code: 'bad-answer', message: 'x' },
    ),
  })
  .map((given): RunEventBody => task(given));
const anyEvents = fc.array(
  fc.oneof({ weight: 12, arbitrary: anyTask }, { weight: 1, arbitrary: fc.constantFrom(...hosts).map(lost) }),
  {
    maxLength: 40,
  },
);
const assessmentOf = (events: readonly RunEventBody[]) => assessed(catalogue, run(started(hosts), ...events));
const runs = { numRuns: 400 };

test('nothing passes without a met answer for each of its parts', (t) => {
  let passes = 0;
  fc.assert(
    fc.property(anyEvents, (events) => {
      for (const { results, id } of assessmentOf(events).controls) {
        for (const { status, evidence } of results.filter((result) => result.status === 'pass')) {
          passes += 1;
          const wanted = id.startsWith('BW-ALL') ? parts.length : 1;
          t.true(new Set(evidence.map(({ what, where }) => `${what} ${where}`)).size > 0, status);
          t.true(evidence.length >= wanted && evidence.every(({ met }) => met), `${id}: ${JSON.stringify(evidence)}`);
        }
      }
    }),
    runs,
  );
  t.log(`${passes} passes were looked at`);
  t.true(passes > 100);
});

test('a control is as bad as the worst of its results, and every host of its scope has exactly one', (t) => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const { controls } = assessmentOf(events);
      for (const { status, results, scope } of controls) {
        t.is(status, worstOf(results.map((result) => result.status)) ?? 'pass');
        const all =
          scope === 'cluster'
            ? ['a']
            : hosts.filter((host) => scope === 'node' || host.startsWith(scope === 'worker' ? 'w' : 'cp'));
        t.deepEqual(results.flatMap((result) => result.hosts).toSorted(), all);
        for (const { status: one } of results) t.true(controlStatuses.indexOf(status) <= controlStatuses.indexOf(one));
      }
    }),
    runs,
  );
});

test('a host that was lost passes nothing, but for what does not exist or was found before', (t) => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const seen = events.filter((event) => event.type !== 'task-finished' || event.host !== 'w-1');
      const { controls } = assessmentOf([...seen, lost('w-1')]);
      for (const { results, id } of controls) {
        const result = results.find(({ hosts: where }) => where.includes('w-1'));
        if (result === undefined) continue;
        t.is(result.status, id === 'BW-GONE' ? 'not-applicable' : id === 'BW-MANUAL' ? 'manual' : 'unknown', id);
      }
    }),
    runs,
  );
});

test('the order in which hosts answer does not matter', (t) => {
  fc.assert(
    fc.property(anyEvents, fc.infiniteStream(fc.nat()), (events, order) => {
      const byHost = hosts.map((host) => events.filter((event) => 'host' in event && event.host === host));
      const mixed: RunEventBody[] = [];
      const left = byHost.map((all) => [...all]);
      while (left.some((all) => all.length > 0)) {
        const some = left.filter((all) => all.length > 0);
        const next = some[(order.next().value ?? 0) % some.length]?.shift();
        if (next !== undefined) mixed.push(next);
      }
      t.deepEqual(assessmentOf(mixed), assessmentOf(byHost.flat()));
    }),
    runs,
  );
});

test('the order of the tasks of a host does not matter where none failed', (t) => {
  const shuffled = anyEvents.chain((events) => {
    const fine = events.filter(
      (event) => event.type === 'task-finished' && event.status !== 'failed' && event.status !== 'unreachable',
    );
    return fc.tuple(fc.constant(fine), fc.shuffledSubarray(fine, { minLength: fine.length }));
  });
  fc.assert(
    fc.property(shuffled, ([events, others]) => {
      t.deepEqual(assessmentOf(others), assessmentOf(events));
    }),
    runs,
  );
});

test('every assessment is read back from its JSON', (t) => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const assessment = assessmentOf(events);
      const read = readAssessment('x.json', JSON.stringify(assessment));
      t.deepEqual(read.ok ? read.value : read.diagnostics, assessment);
    }),
    { numRuns: 100 },
  );
});

test('every failing evidence is in exactly one cause of its host', (t) => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const { controls, causes } = assessmentOf(events);
      for (const { id, results } of controls)
        for (const { status, hosts: where, evidence } of results)
          if (status === 'fail' && evidence.some(({ met }) => !met))
            for (const host of where)
              t.is(
                causes.filter(
                  (cause) => cause.status === 'fail' && cause.controls.includes(id) && cause.hosts.includes(host),
                ).length,
                1,
              );
    }),
    runs,
  );
});
