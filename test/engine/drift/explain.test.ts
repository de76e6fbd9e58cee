import test from 'ava';
import fc from 'fast-check';

import type { DriftCause, ExplainedDrift } from '../../../src/domain/drift.ts';
import { pathResource, sysctlResource, unitResource } from '../../../src/domain/resource.ts';
import { type Evidence, noEvidence } from '../../../src/engine/drift/evidence.ts';
import { explain } from '../../../src/engine/drift/explain.ts';
import type { DriftedItem, FoundDrift } from '../../../src/engine/drift/found-drift.ts';
import type { MovedPath, PathMark } from '../../../src/engine/drift/path-mark.ts';
import { answering, recorded } from './helpers/recorded.ts';

const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const args = '/var/snap/k8s/common/args/kube-apiserver';
const policy = '/var/snap/k8s/common/etc/audit-policy.yaml';
const noon = Date.parse('2026-11-21T12:00:00Z');
const minutes = (count: number): number => count * 60_000;

const mark = (about: Partial<Exclude<PathMark, { kind: 'absent' }>> = {}): PathMark => ({
  kind: 'file',
  mode: 0o600,
  uid: 0,
  gid: 0,
  inode: 1,
  hash: 'a'.repeat(64),
  ...about,
});
const edited = (path: string): MovedPath => ({ path, before: mark(), after: mark({ hash: 'b'.repeat(64) }) });
const reset: MovedPath = { path: unit, before: mark(), after: mark({ mode: 0o644, inode: 2 }) };

const item = (about: Partial<DriftedItem>): DriftedItem => ({
  taskId: 't1',
  item: null,
  controls: [],
  reads: [],
  ...about,
});
const found = (about: Partial<FoundDrift>): FoundDrift => ({
  since: { run: '1121-k7', who: 'alice@laptop', at: noon, checkedAt: noon },
  playbookChanged: false,
  paths: [],
  snaps: [],
  drifted: [],
  now: noon + minutes(60),
  ...about,
});
const said = (about: Partial<Evidence>): Evidence => ({ ...noEvidence, now: noon + minutes(60), ...about });
const changedAt = (times: Readonly<Record<string, number>>): Pick<Evidence, 'times'> => ({
  times: new Map(Object.entries(times).map(([path, at]) => [path, { modified: at, changed: at }])),
});

const classes = (explained: readonly ExplainedDrift[]): readonly (readonly [string, DriftCause['kind']])[] =>
  explained.map(({ class: kind, cause }) => [kind, cause.kind]);

test('nothing moved and nothing drifted: there is nothing to explain', (t) => {
  t.deepEqual(explain(found({}), said({})), []);
});

test('an edit of arguments, with who was logged in then and not who came or left at other times', (t) => {
  const at = noon + minutes(30);
  const session = (user: string, from: number, until: number | null) => ({
    user,
    from: '10.20.0.7',
    at: noon + minutes(from),
    until: until === null ? null : noon + minutes(until),
  });
  const evidence = said({
    ...changedAt({ [args]: at }),
    logins: {
      from: noon - minutes(600),
      sessions: [
        session('early', 1, 20),
        session('bob', 24, null),
        session('bob', 25, 35),
        session('left', 20, 29.5),
        session('late', 31, null),
      ],
    },
    started: [{ unit: 'snap.k8s.kube-apiserver.service', at: at + 90_000 }],
    restarts: [{ unit: 'snap.k8s.kube-apiserver.service', at: at + 80_000 }],
  });
  const drifted = item({ controls: ['CIS-1.2.19'], reads: [pathResource(args)] });
  t.deepEqual(explain(found({ paths: [edited(args)], drifted: [drifted] }), evidence), [
    {
      class: 'unexpected',
      cause: {
        kind: 'edit',
        at,
        logins: [
          { user: 'bob', from: '10.20.0.7', at: noon + minutes(25) },
          { user: 'left', from: '10.20.0.7', at: noon + minutes(20) },
        ],
        live: [{ unit: 'snap.k8s.kube-apiserver.service', at: at + 90_000, byK8sd: true }],
      },
      moved: [{ what: args, before: 'content', after: 'other content' }],
      items: [{ taskId: 't1', item: null }],
      controls: ['CIS-1.2.19'],
    },
  ]);
});

