import test from 'ava';
import { allSuites, buildOracle, committed, record } from '../../tools/oracle/suites.ts';

/** Set by people who cannot build it (no root, no network); CI must. */
const isSpared = process.env['BULWARK_NO_ORACLE'] === '1';
let problem: string | null = null;

test.before(() => {
  if (!isSpared) problem = buildOracle();
});

for (const [name, suite] of allSuites()) {
  const run = isSpared ? test.skip : test;
  run(`the oracle still answers as recorded: ${name}`, (t) => {
    if (problem !== null) return t.fail(`${problem} (BULWARK_NO_ORACLE=1 goes without)`);
    t.deepEqual(withoutProvenance(record(suite)), withoutProvenance(committed(suite)));
  });
}

/** A point release of Debian is no difference. */
function withoutProvenance(text: string): object {
  const answers: unknown = JSON.parse(text);
  return typeof answers === 'object' && answers !== null ? { ...byHost(answers), provenance: null } : {};
}

/** Which host is told first is chance: results of a host keep their order, and hosts are sorted. */
function byHost<Answers>(answers: Answers): Answers;
function byHost(answers: unknown): unknown {
  if (Array.isArray(answers)) {
    const items = answers.map((item: unknown) => byHost(item));
    return items.every((item) => hostOf(item) !== null)
      ? items.toSorted((a, b) => (hostOf(a) ?? '').localeCompare(hostOf(b) ?? ''))
      : items;
  }
  if (typeof answers !== 'object' || answers === null) return answers;
  return Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, byHost(value)]));
}

function hostOf(item: unknown): string | null {
  return typeof item === 'object' && item !== null && 'host' in item && typeof item.host === 'string'
    ? item.host
    : null;
}
