import test from 'ava';

import { fullId } from '../../src/domain/history.ts';
import type { RecordedRun } from '../../src/domain/history.ts';
import { findRun } from '../../src/report/find-run.ts';
import { hostPattern } from '../../src/report/host-pattern.ts';
import { aboutRun } from '../support/records.ts';

const runs: readonly RecordedRun[] = [
  aboutRun('1121-k7', { year: 2025 }),
  aboutRun('1120-aa'),
  aboutRun('1121-k7'),
  aboutRun('1121-k8'),
].map((about, entry) => ({ entry, about, summary: null }));

const finds = test.macro({
  exec(t, text: string, wanted: string) {
    const found = findRun(text, runs);
    t.is(found.ok ? fullId(found.value) : found.diagnostics.map(({ code }) => code).join(), wanted);
  },
  title: (_, text: string, wanted: string) => `"${text}" means ${wanted}`,
});
test(finds, 'last', '2026-1121-k8');
test(finds, '1121-k8', '2026-1121-k8');
test(finds, '2025-1121-k7', '2025-1121-k7');
test(finds, '2026-1121-k7', '2026-1121-k7');
test(finds, '1121-k7', 'ambiguous-run');
test(finds, '1120', '2026-1120-aa');
test(finds, '2025', '2025-1121-k7');
test(finds, '2026-1121', 'ambiguous-run');
test(finds, '1121-k', 'ambiguous-run');
test(finds, '', 'unknown-run');
test(finds, '0101-zz', 'unknown-run');
test(finds, '.*', 'unknown-run');
test('nothing is found where nothing is', (t) => t.like(findRun('last', []), { ok: false }));

test('hosts are meant by names, globs and node sets', (t) => {
  const hosts = ['cp-1', 'cp-2', 'cp-10', 'worker-1', 'a.b'];
  const meant = (pattern: string): string => hosts.filter(hostPattern(pattern)).join();
  t.is(meant('cp-1'), 'cp-1');
  t.is(meant('cp-*'), 'cp-1,cp-2,cp-10');
  t.is(meant('cp-[1-2],worker-?'), 'cp-1,cp-2,worker-1');
  t.is(meant('a?b'), 'a.b');
  t.is(meant('a.b'), 'a.b');
  t.is(meant('(a|c).*'), '');
  t.is(meant(''), '');
});