test('edits of one sitting are told as one, of two days as two', (t) => {
  const paths = [edited(args), edited(policy), edited('/etc/fstab')];
  const times = changedAt({ [args]: noon + 1000, [policy]: noon + minutes(2), '/etc/fstab': noon + minutes(50) });
  const explained = explain(found({ paths }), said(times));
  t.deepEqual(
    explained.map(({ moved }) => moved.map(({ what }) => what)),
    [[args, policy], ['/etc/fstab']],
  );
});

const wrote = `file 600 0 0 ${'b'.repeat(64)}`;
test('what Bulwark wrote in another run is nobody’s edit, and no worry unless this playbook wants it otherwise', (t) => {
  const evidence = said({
    ...changedAt({ [args]: noon + minutes(5) }),
    writes: [
      { path: args, run: '1121-a1', at: noon - minutes(60), left: wrote },
      { path: args, run: '1121-p3', at: noon + minutes(5) - 900, left: wrote },
    ],
  });
  const content = explain(found({ paths: [edited(args)] }), evidence);
  t.like(content, [{ class: 'expected', cause: { kind: 'bulwark', run: '1121-p3' } }]);
  const drifted = [item({ reads: [pathResource(args)] })];
  t.like(explain(found({ paths: [edited(args)], drifted }), evidence), [{ class: 'unexpected' }]);
});

test('what was edited after Bulwark wrote it is an edit: long after, or at once', (t) => {
  const writes: readonly (readonly [left: string, at: number])[] = [
    [wrote, noon - minutes(1)],
    [`file 600 0 0 ${'a'.repeat(64)}`, noon + minutes(5) - 2000],
    ['file 644 0 0', noon + minutes(5) - 2000],
    ['absent', noon + minutes(5) - 2000],
  ];
  for (const [left, at] of writes) {
    const evidence = said({
      ...changedAt({ [args]: noon + minutes(5) }),
      writes: [{ path: args, run: '1121-k7', at, left }],
    });
    t.deepEqual(classes(explain(found({ paths: [edited(args)] }), evidence)), [['unexpected', 'edit']], left);
  }
});

test('a mode, a folder and a removal are known as Bulwark’s by what its journal says of them', (t) => {
  const folder = { kind: 'directory', hash: null } as const;
  const rows: readonly (readonly [left: string, after: PathMark])[] = [
    ['file 640 0 0', mark({ mode: 0o640 })],
    ['directory 750 0 7', mark({ ...folder, mode: 0o750, gid: 7 })],
    ['directory', mark(folder)],
    ['absent', { kind: 'absent' }],
    ['link ../x', mark({ kind: 'link' })],
  ];
  for (const [left, after] of rows) {
    const evidence = said({
      ...changedAt({ [args]: noon + minutes(5) }),
      writes: [{ path: args, run: '1121-p3', at: noon + minutes(5), left }],
    });
    const paths = [{ path: args, before: mark(), after }];
    t.deepEqual(classes(explain(found({ paths }), evidence)), [['expected', 'bulwark']], left);
  }
});

test('without a marker everything is never applied, and with another playbook that is the cause', (t) => {
  const drifted = [item({ reads: [pathResource(args)] }), item({ taskId: 't2' })];
  t.deepEqual(classes(explain(found({ since: null, drifted }), said({}))), [['unknown', 'never-applied']]);
  t.deepEqual(classes(explain(found({ playbookChanged: true, drifted }), said({}))), [['unknown', 'playbook-changed']]);
  const both = explain(
    found({ playbookChanged: true, drifted, paths: [edited(args)] }),
    said(changedAt({ [args]: noon + 1 })),
  );
  t.deepEqual(
    both.map(({ cause, items }) => [cause.kind, items.map(({ taskId }) => taskId)]),
    [
      ['edit', ['t1']],
      ['playbook-changed', ['t2']],
    ],
  );
});

