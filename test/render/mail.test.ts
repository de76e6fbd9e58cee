import test from 'ava';

import type { RunEvent, RunEventBody } from '../../src/domain/event.ts';
import { quietRenderer } from '../../src/render/quiet.ts';
import type { MemoryPort } from '../../src/render/quiet.ts';
import type { ReportLevel } from '../../src/report/conditions.ts';
import type { Memory } from '../../src/report/repeats.ts';
import { clock, editTask, edited, refreshed, unitTask } from './helpers/drift.ts';
import { connected, fleet, hostFinished, lost, started, task, textOptions } from './helpers/events.ts';
import { converged, ended, planOfFive } from './helpers/runs.ts';

interface Asked {
  readonly report?: ReportLevel;
  readonly memory?: MemoryPort | null;
}

/** What both streams get. */
function mail(events: readonly RunEvent[], { report = 'problems', memory = null }: Asked = {}): string {
  const lines: string[] = [];
  const keep = (text: string): void => void lines.push(text);
  const options = { ...textOptions({ quiet: true, who: 'root@bastion' }), report };
  const renderer = quietRenderer(options, { out: keep, err: keep }, memory);
  for (const event of events) renderer.show(event);
  return lines.join('');
}

const drifted = ['cp-2', 'worker-1', 'worker-2'];
const run = (
  mode: 'apply' | 'drift',
  steps: readonly RunEventBody[],
  outcomes: Readonly<Record<string, Extract<RunEventBody, { type: 'host-finished' }>['outcome']>>,
): readonly RunEvent[] =>
  ended(
    [
      started(mode),
      ...fleet.filter((host) => outcomes[host] !== 'unreachable').map(connected),
      ...steps,
      ...fleet.map((host) => hostFinished(host, outcomes[host] ?? 'ok', 100)),
    ],
    { detailed: true },
  );

const afterRefresh = (): readonly RunEvent[] =>
  run(
    'drift',
    drifted.flatMap((host, index) => [unitTask(host), refreshed(host, 12 + 2 * index)]),
    { 'cp-2': 'drifted', 'worker-1': 'drifted', 'worker-2': 'drifted' },
  );
const edit = (mode: 'apply' | 'drift', status: 'drifted' | 'changed'): readonly RunEvent[] =>
  run(mode, [edited('cp-1'), editTask('cp-1', status)], { 'cp-1': status });
const away = (host = 'worker-2'): readonly RunEvent[] => run('drift', [lost(host)], { [host]: 'unreachable' });
const calm = (mode: 'apply' | 'drift' = 'drift'): readonly RunEvent[] => run(mode, [], {});

test('a converged fleet: not one byte', (t) => {
  t.is(mail(calm('drift')), '');
  t.is(mail(calm('apply')), '');
  t.is(mail(converged('apply')), '');
  const warning: RunEventBody = { type: 'diagnostic', severity: 'warning', code: 'x', summary: 'y' };
  t.is(mail(ended([warning, started('drift'), warning, ...fleet.map(connected)])), '');
});

test('drift after a refresh, not repaired', (t) => {
  t.is(
    mail(afterRefresh()),
    `DRIFT on 3 of 5 hosts of prod-a: snap refresh reset the kubelet unit

cp-2,worker-[1-2]  k8s 1.32.8 (3541) -> 1.32.9 (3588), 06:12-06:18 UTC
  /etc/systemd/system/snap.k8s.kubelet.service   mode 0644, wanted 0600
  fails CIS-4.1.1. Expected after a refresh; no service is affected.

Repair   bulwark apply --only-drifted      (no restart needed)
Never again by hand:  bulwark schedule install --repair no-restart

ok 2   unreachable 0   checked 5   run 1121-k7 on bastion, 09:31 UTC
exit 3: drift
`,
  );
});

