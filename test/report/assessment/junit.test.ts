import { parse } from 'junit2json';
import test from 'ava';

import { junitFormat } from '../../../src/report/assessment/junit.ts';
import { oneText } from './files-of.ts';

/** By a reader of others; no schema of JUnit's format is in a package of npm or Debian. */
async function readSuites() {
  const read = await parse(oneText(junitFormat));
  if (read === null || read === undefined || !('testsuite' in read)) throw new Error('not read');
  return { all: read, suites: read.testsuite ?? [] };
}

test('another reader sees a suite for each benchmark and host, with the numbers of its cases', async (t) => {
  const { all, suites } = await readSuites();
  t.is(suites.length, 15);
  t.is(all.tests, 60);
  for (const suite of suites) {
    const cases = suite.testcase ?? [];
    t.is(suite.tests, cases.length);
    t.is(suite.failures, cases.filter(({ failure }) => failure !== undefined).length);
    t.is(suite.errors, cases.filter(({ error }) => error !== undefined).length);
    t.is(suite.skipped, cases.filter(({ skipped }) => skipped !== undefined).length);
  }
  t.is(
    all.failures,
    suites.reduce((sum, { failures }) => sum + (failures ?? 0), 0),
  );
});

test('a failing control fails, what could not be seen is an error, and what a person must judge is skipped', async (t) => {
  const { suites } = await readSuites();
  const of = (host: string) =>
    Object.fromEntries(
      (suites.find(({ hostname, name }) => hostname === host && name?.includes('1.12') === true)?.testcase ?? []).map(
        ({ name, failure, error, skipped }) => [
          name?.split(' ')[0],
          failure?.[0]?.message ?? error?.[0]?.message ?? skipped?.[0]?.message ?? 'passed',
        ],
      ),
    );
  t.deepEqual(of('cp-1'), {
    'CIS112-1.2.17': 'fail: configured, and not running with it yet',
    'CIS112-4.1.1': 'passed',
    'CIS112-4.1.3': 'not applicable: it is of workers, and this host is one of the control planes',
    'CIS112-4.2.5': 'not applicable: it is of workers, and this host is one of the control planes',
    'CIS112-4.2.14': 'not applicable: it is of workers, and this host is one of the control planes',
    'CIS112-5.1.1': 'passed',
    'CIS112-5.1.3': `manual: roles with wildcards: live </td><script>alert("x")</script><img src=x onerror=alert(1)> &amp; 'quoted' (clusterrole/ops)`,
  });
  t.is(of('cp-3')['CIS112-1.2.17'], 'unknown: the host was not reached: connection refused');
  t.regex(String(of('worker-2')['CIS112-4.1.1']), /^waived: waived by ciso@example.org until 2026-12-01/);
});
