import test from 'ava';
import fc from 'fast-check';

import { type Marker, markerKey, markerLines, readMarker } from '../../../src/engine/drift/marker.ts';
import type { PathMark } from '../../../src/engine/drift/path-mark.ts';

const present = fc.record({
  kind: fc.constantFrom('file', 'directory', 'link', 'other'),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: fc.nat(),
  gid: fc.nat(),
  inode: fc.nat(),
  hash: fc.option(fc.constantFrom('a'.repeat(64), '0'.repeat(64))),
});
const mark: fc.Arbitrary<PathMark> = fc.oneof(fc.constant({ kind: 'absent' as const }), present);
const path = fc.string({ unit: 'grapheme' }).map((name) => `/${name.replaceAll('\n', '')}x`);
const marker: fc.Arbitrary<Marker> = fc.record({
  run: fc.string(),
  who: fc.string(),
  at: fc.nat(),
  checkedAt: fc.nat(),
  digest: fc.string(),
  snaps: fc
    .array(fc.tuple(fc.constantFrom('k8s', 'lxd'), fc.option(fc.constantFrom('x1', '3588'))))
    .map((all) => new Map(all)),
  paths: fc.array(fc.tuple(path, mark)).map((all) => new Map(all)),
});

test('what is written is read again', (t) => {
  fc.assert(
    fc.property(marker, (one) => {
      t.deepEqual(readMarker(`${markerLines(one).join('\n')}\n`), one);
    }),
  );
  t.pass();
});

const one: Marker = { run: 'r', who: 'w', at: 1, checkedAt: 2, digest: 'd', snaps: new Map(), paths: new Map() };
const [head = ''] = markerLines(one);
const unreadable = test.macro({
  exec: (t, text: string) => t.is(readMarker(text), null),
  title: (_, text: string) => `no marker: ${JSON.stringify(text.slice(-60))}`,
});
test(unreadable, '');
test(unreadable, 'null');
test(unreadable, head.replace('"version":1', '"version":2'));
test(unreadable, head.replace('"at":1', '"at":"1"'));
test(unreadable, head.replace('"snaps":{}', '"snaps":null'));
test(unreadable, `${head}\n- /a\nf:600:0:0:1 /cut`);
test(unreadable, `${head}\nf:999:0:0:1:- /mode`);
test(unreadable, `${head}\n/no/mark`);
test(unreadable, '\u0000\u0007{');

const keys = test.macro({
  exec: (t, playbook: string, key: string) => t.is(markerKey(playbook), key),
  title: (_, playbook: string) => `the marker of ${JSON.stringify(playbook)}`,
});
test(keys, 'hardening.yaml', 'hardening.yaml');
test(keys, '/srv/prod/hardening.yaml', 'hardening.yaml');
test(keys, '../my play; rm -rf $HOME.yaml', 'my_play_rm_-rf_HOME.yaml');
test(keys, '..', '_');
test(keys, '.hidden.yaml', '_hidden.yaml');
test(keys, '', '_');
