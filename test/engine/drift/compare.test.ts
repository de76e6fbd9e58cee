import test from 'ava';

import { pathResource, sysctlResource, unitResource, anyResource } from '../../../src/domain/resource.ts';
import type { Change } from '../../../src/domain/module.ts';
import type { FullLook } from '../../../src/domain/event.ts';
import { compare, fullLookEvery, unknownHost } from '../../../src/engine/drift/compare.ts';
import type { Marker } from '../../../src/engine/drift/marker.ts';
import { movedWords } from '../../../src/engine/drift/moved-words.ts';
import type { PathMark } from '../../../src/engine/drift/path-mark.ts';
import { DriftScope, type Place, type ScopedItem } from '../../../src/engine/drift/scope.ts';
import { mark } from './helpers/marks.ts';

const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const marker: Marker = {
  run: '1121-k7',
  who: 'alice@laptop',
  at: 1000,
  checkedAt: 1000,
  digest: 'd',
  snaps: new Map([['k8s', 'x1']]),
  paths: new Map([
    [unit, mark()],
    ['/snap/k8s/current', mark({ kind: 'link', mode: 0o777 })],
  ]),
};
const calm = { digest: 'd', now: 2000, full: false, pending: false };
const withUnit = (now: PathMark): Pick<Marker, 'paths' | 'snaps'> => ({
  ...marker,
  paths: new Map([...marker.paths, [unit, now]]),
});

const why = test.macro({
  exec: (t, found: FullLook | null, seen: Pick<Marker, 'paths' | 'snaps'>, about: Partial<typeof calm>) =>
    t.is(compare(marker, seen, { ...calm, ...about }).why, found),
  title: (title) => `why everything is looked at: ${title ?? ''}`,
});
test('nothing moved', why, null, marker, {});
test('asked', why, 'asked', marker, { full: true });
test('another mode', why, 'moved', withUnit(mark({ mode: 0o644 })), {});
test('another owner', why, 'moved', withUnit(mark({ uid: 1 })), {});
test('another group', why, 'moved', withUnit(mark({ gid: 1 })), {});
test('another inode', why, 'moved', withUnit(mark({ inode: 2 })), {});
test('other content', why, 'moved', withUnit(mark({ hash: 'b'.repeat(64) })), {});
test('another kind', why, 'moved', withUnit(mark({ kind: 'directory' })), {});
test('it is gone', why, 'moved', withUnit({ kind: 'absent' }), {});
test('it was not answered', why, 'moved', { ...marker, paths: new Map() }, {});
test('another revision', why, 'moved', { ...marker, snaps: new Map([['k8s', 'x2']]) }, {});
test('a handler was left behind', why, 'moved', marker, { pending: true });
test('another playbook', why, 'playbook-changed', marker, { digest: 'e' });
test('almost a day', why, null, marker, { now: 999 + fullLookEvery });
test('a day', why, 'daily', marker, { now: 1000 + fullLookEvery });
test('a marker from the future', why, 'daily', marker, { now: 999 });

test('a new revision is told once, and not as its link too', (t) => {
  const seen = {
    snaps: new Map([['k8s', 'x2']]),
    paths: new Map([...marker.paths, ['/snap/k8s/current', mark({ inode: 9 })]]),
  };
  const { paths, snaps } = compare(marker, seen, calm);
  t.deepEqual(paths, []);
  t.deepEqual(movedWords(paths, snaps), [{ what: 'snap k8s', before: 'revision x1', after: 'revision x2' }]);
});

