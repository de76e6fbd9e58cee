import test from 'ava';

import type { RunEvent, RunEventBody } from '../../src/domain/event.ts';
import { jsonEvent } from '../../src/render/json-event.ts';
import { summaryText } from '../../src/render/summary-text.ts';
import { aboutRun, endOfRun, recordedAt } from '../support/records.ts';
import { edited, editTask, refreshed, unitTask } from './helpers/drift.ts';
import { connected, fleet, hostFinished, lost, started } from './helpers/events.ts';
import { ended } from './helpers/runs.ts';

const DAY = 86_400_000;
let entry = 0;

/** A run as the history gives it back. */
function recorded(events: readonly RunEvent[], mode: 'apply' | 'drift') {
  const end = events.at(-1);
  const outcomes = end?.type === 'run-finished' ? end.recap.hosts.map(({ host, outcome }) => [host, outcome]) : [];
  const exit = end?.type === 'run-finished' ? end.exit : 0;
  entry += 1;
  return {
    run: {
      entry,
      about: aboutRun('1121-k7', { mode }),
      summary: endOfRun(Object.fromEntries(outcomes), { exit }),
    },
    lines: events.map((event) => JSON.stringify(jsonEvent(event))),
  };
}

const run = (
  mode: 'apply' | 'drift',
  steps: readonly RunEventBody[],
  outcomes: Readonly<Record<string, 'changed' | 'drifted' | 'unreachable'>> = {},
) =>
  recorded(
    ended(
      [
        started(mode, fleet, ['worker-9']),
        ...fleet.filter((host) => outcomes[host] !== 'unreachable').map(connected),
        ...steps,
        ...fleet.map((host) => hostFinished(host, outcomes[host] ?? 'ok', 10)),
      ],
      { detailed: true },
    ),
    mode,
  );

test('a week: runs, what was repaired, what is open, refreshes, hosts that nobody saw', (t) => {
  const runs = [
    run(
      'apply',
      [refreshed('cp-1', 12), unitTask('cp-1', 'changed'), refreshed('cp-2', 14), unitTask('cp-2', 'changed')],
      {
        'cp-1': 'changed',
        'cp-2': 'changed',
      },
    ),
    run('apply', [edited('cp-1'), editTask('cp-1')], { 'cp-1': 'drifted' }),
    run('drift', [lost('worker-2'), edited('cp-1'), editTask('cp-1')], {
      'cp-1': 'drifted',
      'worker-2': 'unreachable',
    }),
  ];
  t.is(
    summaryText({ since: recordedAt - 7 * DAY, now: recordedAt, runs }).join('\n'),
    `SUMMARY of 7 days to 21 Nov 09:31 UTC: 3 runs, 2 repairs, 2 open

Runs       apply hardening.yaml   2   changed 1, drift 1
           drift hardening.yaml   1   unreachable 1

Repaired   after a snap refresh   2 on cp-[1-2]

Open       21 Nov 09:31  unreachable worker-2: 10.20.0.22 port 22: no
             answer in 10 s
           21 Nov 09:31  drift cp-1: somebody changed kube-apiserver
             arguments

Refreshes  21 Nov 06:12  k8s 1.32.8 (3541) -> 1.32.9 (3588) on cp-[1-2]

Not seen   worker-9: no run reached it`,
  );
});

test('a quiet week is four lines, and no week at all says so', (t) => {
  const text = summaryText({ since: recordedAt - 7 * DAY, now: recordedAt, runs: [run('drift', [])] });
  t.regex(text.join('\n'), /^SUMMARY of 7 days to 21 Nov 09:31 UTC: 1 run, 0 repairs, 0 open\n\nRuns {7}drift/);
  const none = summaryText({ since: recordedAt - DAY, now: recordedAt, runs: [] });
  t.deepEqual(none, [
    'SUMMARY of 1 day to 21 Nov 09:31 UTC: 0 runs, 0 repairs, 0 open',
    '',
    'Runs       none was recorded here',
  ]);
});