test('a live sysctl that a restart of the machine took away; the machine did not start: nobody can tell', (t) => {
  const path = '/proc/sys/vm/swappiness';
  const drifted = [item({ reads: [sysctlResource('vm.swappiness')] })];
  const rebooted = explain(found({ paths: [edited(path)], drifted }), said({ bootedAt: noon + minutes(3) }));
  t.like(rebooted, [{ cause: { kind: 'reboot', at: noon + minutes(3) }, items: [{ taskId: 't1', item: null }] }]);
  const running = explain(found({ paths: [edited(path)], drifted }), said({ bootedAt: noon - minutes(3) }));
  t.deepEqual(classes(running), [['unknown', 'unknown']]);
});

test('times are compared on the clock of the host', (t) => {
  const path = '/proc/sys/vm/swappiness';
  const anHourAhead = said({ now: noon + minutes(120), bootedAt: noon + minutes(30) });
  t.deepEqual(classes(explain(found({ paths: [edited(path)] }), anHourAhead)), [['unknown', 'unknown']]);
});

test('a service that a revert left off is told, beside the unit that is only expected', (t) => {
  const { found: reverted, evidence } = recorded('2.57', 'revert');
  const drifted = [
    item({ taskId: 'mode', reads: [pathResource(unit)] }),
    item({ taskId: 'running', reads: [unitResource('snap.k8s.kubelet.service')] }),
  ];
  const explained = explain({ ...reverted, drifted }, evidence);
  t.deepEqual(
    explained.map(({ class: kind, cause, items }) => [kind, cause.kind, items.map(({ taskId }) => taskId)]),
    [
      ['unexpected', 'revert', ['running']],
      ['expected', 'revert', ['mode']],
    ],
  );
});

const later = (lines: readonly string[], seconds: number): readonly string[] =>
  lines.map((line) =>
    line.replace(/^(path 0) (\d+) (\d+)$/, (_, path: string, modified: string, changed: string) =>
      [path, Number(modified) + seconds, Number(changed) + seconds].join(' '),
    ),
  );

test('a unit that somebody edits right after a refresh is not the doing of snapd', (t) => {
  for (const snapd of ['2.57', '2.68'])
    for (const name of ['refresh', 'failed-refresh', 're-enabled', 'revert']) {
      const { found: refreshed, question, answer } = recorded(snapd, name);
      const explained = explain(refreshed, answering(question, later(answer, 5)));
      t.not(
        explained.find(({ moved }) => moved.some(({ what }) => what === unit))?.class,
        'expected',
        `${snapd} ${name}`,
      );
    }
});

test('the link to the current revision, which snapd makes anew each time, is of the same cause as the unit', (t) => {
  for (const snapd of ['2.57', '2.68'])
    for (const name of ['failed-refresh', 're-enabled']) {
      const { found: refreshed, evidence } = recorded(snapd, name);
      const path = '/snap/k8s/current';
      const at = evidence.snaps.get('k8s')?.currentSince ?? 0;
      const link = { path, before: mark({ kind: 'link' }), after: mark({ kind: 'link', inode: 9 }) };
      const times = new Map([...evidence.times, [path, { modified: at, changed: at }]]);
      const explained = explain({ ...refreshed, paths: [...refreshed.paths, link] }, { ...evidence, times });
      t.deepEqual(classes(explained), [
        ['expected', evidence.changes?.at(-1)?.kind === 'enable' ? 're-enabled' : 'failed-refresh'],
      ]);
    }
});