const words = test.macro({
  exec: (t, before: PathMark, after: PathMark, found: readonly [string | null, string | null]) =>
    t.deepEqual(movedWords([{ path: '/p', before, after }], []), [{ what: '/p', before: found[0], after: found[1] }]),
  title: (_, __: PathMark, ___: PathMark, found: readonly [string | null, string | null]) =>
    `in words: ${found.join(' -> ')}`,
});
test(words, mark(), mark({ mode: 0o644, inode: 2 }), ['mode 0600', 'mode 0644']);
test(words, mark(), mark({ inode: 2 }), ['inode 1', 'inode 2']);
test(words, mark(), mark({ uid: 7, hash: null }), ['owner 0:0, content', 'owner 7:0, other content']);
test(words, mark(), { kind: 'absent' }, ['file, mode 0600', null]);
test(words, { kind: 'absent' }, mark({ kind: 'directory' }), [null, 'directory, mode 0600']);

const change: Change = {
  action: 'update',
  target: '/p',
  writes: [],
  diff: { entries: [] },
  converges: 'verified',
  disrupts: 'none',
  steps: [],
};
const runs: Change = { ...change, action: 'run', converges: 'once' };
const moved = compare(marker, withUnit(mark({ mode: 0o644 })), calm);

const place = test.macro({
  exec: (t, digest: string, item: Partial<ScopedItem>, found: Place) => {
    const scope = new DriftScope(moved, digest, (path) => path);
    t.is(scope.placeOf({ reads: [], changes: [change], assumed: false, notifies: false, ...item }), found);
  },
  title: (_, digest: string, item: Partial<ScopedItem>, found: Place) =>
    `${found}: ${digest === 'd' ? 'the same playbook' : 'another playbook'}, ${JSON.stringify(item.reads ?? [])} ${item.changes?.[0]?.converges ?? ''} ${JSON.stringify(item.changes?.[0]?.steps ?? [])}${item.notifies === true ? ' with handlers' : ''}`,
});
test(place, 'd', { reads: [pathResource(unit)] }, 'drift');
test(place, 'd', { reads: [pathResource('/elsewhere')] }, 'drift');
const chmod = (mode: number, owner: string | null = null): readonly Change[] => {
  const was = { kind: 'attributes', type: 'file', mode: 0o644, uid: 0, gid: 0 } as const;
  const step = { kind: 'set-attributes', path: unit, owner, group: null, mode, expect: was, follow: false } as const;
  return [{ ...change, steps: [step] }];
};
test(place, 'e', { reads: [pathResource(unit)], changes: chmod(0o600) }, 'drift');
test(place, 'e', { reads: [pathResource(unit)], changes: chmod(0o600, 'root') }, 'drift');
test(place, 'e', { reads: [pathResource(unit)], changes: chmod(0o666) }, 'playbook');
test(place, 'e', { reads: [pathResource(unit)], changes: chmod(0o600, 'bob') }, 'playbook');
test(place, 'e', { reads: [pathResource(unit)], changes: chmod(0o600), notifies: true }, 'playbook');
test(place, 'e', { reads: [pathResource(unit)], changes: chmod(0o600), assumed: true }, 'playbook');
test(place, 'd', { reads: [pathResource(unit)], changes: chmod(0o666), notifies: true }, 'drift');
test(place, 'e', { reads: [pathResource(unit)] }, 'playbook');
test(place, 'e', { reads: [unitResource('snap.k8s.kubelet.service')] }, 'playbook');
test(place, 'e', { reads: [pathResource('/elsewhere')] }, 'playbook');
test(place, 'e', { reads: [sysctlResource('vm.panic_on_oom')] }, 'playbook');
test(place, 'e', { reads: [anyResource] }, 'playbook');
test(place, 'e', { reads: [] }, 'playbook');
test(place, 'd', { reads: [], changes: [runs] }, 'run');
test(place, 'e', { reads: [anyResource], changes: [runs] }, 'run');
test(place, 'd', { reads: [pathResource(unit)], changes: [runs] }, 'drift');
test(place, 'd', { reads: [], changes: [], assumed: true }, 'run');

test('nothing drifts on a host that the playbook was never applied to', (t) => {
  const scope = new DriftScope(unknownHost, 'd', (path) => path);
  t.is(scope.placeOf({ reads: [pathResource(unit)], changes: [change], assumed: false, notifies: false }), 'playbook');
});
