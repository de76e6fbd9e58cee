import test from 'ava';

import type { FullLook, HostOutcome, RunEvent, RunEventBody } from '../../src/domain/event.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { edited, editTask, refreshed, unitTask } from './helpers/drift.ts';
import { connected, fleet, hostFinished, lost, started, startedAt, textOptions } from './helpers/events.ts';
import { ended } from './helpers/runs.ts';

const compared = (host: string, why: FullLook | null = null, run = '1121-k7'): RunEventBody => ({
  type: 'host-compared',
  host,
  since: { run, who: 'alice@laptop', at: startedAt - 2 * 3600_000, checkedAt: startedAt },
  moved: [],
  why,
});

const drift = (
  steps: readonly RunEventBody[],
  outcomes: Readonly<Record<string, HostOutcome>> = {},
  mode: 'drift' | 'apply' = 'drift',
): readonly RunEvent[] =>
  ended(
    [
      started(mode),
      ...fleet.map(connected),
      ...steps,
      ...fleet.map((host) => hostFinished(host, outcomes[host] ?? 'ok', 100)),
    ],
    { detailed: true },
  );

function text(events: readonly RunEvent[], options = {}): readonly string[] {
  const layout = plainLayout(textOptions(options));
  return events.flatMap((event) => layout.add(event).map(({ line }) => line));
}

test('nothing moved: one line, since when and by whom', (t) => {
  t.deepEqual(text(drift(fleet.map((host) => compared(host)))), [
    'ok  5 hosts unchanged since run 1121-k7 (alice@laptop, 2 h ago)   0.1 s',
  ]);
  const mixed = fleet.map((host) => compared(host, null, host === 'cp-1' ? '1121-zz' : '1121-k7'));
  t.regex(text(drift(mixed)).join('\n'), /^ok {2}5 hosts unchanged since run 1121-\w+ \(.*\) and 1 earlier/);
  const daily = fleet.map((host) => compared(host, 'daily'));
  t.regex(text(drift(daily)).join('\n'), /^ok {2}5 hosts of prod-a are as the playbook wants, as since run 1121-k7/);
});

test('what moved and is as wanted is told, and nothing has to be done', (t) => {
  const lines = text(drift([...fleet.map((host) => compared(host, 'moved')), refreshed('cp-2', 12, { items: [] })]));
  t.regex(lines[0] ?? '', /^ok {2}5 hosts of prod-a are as the playbook wants; something moved on cp-2/);
  t.true(lines.some((line) => line.startsWith('cp-2  k8s 1.32.8 (3541) -> 1.32.9 (3588)')));
});

test('drift: hosts with the same cause stand together, and what to type is complete', (t) => {
  const hosts = ['cp-2', 'worker-1', 'worker-2'];
  const events = drift(
    [
      ...fleet.map((host) => compared(host, 'moved')),
      ...hosts.flatMap((host, at) => [unitTask(host), refreshed(host, 12 + at)]),
    ],
    Object.fromEntries(hosts.map((host) => [host, 'drifted'])),
  );
  const lines = text(events);
  t.is(lines[0], 'DRIFT on 3 of 5 hosts of prod-a: snap refresh reset the kubelet unit');
  t.regex(lines[1] ?? '', /^Nothing was changed\. /);
  t.true(
    lines.some((line) => line.startsWith('cp-2,worker-[1-2]  k8s 1.32.8 (3541) -> 1.32.9 (3588), 06:12-06:16 UTC')),
  );
  t.true(lines.some((line) => line.startsWith('Repair   bulwark apply') && line.includes('--only-drifted')));
  t.is(lines.at(-1), 'exit 3: drift');
  t.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  );
  t.is(lines.filter((line) => line.startsWith('exit ')).length, 1);
  t.true(text(events, { diff: true }).some((line) => line.includes('mode 0644 -> 0600')));
});

test('the tasks of -v stand before the exit code, which is last', (t) => {
  const events = drift([compared('cp-2', 'moved'), unitTask('cp-2'), refreshed('cp-2', 12)], { 'cp-2': 'drifted' });
  const lines = text(events, { verbosity: 1 });
  t.true(lines.includes('Tasks'));
  t.is(lines.at(-1), 'exit 3: drift');
});

test('a host in maintenance is named, and its drift is told', (t) => {
  const announced: RunEventBody = {
    type: 'host-in-maintenance',
    host: 'worker-2',
    why: 'new memory',
    until: '04:00 UTC',
  };
  const others = fleet.filter((host) => host !== 'worker-2');
  const away = ended([
    started('drift'),
    announced,
    ...others.map(connected),
    lost('worker-2'),
    ...others.map((host) => compared(host)),
    ...fleet.map((host) => hostFinished(host, host === 'worker-2' ? 'unreachable' : 'ok', 1)),
  ]);
  const [verdict, ...rest] = text(away);
  t.regex(verdict ?? '', /^ok {2}4 hosts unchanged since run 1121-k7/);
  t.regex(rest.join('\n'), /^maintenance {2}worker-2 {2}.*\n +new memory, until 04:00 UTC$/);
  const drifted = drift([announced, compared('worker-2', 'moved'), unitTask('worker-2'), refreshed('worker-2', 12)], {
    'worker-2': 'drifted',
  });
  t.regex(text(drifted)[0] ?? '', /^DRIFT on worker-2/);
});

test('a repair tells the causes before what it does', (t) => {
  const events = drift(
    [
      ...fleet.map((host) => compared(host, 'moved')),
      edited('cp-1'),
      { type: 'plan-finished', changes: { 'cp-1': 2 }, drift: [] },
      editTask('cp-1', 'changed'),
    ],
    { 'cp-1': 'changed' },
    'apply',
  );
  const lines = text(events);
  const at = lines.findIndex((line) => /^drift +cp-1 {2}\/var\/snap\/k8s\/common\/args\/kube-apiserver$/.test(line));
  t.true(at >= 0, lines.join('\n'));
  t.true(lines.slice(at).some((line) => line.startsWith('changed')));
});

test('a repair that found nothing moved says since when', (t) => {
  const lines = text(
    drift(
      fleet.map((host) => compared(host)),
      {},
      'apply',
    ),
  );
  t.regex(lines.at(-1) ?? '', /^ok {2}5 hosts unchanged since run 1121-k7/);
});