test('a unit whose mode a guard on the host has put right after a refresh is still the doing of the refresh', (t) => {
  for (const snapd of ['2.57', '2.68']) {
    const { found: refreshed, question, answer } = recorded(snapd, 'refresh');
    const guarded = answer.map((line) =>
      line.replace(/^(path 0 \d+) (\d+)$/, (_, start: string, changed: string) => `${start} ${Number(changed) + 30}`),
    );
    const paths = refreshed.paths.map((moved) => ({ ...moved, after: mark({ inode: 9 }) }));
    const explained = explain({ ...refreshed, paths }, answering(question, guarded));
    t.deepEqual(classes(explained), [['expected', 'refresh']]);
  }
});

test('a mode that somebody sets after a refresh is an edit', (t) => {
  const { found: refreshed, question, answer } = recorded('2.68', 'refresh');
  const touched = answer.map((line) =>
    line.replace(/^(path 0 \d+) (\d+)$/, (_, start: string, changed: string) => `${start} ${Number(changed) + 30}`),
  );
  const of = (before: PathMark, after: PathMark): unknown => {
    const paths = [{ path: unit, before, after }];
    return explain({ ...refreshed, snaps: [], paths }, answering(question, touched))[0]?.cause.kind;
  };
  t.is(of(mark({ inode: 9 }), mark({ inode: 9, mode: 0o644 })), 'edit');
  t.is(of(mark({ inode: 1 }), mark({ inode: 9, mode: 0o777 })), 'edit');
});

test('a unit with another mode than snapd gives it, or with another text where the revision stayed, is not expected', (t) => {
  const odd = (name: string, about: Partial<Exclude<PathMark, { kind: 'absent' }>>): unknown => {
    const { found: refreshed, evidence } = recorded('2.68', name);
    const paths = refreshed.paths.map((moved) =>
      moved.after.kind === 'absent' ? moved : { ...moved, after: { ...moved.after, ...about } },
    );
    return explain({ ...refreshed, paths }, evidence)[0]?.class;
  };
  t.is(odd('refresh', { mode: 0o666 }), 'unknown');
  t.is(odd('refresh', { uid: 1000 }), 'unknown');
  t.is(odd('re-enabled', { hash: 'c'.repeat(64) }), 'unknown');
  t.is(odd('re-enabled', {}), 'expected');
});

test('arguments that were written beside a refresh: its hooks, unless somebody was there', (t) => {
  const { found: refreshed, evidence } = recorded('2.57', 'refresh');
  const end = evidence.changes?.at(-1)?.endedAt ?? 0;
  const times = new Map([[args, { modified: end + 20_000, changed: end + 20_000 }]]);
  const nobody = { from: 0, sessions: [] };
  const alone = explain({ ...refreshed, paths: [edited(args)], snaps: [] }, { ...evidence, times, logins: nobody });
  t.deepEqual(classes(alone), [['unknown', 'refresh']]);
  const logins = { from: 0, sessions: [{ user: 'bob', from: null, at: end, until: null }] };
  const watched = explain({ ...refreshed, paths: [edited(args)], snaps: [] }, { ...evidence, times, logins });
  t.deepEqual(classes(watched), [['unexpected', 'edit']]);
});

test('a file that was written again as it was is no worry', (t) => {
  const same: MovedPath = { path: args, before: mark(), after: mark({ inode: 9 }) };
  const explained = explain(found({ paths: [same] }), said(changedAt({ [args]: noon + 1 })));
  t.like(explained, [{ class: 'expected', cause: { kind: 'unknown' } }]);
  t.deepEqual(explained[0]?.moved, [{ what: args, before: 'inode 1', after: 'inode 9' }]);
});