const repaired = (): readonly RunEvent[] =>
  run(
    'apply',
    drifted.flatMap((host) => [refreshed(host, 12), unitTask(host, 'changed')]),
    { 'cp-2': 'changed', 'worker-1': 'changed', 'worker-2': 'changed' },
  );

test('expected drift that was repaired is silent, but for --report changes', (t) => {
  t.is(mail(repaired()), '');
  t.is(
    mail(repaired(), { report: 'changes' }),
    `DRIFT repaired on 3 of 5 hosts: snap refresh reset the kubelet unit

cp-2,worker-[1-2]  k8s 1.32.8 (3541) -> 1.32.9 (3588), 06:12-06:14 UTC
  /etc/systemd/system/snap.k8s.kubelet.service   mode 0644, wanted 0600
  failed CIS-4.1.1. Expected after a refresh; no service is affected.

ok 5   unreachable 0   checked 5   run 1121-k7 on bastion, 09:31 UTC
`,
  );
});

test("somebody's edit that was left", (t) => {
  t.is(
    mail(edit('apply', 'drifted')),
    `DRIFT on cp-1 of prod-a: somebody changed kube-apiserver arguments

cp-1  /var/snap/k8s/common/args/kube-apiserver
  --audit-log-maxage   7      wanted at least 30
  --profiling          true   wanted false
  file changed 02:47 UTC, not by Bulwark, no snap change near it
  logged in then: bob from 10.20.0.7
  LIVE since 02:48: k8sd restarted kube-apiserver by itself
  fails CIS-1.2.17, CIS-1.2.19, V-242464

Not repaired: it needs a restart of kube-apiserver, and this schedule
may not restart anything.
To do   ask bob; then   bulwark apply -l cp-1 --only-drifted

ok 4   unreachable 0   checked 5   run 1121-k7 on bastion, 09:31 UTC
exit 3: drift
`,
  );
});

test('what was not begun is no matter of what may be restarted', (t) => {
  const explained = [edited('cp-1'), edited('cp-2')];
  const planned = editTask('cp-2');
  const stop: RunEventBody = {
    type: 'run-stopped',
    because: 'a control plane failed',
    notBegun: ['cp-2'],
  };
  const failed = task('cp-1', { taskId: '0.tasks.4', status: 'failed', error: { code: 'gate', message: 'it died' } });
  const text = mail(
    run(
      'apply',
      [
        ...explained,
        {
          type: 'plan-finished',
          changes: { 'cp-1': 2, 'cp-2': 2 },
          drift: planned.type === 'task-finished' ? [planned] : [],
        },
        { type: 'task-finished', ...failed },
        stop,
      ],
      { 'cp-1': 'failed', 'cp-2': 'untouched' },
    ),
  );
  t.regex(text, /not begun: cp-2/);
  t.regex(text, /\ncp-2 {2}/);
  t.notRegex(text, /Not repaired/);
});

test("somebody's edit is told also when it was repaired, and when all is still as wanted", (t) => {
  t.regex(mail(edit('apply', 'changed')), /^DRIFT repaired on cp-1: somebody changed kube-apiserver arguments\n/);
  const harmless = mail(run('drift', [edited('cp-1', { items: [] })], {}));
  t.regex(harmless, /^EDIT on cp-1 of prod-a: somebody changed kube-apiserver arguments\n/);
  t.regex(harmless, /\n {2}everything is still as the playbook wants it\n/);
});

test('500 equal hosts take as many lines as 5, and their order does not matter', (t) => {
  const of = (hosts: readonly string[]): string =>
    mail(
      ended([
        started('drift', hosts),
        ...hosts.map(connected),
        ...hosts.flatMap((host) => [unitTask(host), refreshed(host, 12)]),
        ...hosts.map((host) => hostFinished(host, 'drifted', 1)),
      ]),
    );
  const many = Array.from({ length: 500 }, (_, index) => `worker-${index + 1}`);
  t.is(of(many).split('\n').length, of(many.slice(0, 5)).split('\n').length);
  t.true(of(many).includes('\nworker-[1-500]  k8s '));
  t.is(of(many.toReversed()), of(many));
});

