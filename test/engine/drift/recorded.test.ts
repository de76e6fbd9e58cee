import test from 'ava';

import type { DriftCause, DriftClass, ExplainedDrift } from '../../../src/domain/drift.ts';
import { explain } from '../../../src/engine/drift/explain.ts';
import { recorded } from './helpers/recorded.ts';

const snapds = ['2.57', '2.68'] as const;
const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const args = '/var/snap/k8s/common/args/kubelet';
const [first, second] = [
  { revision: 'x1', version: '1.32.8' },
  { revision: 'x2', version: '1.32.9' },
];

function only(explained: readonly ExplainedDrift[]): ExplainedDrift {
  const [one, ...more] = explained;
  if (one === undefined || more.length > 0) throw new Error(JSON.stringify(explained));
  return one;
}

/** What matters of a cause besides times and ids. */
const told = (cause: DriftCause): unknown =>
  'snap' in cause ? { kind: cause.kind, from: cause.from, to: cause.to } : { kind: cause.kind };

type Row = readonly [name: string, kind: DriftClass, cause: unknown, moved: readonly string[]];
const rows: readonly Row[] = [
  ['refresh', 'expected', { kind: 'refresh', from: first, to: second }, ['snap k8s', unit]],
  ['failed-refresh', 'expected', { kind: 'failed-refresh', from: second, to: null }, [unit]],
  ['revert', 'expected', { kind: 'revert', from: second, to: first }, ['snap k8s', unit]],
  ['re-enabled', 'expected', { kind: 're-enabled', from: second, to: second }, [unit]],
  ['disabled', 'unexpected', { kind: 'unknown' }, ['snap k8s', unit]],
  ['edit', 'unexpected', { kind: 'edit' }, [args]],
  ['reboot', 'unexpected', { kind: 'reboot' }, ['/proc/sys/vm/swappiness']],
];
for (const snapd of snapds)
  for (const [name, kind, cause, moved] of rows)
    test(`a real host with snapd ${snapd}: ${name}`, (t) => {
      const { found, evidence } = recorded(snapd, name);
      const explained = only(explain(found, evidence));
      t.is(explained.class, kind);
      t.deepEqual(told(explained.cause), cause);
      t.deepEqual(
        explained.moved.map(({ what }) => what),
        moved,
      );
    });

for (const snapd of snapds) {
  test(`a real host with snapd ${snapd}: an edit names who was logged in and what runs with it`, (t) => {
    const { found, evidence } = recorded(snapd, 'edit');
    const { cause } = only(explain(found, evidence));
    if (cause.kind !== 'edit') throw new Error(cause.kind);
    t.like(cause.logins, [{ user: 'ubuntu', from: '10.77.0.1' }]);
    t.like(cause.live, [{ unit: 'snap.k8s.kubelet.service', byK8sd: true }]);
    t.true((cause.live[0]?.at ?? 0) > cause.at);
  });

  test(`a real host with snapd ${snapd}: modes are told in words, and the new text of a unit too`, (t) => {
    const { found, evidence } = recorded(snapd, 'failed-refresh');
    t.deepEqual(only(explain(found, evidence)).moved, [{ what: unit, before: 'mode 0600', after: 'mode 0644' }]);
    const refreshed = recorded(snapd, 'refresh');
    t.deepEqual(only(explain(refreshed.found, refreshed.evidence)).moved[0], {
      what: 'snap k8s',
      before: 'revision x1',
      after: 'revision x2',
    });
  });

  test(`snapd ${snapd} has forgotten its changes: a new revision is a refresh, else it is only known to be snapd`, (t) => {
    const refresh = recorded(snapd, 'refresh', /^(?:change|task) .*\d/);
    const told1 = only(explain(refresh.found, refresh.evidence));
    t.like(told1, { class: 'expected', cause: { kind: 'refresh', from: first, to: second, change: null } });
    const failed = recorded(snapd, 'failed-refresh', /^(?:change|task) .*\d/);
    t.like(only(explain(failed.found, failed.evidence)), {
      class: 'expected',
      cause: { kind: 'unknown', why: 'snapd took k8s away and made it anew, and no longer knows why' },
    });
  });

  test(`a host with snapd ${snapd} that has neither snap nor journal: nothing is made up`, (t) => {
    const edit = recorded(snapd, 'edit', /^(?:change|task|revision|login|journal|wtmp|restarted|unit)/);
    t.like(only(explain(edit.found, edit.evidence)), {
      class: 'unexpected',
      cause: { kind: 'edit', logins: null, live: [] },
    });
    const refresh = recorded(snapd, 'refresh', /^(?!clock)/);
    t.deepEqual(
      explain(refresh.found, refresh.evidence).map(({ class: kind, cause }) => [kind, cause.kind]),
      [
        ['unknown', 'unknown'],
        ['unknown', 'unknown'],
      ],
    );
  });
}