test('a refresh in progress explains a unit that is away', (t) => {
  const evidence = answering({ paths: [unit], snaps: ['k8s'], since: noon }, [
    `clock ${noon / 1000 + 3600}`,
    `path 0 ${noon / 1000 + 3590} ${noon / 1000 + 3590}`,
    'snap k8s - -',
    'change k8s ID   Status  Spawn  Ready  Summary',
    'change k8s 12 Doing  2026-11-21T12:59:40Z  -  Refresh "k8s" snap',
    'task 12 Done  2026-11-21T12:59:40Z  2026-11-21T12:59:50Z  Make current revision for snap "k8s" unavailable',
    'task 12 Do  2026-11-21T12:59:40Z  -  Make snap "k8s" (3588) available to the system',
  ]);
  const away: MovedPath = { path: unit, before: mark(), after: { kind: 'absent' } };
  t.like(explain(found({ paths: [away] }), evidence), [
    { class: 'expected', cause: { kind: 'refresh', endedAt: null }, moved: [{ what: unit, after: null }] },
  ]);
});

test('a host that could not be asked: everything is there, and unknown', (t) => {
  const explained = explain(
    found({ paths: [reset], snaps: [{ snap: 'k8s', before: '1', after: '2' }], drifted: [item({})] }),
    null,
  );
  t.true(explained.every(({ class: kind }) => kind === 'unknown'));
});

const anyMark = fc.record({
  kind: fc.constantFrom('file', 'directory', 'link', 'other'),
  mode: fc.nat(0o7777),
  uid: fc.nat(2),
  gid: fc.nat(2),
  inode: fc.nat(),
  hash: fc.option(fc.constantFrom('a'.repeat(64), 'b'.repeat(64))),
});
const anyState: fc.Arbitrary<PathMark> = fc.oneof(anyMark, fc.constant<PathMark>({ kind: 'absent' }));
const anyPath = fc.constantFrom(unit, args, policy, '/proc/sys/vm/swappiness', '/run/x', '/');
const anyItem = fc.record({
  taskId: fc.string(),
  item: fc.option(fc.string()),
  controls: fc.array(fc.string()),
  reads: fc.array(fc.oneof(anyPath.map(pathResource), fc.constant(unitResource('snap.k8s.kubelet.service')))),
});
const anyFound: fc.Arbitrary<FoundDrift> = fc.record({
  since: fc.option(fc.record({ run: fc.string(), who: fc.string(), at: fc.nat(), checkedAt: fc.nat() })),
  playbookChanged: fc.boolean(),
  paths: fc.uniqueArray(fc.record({ path: anyPath, before: anyState, after: anyState }), {
    selector: ({ path }) => path,
  }),
  snaps: fc.constantFrom(
    [],
    [{ snap: 'k8s', before: 'x1', after: null }],
    [{ snap: 'k8s', before: null, after: 'x2' }],
  ),
  drifted: fc.array(anyItem),
  now: fc.nat(),
});
const tags = [
  'clock',
  'btime',
  'init',
  'path',
  'snap',
  'change',
  'task',
  'revision',
  'unit',
  'login',
  'wtmp',
  'own',
  'restarted',
];
const anyLine = fc
  .tuple(fc.constantFrom(...tags), fc.constantFrom('k8s', '0', '12'), fc.string())
  .map(([tag, first, rest]) => `${tag} ${first} ${rest}`);

test('whatever a host answers, every thing that moved and every drifted item is told once, and the worst first', (t) => {
  const answers = recorded('2.68', 're-enabled').answer;
  const anyAnswer = fc.array(fc.oneof(anyLine, fc.constantFrom(...answers)));
  fc.assert(
    fc.property(anyFound, anyAnswer, (one, lines) => {
      const question = { paths: one.paths.map(({ path }) => path), snaps: ['k8s'], since: one.since?.at ?? null };
      const explained = explain(one, answering(question, lines));
      t.deepEqual(
        explained.flatMap(({ moved }) => moved.map(({ what }) => what)).toSorted(),
        [...one.snaps.map(({ snap }) => `snap ${snap}`), ...question.paths].toSorted(),
      );
      t.is(explained.flatMap(({ items }) => items).length, one.drifted.length);
      const order = explained.map(({ class: kind }) => ['unexpected', 'unknown', 'expected'].indexOf(kind));
      t.deepEqual(order, order.toSorted());
    }),
  );
});
