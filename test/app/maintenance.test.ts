import test from 'ava';

import { hostsInMaintenance } from '../../src/app/maintenance.ts';
import { readProjectConfig } from '../../src/app/project-config.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { exitCode } from '../../src/report/exit-code.ts';
import { recapOf } from '../../src/report/recap.ts';
import { hostFinished, lost, started } from '../render/helpers/events.ts';
import { diagnosticsOf } from '../support/diagnostics.ts';
import { memoryFiles } from '../support/memory-files.ts';

const inventory =
  'all:\n  children:\n    workers: { hosts: { worker-1: {}, worker-2: {} } }\n    cps: { hosts: { cp-1: {} } }\n';

const config = (entry: string) =>
  readProjectConfig({
    files: memoryFiles({ 'bulwark.yaml': `maintenance:\n  - ${entry}\n` }),
    foldersAbove: ['.'],
    home: '/home/alice',
    othersMay: () => ({ read: true, write: false }),
  });

/** Hosts in maintenance at a time, with the end of it. */
function away(entry: string, at: string) {
  const read = config(entry);
  const hosts = parseInventory(['i.yaml'], memoryFiles({ 'i.yaml': inventory }), null);
  if (!read.ok || !hosts.ok) throw new Error(JSON.stringify(read));
  const { announced, warnings } = hostsInMaintenance(read.value.maintenance, hosts.value, Date.parse(at));
  return { hosts: [...announced].map(([name, { until }]) => `${name} ${until}`), warnings };
}

const holds = test.macro({
  exec: (t, entry: string, at: string, expected: readonly string[]) => t.deepEqual(away(entry, at).hosts, expected),
  title: (_, entry, at) => `${String(entry)} at ${String(at)}`,
});

const once = '{ hosts: worker-2, from: "2026-11-22T22:00+01:00", until: 2026-11-23 04:00 UTC, reason: new memory }';
test(holds, once, '2026-11-22T20:59:59Z', []);
test(holds, once, '2026-11-22T21:00:00Z', ['worker-2 2026-11-23 04:00 UTC']);
test(holds, once, '2026-11-23T04:00:00Z', []);
// 2026-11-22 is a Sunday; Berlin is an hour ahead of UTC.
const weekly = '{ hosts: workers, weekly: Sun 02:00-04:00 Europe/Berlin }';
test(holds, weekly, '2026-11-22T00:59:00Z', []);
test(holds, weekly, '2026-11-22T01:00:00Z', ['worker-1 04:00 Europe/Berlin', 'worker-2 04:00 Europe/Berlin']);
test(holds, weekly, '2026-11-22T03:00:00Z', []);
test(holds, weekly, '2026-11-23T01:30:00Z', []);
const overnight = '{ hosts: "all:!workers", weekly: "Sat,sunday 22:00-01:00" }';
test(holds, overnight, '2026-11-21T22:00:00Z', ['cp-1 01:00 UTC']);
test(holds, overnight, '2026-11-23T00:59:00Z', ['cp-1 01:00 UTC']);
test(holds, overnight, '2026-11-23T01:00:00Z', []);
test(holds, overnight, '2026-11-21T00:30:00Z', []);
test(holds, '{ hosts: cp-1, weekly: daily 00:00-24:00 }', '2026-11-25T23:59:00Z', ['cp-1 24:00 UTC']);

const wrong = test.macro({
  exec(t, entry: string, column: number, words: RegExp) {
    const [first] = diagnosticsOf(config(entry));
    t.regex(first?.summary ?? '', words);
    t.deepEqual(first?.range?.start, { line: 2, column });
  },
  title: (_, entry) => `refused: ${String(entry)}`,
});
test(wrong, '{ hosts: a, from: 2026-11-22T22:00, until: 2026-11-23T04:00Z }', 23, /has no zone/);
test(wrong, '{ hosts: a, from: 2026-11-22T22:00Z, until: 2026-11-22T21:00Z }', 49, /not after/);
test(wrong, '{ hosts: a, from: 2026-13-22T22:00Z, until: 2026-11-22T21:00Z }', 23, /is not a time/);
test(wrong, '{ hosts: a, from: 2026-11-22T22:00Z }', 5, /needs `from` and `until`, or `weekly`/);
test(wrong, '{ weekly: Sun 02:00-04:00 }', 5, /needs `hosts`/);
test(wrong, '{ hosts: a, weekly: Son 02:00-04:00 }', 25, /names no day/);
test(wrong, '{ hosts: a, weekly: Sun 02:00-02:00 }', 25, /is not a window/);
test(wrong, '{ hosts: a, weekly: Sun 02:00-04:00 Mars/Olympus }', 25, /is not a time zone/);
test(wrong, '{ hosts: a, weekly: Sun 02:00-04:00, why: x }', 42, /unknown key/);

test('a host that the inventory no longer has is a warning', (t) => {
  const { hosts, warnings } = away('{ hosts: worker-9, weekly: daily 00:00-24:00 }', '2026-11-22T00:00:00Z');
  t.deepEqual(hosts, []);
  t.like(warnings, [{ severity: 'warning', code: 'unknown-host-pattern' }]);
});

test('an outage that was announced is no reason for exit 4, a failure stays one', (t) => {
  const announced = { type: 'host-in-maintenance', host: 'worker-2', why: 'x', until: 'y' } as const;
  const events = [
    started('plan'),
    announced,
    lost('worker-2'),
    hostFinished('worker-2', 'unreachable', 1),
    hostFinished('cp-1', 'ok', 1),
  ];
  const recap = recapOf(events);
  t.is(recap.hosts.find(({ host }) => host === 'worker-2')?.outcome, 'maintenance');
  t.is(exitCode(recap, { driftIsNews: true }), 0);
  const failed = recapOf([started('apply'), announced, hostFinished('worker-2', 'failed', 1)]);
  t.is(exitCode(failed, { driftIsNews: true }), 2);
});