test('drift of unknown cause is told also when it was repaired', (t) => {
  const unknown = refreshed('cp-1', 1, { class: 'unknown', cause: { kind: 'unknown', why: 'no change near it' } });
  const text = mail(run('apply', [unknown, unitTask('cp-1', 'changed')], { 'cp-1': 'changed' }));
  t.regex(text, /^DRIFT repaired on cp-1 of prod-a: the kubelet unit not as wanted\n/);
  t.regex(text, /cp-1 {2}cause unknown: no change near it\n/);
});

test('what a refresh moved that is as wanted again is nothing to tell', (t) => {
  t.is(mail(run('drift', [refreshed('cp-1', 1, { items: [] })], {})), '');
});

test('several things at once: line 1 names them, each has its block', (t) => {
  const text = mail(
    run('drift', [lost('worker-2'), unitTask('cp-2'), refreshed('cp-2', 12)], {
      'worker-2': 'unreachable',
      'cp-2': 'drifted',
    }),
  );
  t.regex(text, /^UNREACHABLE worker-2, DRIFT on cp-2 of prod-a\n\n/);
  t.regex(text, /\nunreachable {2}worker-2 {2}10\.20\.0\.22 port 22: no answer in 10 s\n/);
  t.regex(text, /\nok 3 {3}unreachable 1 {3}checked 5 /);
});

test('a failed host has its block, and how the cluster stands', (t) => {
  const failed = task('cp-2', {
    status: 'failed',
    error: { code: 'gate', message: 'kube-apiserver does not stay up', wanted: 'ready', seen: 'died' },
  });
  const text = mail(run('apply', [{ type: 'task-finished', ...failed }], { 'cp-2': 'failed' }));
  t.regex(text, /^FAILED on cp-2 of prod-a: kube-apiserver does not stay up\n/);
  t.regex(text, /\n {2}wanted {3}ready\n/);
  t.regex(text, /\nNow {4}2 of 3 control planes/);
  t.regex(text, /\nLook {3}bulwark history show 1121-k7\n/);
});

test('a plan, and mistakes in the input, are told as ever', (t) => {
  t.regex(mail(planOfFive()), /^Plan for 5 hosts/);
  const wrong = mail([
    { seq: 0, at: 0, type: 'diagnostic', severity: 'error', code: 'x', summary: 'the playbook is wrong' },
    { seq: 1, at: 0, type: 'run-finished', exit: 5, recap: { hosts: [], interrupted: null, refused: null } },
  ]);
  t.regex(wrong, /the playbook is wrong/);
  t.regex(wrong, /exit 5/);
});

test('no line is longer than 72, whatever names hosts and files have', (t) => {
  const long = 'worker-in-a-far-away-place-with-a-long-name.example.org';
  const path = `/etc/${'deep/'.repeat(20)}file`;
  const events = ended([
    started('drift', [long, 'b']),
    connected(long),
    refreshed(long, 3, { class: 'unexpected', cause: { kind: 'unknown', why: 'word '.repeat(40) } }),
    {
      type: 'task-finished',
      ...task(long, {
        taskId: '0.tasks.2',
        status: 'drifted',
        changes: [
          {
            action: 'update',
            target: path,
            writes: [],
            diff: { entries: [{ name: 'mode', before: '0644', after: '0600' }] },
            converges: 'verified',
            disrupts: 'none',
            steps: [],
          },
        ],
      }),
    },
    lost('b'),
    hostFinished(long, 'drifted', 5),
    hostFinished('b', 'unreachable', 5),
  ]);
  for (const line of mail(events).split('\n')) t.true(line.length <= 72, line);
});

