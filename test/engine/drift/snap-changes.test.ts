import test from 'ava';

import { type SnapChange, readSnapChanges } from '../../../src/engine/drift/snap-changes.ts';
import { readTagged } from '../../../src/engine/drift/tagged-lines.ts';
import { recorded } from './helpers/recorded.ts';

const read = (...lines: readonly string[]): readonly SnapChange[] | null =>
  readSnapChanges(readTagged(lines.join('\n')));

const header = 'change k8s ID   Status  Spawn                 Ready                 Summary';
type Told = Pick<SnapChange, 'kind' | 'revision'> & { readonly wrote: boolean };
const tells = test.macro((t, lines: readonly string[], expected: Told) => {
  const [change] = read(header, ...lines) ?? [];
  t.deepEqual(change && { kind: change.kind, revision: change.revision, wrote: change.wrote !== null }, expected);
});

const times = '2026-11-21T06:12:00Z  2026-11-21T06:19:00Z ';
const change = (status: string, summary: string): string => `change k8s 12 ${status}  ${times} ${summary}`;
const task = (status: string, summary: string): string => `task 12 ${status}  ${times} ${summary}`;
const unlink = 'Make current revision for snap "k8s" unavailable';
const link = (revision: string): string => `Make snap "k8s" (${revision}) available to the system`;

test(
  'an automatic refresh of several snaps counts for the one that is asked about',
  tells,
  [
    change('Done', 'Auto-refresh 3 snaps'),
    task('Done', 'Make current revision for snap "lxd" unavailable'),
    task('Done', 'Make snap "lxd" (99) available to the system'),
    task('Done', unlink),
    task('Done', link('3588')),
  ],
  { kind: 'refresh', revision: '3588', wrote: true },
);
test(
  'an automatic refresh in which another snap failed',
  tells,
  [
    change('Error', 'Auto-refresh 2 snaps'),
    task('Undone', 'Make current revision for snap "lxd" unavailable'),
    task('Error', 'Make snap "lxd" (99) available to the system'),
    task('Done', unlink),
    task('Done', link('3588')),
  ],
  { kind: 'refresh', revision: '3588', wrote: true },
);
test(
  'a refresh that failed before it touched anything',
  tells,
  [
    change('Error', 'Refresh "k8s" snap from "1.32-classic/stable" channel'),
    task('Error', 'Download snap "k8s" (3588) from channel "1.32-classic/stable"'),
    task('Hold', unlink),
    task('Hold', link('3588')),
  ],
  { kind: 'other', revision: '3588', wrote: false },
);
test(
  'a refresh that was taken back',
  tells,
  [change('Error', 'Refresh "k8s" snap'), task('Undone', unlink), task('Undone', link('3588'))],
  { kind: 'failed-refresh', revision: '3588', wrote: true },
);
test(
  'a revert to another revision',
  tells,
  [change('Done', 'Revert "k8s" snap'), task('Done', unlink), task('Done', link('3541'))],
  { kind: 'revert', revision: '3541', wrote: true },
);
test(
  'a summary in another language is told by its tasks',
  tells,
  [change('Done', '„k8s“ wird aktualisiert'), task('Done', unlink), task('Done', link('3588'))],
  { kind: 'refresh', revision: '3588', wrote: true },
);
test('a service that was restarted', tells, [change('Done', 'Running service command')], {
  kind: 'other',
  revision: null,
  wrote: false,
});

test('a refresh in progress has no end', (t) => {
  const [change1] =
    read(
      header,
      'change k8s 12 Doing  2026-11-21T06:12:00Z  -  Refresh "k8s" snap',
      'task 12 Done  2026-11-21T06:12:00Z  2026-11-21T06:12:09Z  Make current revision for snap "k8s" unavailable',
      'task 12 Do  2026-11-21T06:12:00Z  -  Make snap "k8s" (3588) available to the system',
    ) ?? [];
  t.like(change1, { kind: 'refresh', endedAt: null, revision: '3588' });
});

test('snapd that does not answer is not a snapd without changes', (t) => {
  t.is(read('change k8s error: cannot list changes: cannot communicate with server: connection refused'), null);
  t.is(read(), null);
  t.is(read('change k8s '), null);
  t.deepEqual(read(header), []);
  t.deepEqual(read('change k8s no changes found'), []);
});

test('lines that are none are left out', (t) => {
  t.deepEqual(
    read(header, 'change k8s 1', 'change', 'change k8s x Done - - ', 'task', 'task 12 Done', 'change k8s 7 Done x y z'),
    [],
  );
});

for (const snapd of ['2.57', '2.68'] as const)
  test(`the units were written while snapd ${snapd} says it was at them`, (t) => {
    for (const name of ['refresh', 'failed-refresh', 'revert', 're-enabled']) {
      const { evidence, question } = recorded(snapd, name);
      const changed = evidence.times.get(question.paths[0] ?? '')?.changed ?? 0;
      const wrote = evidence.changes?.at(-1)?.wrote;
      t.true(wrote !== null && wrote !== undefined && wrote.from <= changed && changed <= wrote.until, name);
    }
  });
