import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import anyTest from 'ava';
import type { TestFn } from 'ava';
import type { Browser, Page } from 'playwright-core';

import { html } from '../../../../src/report/assessment/html/html.ts';
import { openBrowser, openPage } from '../../../support/browser.ts';
import { sampleAssessment } from '../../../support/sample-assessment.ts';

const test = anyTest as TestFn<{ browser: Browser }>;
const text = html(sampleAssessment);
/** Deque's engine, with all its rules: WCAG 2.2 A and AA, and what it calls best practice. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What is wrong with the page as it stands, a line each. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<readonly Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${impact} ${id} ${target.join(' ')}: ${failureSummary}`),
  );
}

test.before(async (t) => {
  t.context.browser = await openBrowser();
});
test.after.always((t) => t.context.browser.close());

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [400, 1400])
    test(`axe finds nothing wrong with the page: ${colorScheme}, ${width} pixels wide`, async (t) => {
      const viewport = { width, height: 900 };
      const { page } = await openPage(t, t.context.browser, text, { colorScheme, viewport });
      t.deepEqual(await violations(page), [], 'as it opens');
      await page.locator('.cause a').first().click();
      await page.locator('#panel h3').waitFor();
      t.deepEqual(await violations(page), [], 'with evidence');
      await page.keyboard.press('Escape');
      await page.locator('#filters label', { hasText: /^fail/ }).click();
      await page.locator('[name=fold]').uncheck();
      t.deepEqual(await violations(page), [], 'with a filter, and a column for each host');
    });

test('axe finds what is wrong: a text that is too pale, an image and a field without a name', async (t) => {
  const { page } = await openPage(t, t.context.browser, text);
  await page.evaluate(`(() => {
    const wrong = document.createElement('div');
    wrong.innerHTML = '<img src="data:,"><input>';
    document.querySelector('main').append(wrong);
    const style = new CSSStyleSheet();
    style.replaceSync('h1 { color: rgb(200, 200, 200) !important; background: white !important }');
    document.adoptedStyleSheets = [style];
  })()`);
  const found = (await violations(page)).map((line) => line.split(' ')[1] ?? '');
  for (const id of ['image-alt', 'label', 'color-contrast']) t.true(found.includes(id), id);
});