test('control characters of a host are shown, not sent', (t) => {
  const evil = edited('cp-1', {
    cause: { kind: 'edit', at: clock(2, 47), logins: [{ user: 'b\u001B[2Job', from: 'x\ny', at: 0 }], live: [] },
  });
  const text = mail(run('drift', [evil, editTask('cp-1')], { 'cp-1': 'drifted' }));
  t.false(text.includes('\u001B'));
  t.true(text.includes('logged in then: b'));
});

/** One file of the controller, in memory. */
function memoryOf(): MemoryPort & { entries: Memory } {
  const port = {
    entries: [] as Memory,
    read: () => port.entries,
    write: (entries: Memory) => void (port.entries = entries),
  };
  return port;
}

const HOUR = 3_600_000;
const later = (events: readonly RunEvent[], hours: number): readonly RunEvent[] =>
  events.map((event) => ({ ...event, at: event.at + hours * HOUR }));

test('the same thing is told again after a day, not after half an hour', (t) => {
  const memory = memoryOf();
  t.regex(mail(afterRefresh(), { memory }), /^DRIFT on 3/);
  t.is(mail(later(afterRefresh(), 0.5), { memory }), '');
  t.is(mail(later(afterRefresh(), 23), { memory }), '');
  t.regex(mail(later(afterRefresh(), 24), { memory }), /^DRIFT on 3/);
  t.is(mail(later(afterRefresh(), 25), { memory }), '');
});

test('a change of it is told at once, and what else is known in one line', (t) => {
  const memory = memoryOf();
  mail(away(), { memory });
  const text = mail(
    later(
      run('drift', [lost('worker-2'), unitTask('cp-2'), refreshed('cp-2', 12)], {
        'worker-2': 'unreachable',
        'cp-2': 'drifted',
      }),
      1,
    ),
    { memory },
  );
  t.regex(text, /^DRIFT on cp-2 of prod-a: snap refresh reset the kubelet unit\n/);
  t.regex(text, /\nTold before, and still so: unreachable worker-2 \(since 09:31\)\n/);
  t.notRegex(text, /^unreachable /m);
});

test('it is told once when it is over', (t) => {
  const memory = memoryOf();
  mail(away(), { memory });
  t.is(
    mail(later(calm(), 4), { memory }),
    `RESOLVED prod-a: worker-2 answers again (away 09:31-13:31 UTC)
ok 5   checked 5   run 1121-k7 on bastion, 13:31 UTC
`,
  );
  t.is(mail(later(calm(), 5), { memory }), '');
  t.deepEqual(memory.entries, []);
});

test('what could not be looked at is not over', (t) => {
  const memory = memoryOf();
  mail(run('drift', [unitTask('cp-2'), refreshed('cp-2', 12)], { 'cp-2': 'drifted' }), { memory });
  t.regex(mail(later(away('cp-2'), 1), { memory }), /^UNREACHABLE cp-2/);
  const back = mail(later(calm(), 2), { memory });
  t.regex(back, /^RESOLVED prod-a: .*cp-2/);
  t.regex(back, /cp-2 answers again/);
  t.regex(back, /cp-2 is as wanted again \(drift 09:31-11:31 UTC\)/);
});

test('a host in maintenance is silent, and nothing of it is forgotten', (t) => {
  const memory = memoryOf();
  const announced: RunEventBody = {
    type: 'host-in-maintenance',
    host: 'worker-2',
    why: 'new memory',
    until: '04:00 UTC',
  };
  mail(run('drift', [unitTask('worker-2'), refreshed('worker-2', 12)], { 'worker-2': 'drifted' }), { memory });
  const down = ended([
    started('drift'),
    announced,
    ...fleet.slice(0, -1).map(connected),
    lost('worker-2'),
    ...fleet.map((host) => hostFinished(host, host === 'worker-2' ? 'unreachable' : 'ok', 9)),
  ]);
  t.is(mail(later(down, 30), { memory }), '');
  const end = down.at(-1);
  t.is(end?.type === 'run-finished' ? end.exit : null, 0);
  const up = run('drift', [announced, edited('worker-2'), editTask('worker-2')], { 'worker-2': 'drifted' });
  t.is(mail(later(up, 31), { memory }), '');
  t.regex(mail(later(calm(), 32), { memory }), /^RESOLVED prod-a: worker-2 is as wanted again/);
});

