import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { assessmentFormats } from '../../../src/report/assessment/formats.ts';
import { html } from '../../../src/report/assessment/html/html.ts';
import { bigAssessment } from '../../support/big-assessment.ts';
import { openBrowser, openPage } from '../../support/browser.ts';

interface Cost {
  readonly files: number;
  readonly bytes: number;
  /** Of CPU, the making of the assessment left out. */
  readonly seconds: number;
  /** The most memory that the process had, in bytes, all counted. */
  readonly memory: number;
}

const MEGA = 1e6;
const script = fileURLToPath(new URL('../../support/report-process.ts', import.meta.url));

/** V8 takes what it can get before it collects: a small nursery shows what is really kept. */
const collectEarly = '--max-semi-space-size=4';

/** In a process of its own, as a run writes it. */
const costOf = (name: string): Cost =>
  JSON.parse(execFileSync(process.execPath, [collectEarly, script, name, '500', '0.1'], { encoding: 'utf8' })) as Cost;

const withinBounds = test.macro({
  exec(t, name: string, most: { readonly seconds: number; readonly memory: number }) {
    const { files, bytes, seconds, memory } = costOf(name);
    const said = `${seconds.toFixed(2)} s of CPU, ${Math.round(memory / MEGA)} MB of memory`;
    t.log(`${name}: ${said}; ${(bytes / MEGA).toFixed(2)} MB in ${files} files`);
    t.true(files > 0 && bytes > 100_000);
    t.true(seconds < most.seconds && memory < most.memory * MEGA, said);
    if (name === 'html') t.true(bytes < 5 * MEGA);
  },
  title: (_title, name: string, { seconds, memory }) =>
    `500 hosts and all controls as ${name}: within ${seconds} s and ${memory} MB`,
});

// The archive is all of them, four thousand files and 0.9 GB, made one after the other and written to the disk.
for (const name of [...assessmentFormats.map((format) => format.name), 'evidence.tar'])
  test.serial(withinBounds, name, { seconds: 10, memory: 400 });

/** Milliseconds from a key to the drawn matrix; the least of them, since other tests use the machine as well. */
const filtering = (field: string, values: readonly string[]): string => `(() => {
  const field = document.querySelector('[name=${field}]');
  const times = ${JSON.stringify(values)}.map((value) => {
    const before = performance.now();
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.getElementById('grid').getBoundingClientRect();
    return performance.now() - before;
  });
  return Math.min(...times);
})()`;

test('500 hosts and all controls: the page filters as one types, and holds only what is in sight', async (t) => {
  const browser = await openBrowser();
  t.teardown(() => browser.close());
  const { page, trouble } = await openPage(t, browser, html(bigAssessment({ hosts: 500, odd: 0.1 })));
  const words = await page.evaluate<number>(
    filtering('text', ['k', 'ku', 'kub', 'kube', 'kubel', 'kubele', 'kubelet', 'audit', 'aud', '']),
  );
  const hosts = await page.evaluate<number>(
    filtering('hosts', ['w', 'wo', 'wor', 'worker-*.site-3*', 'worker', 'cp', 'cp-[1-2]', '']),
  );
  t.log(`words: ${words.toFixed(1)} ms, hosts: ${hosts.toFixed(1)} ms`);
  t.true(words < 100 && hosts < 100);
  await page.locator('[name=fold]').uncheck();
  t.is(await page.locator('#grid').getAttribute('aria-colcount'), '526');
  t.true((await page.locator('#grid .cell').count()) < 4000);
  await page.locator('#grid').evaluate((grid: { scrollLeft: number; scrollTop: number }) => {
    grid.scrollLeft = 1e6;
    grid.scrollTop = 1e6;
  });
  await page.locator('#grid [aria-colindex="526"]').first().waitFor();
  await page.locator('#grid [aria-rowindex="250"]').waitFor();
  t.deepEqual(trouble, []);
});