test('what was put right while a host is in maintenance is told at once where somebody did it', (t) => {
  const announced: RunEventBody = { type: 'host-in-maintenance', host: 'cp-1', why: 'new memory', until: '04:00 UTC' };
  t.regex(
    mail(run('apply', [announced, edited('cp-1'), editTask('cp-1', 'changed')], { 'cp-1': 'changed' })),
    /logged in then/,
  );
  t.regex(mail(run('drift', [announced, edited('cp-1', { items: [] })], {})), /logged in then/);
  t.is(mail(run('drift', [announced, edited('cp-1'), editTask('cp-1')], { 'cp-1': 'drifted' })), '');
  t.is(mail(run('apply', [announced, unitTask('cp-1', 'changed'), refreshed('cp-1', 12)], { 'cp-1': 'changed' })), '');
});

test('two edits of one host are told once each, and a third one at once', (t) => {
  const memory = memoryOf();
  const edits = (...times: readonly number[]): readonly RunEvent[] =>
    run(
      'drift',
      [
        ...times.map((minute) =>
          edited('cp-1', { cause: { kind: 'edit', at: clock(2, minute), logins: null, live: [] } }),
        ),
        editTask('cp-1'),
      ],
      { 'cp-1': 'drifted' },
    );
  t.regex(mail(edits(1, 30), { memory }), /^DRIFT/);
  t.is(mail(later(edits(1, 30), 0.5), { memory }), '');
  t.regex(mail(later(edits(1, 30, 50), 1), { memory }), /02:50/);
  t.is(mail(later(edits(1, 30, 50), 1.5), { memory }), '');
  t.regex(mail(later(calm(), 2), { memory }), /^RESOLVED/);
});

test('another run at work is told from the third time in a row', (t) => {
  const busy = (): readonly RunEvent[] =>
    ended([
      started('apply'),
      ...fleet.map(connected),
      { type: 'run-refused', code: 'busy', host: 'cp-1', message: 'cp-1 is locked by run 1121-aa', hint: null },
    ]);
  const memory = memoryOf();
  t.is(mail(busy(), { memory }), '');
  t.is(mail(later(busy(), 0.5), { memory }), '');
  t.regex(mail(later(busy(), 1), { memory }), /^BUSY/);
  t.is(mail(later(busy(), 1.5), { memory }), '');
  t.regex(mail(later(calm('apply'), 2), { memory }), /^RESOLVED/);
  t.is(mail(later(busy(), 3), { memory }), '');
});

test('what another run is about to repair is told only where it is not expected', (t) => {
  const busy = (explained: RunEventBody): string =>
    mail(
      ended([
        started('apply'),
        ...fleet.map(connected),
        explained,
        { type: 'run-refused', code: 'busy', host: 'cp-1', message: 'cp-1 is locked by run 1121-aa', hint: null },
      ]),
      { memory: memoryOf() },
    );
  t.is(busy(refreshed('cp-1', 12)), '');
  t.regex(busy(edited('cp-1')), /^DRIFT on cp-1/);
});

test('what ended before it began is told: a plan file that no longer fits', (t) => {
  const text = mail([
    { seq: 0, at: 0, type: 'diagnostic', severity: 'error', code: 'plan-moved', summary: 'the playbook was changed' },
    { seq: 1, at: 0, type: 'run-finished', exit: 7, recap: { hosts: [], interrupted: null, refused: null } },
  ]);
  t.regex(text, /the playbook was changed/);
  t.regex(text, /exit 7/);
});
