import anyTest from 'ava';
import type { TestFn } from 'ava';
import type { Browser, Page } from 'playwright-core';

import { html } from '../../../../src/report/assessment/html/html.ts';
import { openBrowser, openPage } from '../../../support/browser.ts';
import { hostile } from '../../../support/hostile-texts.ts';
import { sampleAssessment } from '../../../support/sample-assessment.ts';

const test = anyTest as TestFn<{ browser: Browser }>;
const text = html(sampleAssessment);

test.before(async (t) => {
  t.context.browser = await openBrowser();
});
test.after.always((t) => t.context.browser.close());

/** Ids of the controls in the matrix, in its order. */
const ids = (page: Page): Promise<readonly string[]> => page.locator('#grid .lead .id').allTextContents();
const panel = (page: Page) => page.locator('#panel');
const cell = (page: Page, control: string, host: string) =>
  page.locator('#grid .row', { hasText: control }).locator(`[aria-label^="${host}:"]`);

test('verdict first; nothing is asked for, and no text of a host becomes part of the page', async (t) => {
  const { page, trouble } = await openPage(t, t.context.browser, text);
  t.is(
    await page.locator('h1').textContent(),
    'prod-a: NOT FULLY ASSESSED; 4 of 12 controls fail, from 4 causes, on 4 of 5 hosts',
  );
  t.is((await ids(page)).length, sampleAssessment.controls.length);
  await cell(page, 'BW-CERT-30', 'worker-2').click();
  const said = (await panel(page).textContent()) ?? '';
  t.true(said.includes(hostile.markup));
  t.true(said.includes(String.raw`left \u{202e}right\u{202c}`));
  t.is(await page.locator('img, script:not(#data):not(:last-of-type), iframe, link').count(), 0);
  t.deepEqual(trouble, []);
});

test('scripts and styles that are not of the page do not run', async (t) => {
  const { page } = await openPage(t, t.context.browser, text);
  const [title, colour] = await page.evaluate<readonly string[]>(`(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken over"';
    document.body.append(script);
    const box = document.createElement('div');
    box.innerHTML = '<p id="styled" style="color: rgb(1, 2, 3)">x</p><img src="data:," onerror="document.title = 1">';
    document.body.append(box);
    return [document.title, getComputedStyle(document.getElementById('styled')).color];
  })()`);
  t.regex(title ?? '', /^prod-a/);
  t.not(colour, 'rgb(1, 2, 3)');
});

test('filters by status, benchmark, area, host and words leave what they say', async (t) => {
  const { page, trouble } = await openPage(t, t.context.browser, text);
  const filters = page.locator('#filters');
  const clear = () => filters.locator('[type=reset]').click();
  await filters.locator('label', { hasText: /^fail/ }).click();
  t.deepEqual(await ids(page), ['V-242434', 'V-242464', 'BW-CERT-30', 'CIS-1.2.19']);
  t.regex((await page.locator('#tell').textContent()) ?? '', /^4 of 12 controls/);
  await clear();
  await filters.locator('[name=benchmark]').selectOption('stig');
  t.deepEqual(await ids(page), ['V-242434', 'V-242464', 'V-242393', 'V-242387']);
  await clear();
  await filters.locator('[name=area]').selectOption('rbac');
  t.deepEqual((await ids(page)).toSorted(), ['CIS-5.1.1', 'CIS-5.1.3']);
  await clear();
  await filters.locator('[name=hosts]').fill('worker-[1-2]');
  t.deepEqual(await page.locator('#grid .name').allTextContents(), ['prod-a', 'worker-1', 'worker-2']);
  t.false((await ids(page)).includes('CIS-1.2.19'), 'it is no control of workers');
  t.is(await page.locator('#grid .row', { hasText: 'CIS-4.1.1' }).locator('.lead .word').textContent(), 'waived');
  await clear();
  await filters.locator('[name=text]').fill('audit-LOG kubelet.conf');
  t.deepEqual(await ids(page), []);
  await filters.locator('[name=text]').fill('audit-LOG');
  t.deepEqual(await ids(page), ['V-242464', 'CIS-1.2.19']);
  t.deepEqual(trouble, []);
});

test('the evidence of a cell: states, place, process, command, host; then the others', async (t) => {
  const { page } = await openPage(t, t.context.browser, text);
  await cell(page, 'V-242464', 'cp-1').click();
  const said = await panel(page).locator('.result.chosen').innerText();
  for (const words of ['kube-apiserver:12', 'pid 1231', 'grep -- --audit-log-maxage', 'cp-1'])
    t.true(said.includes(words), words);
  t.regex(said, /in the file\s+30\s+now\s+7/);
  t.regex(await panel(page).innerText(), /looked at\s+2026-11-22 09:52:01 UTC\s+clock\s+0\.2 s ahead/);
  await panel(page).getByRole('button', { name: 'Close' }).click();
  t.true(await panel(page).isHidden());
});

test('all of it by keyboard: search, move, open, read on, close', async (t) => {
  const { page } = await openPage(t, t.context.browser, text);
  await page.keyboard.press('/');
  await page.keyboard.type('kubelet');
  await page.locator('#grid').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const [, second = ''] = await ids(page);
  const active = () => page.locator('#grid').getAttribute('aria-activedescendant');
  t.is(await active(), 'c1-1');
  t.is(await page.locator('#c1-1').getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  t.true(((await panel(page).locator('h3').textContent()) ?? '').startsWith(second));
  t.is(await page.evaluate('document.activeElement?.id'), 'panel');
  await page.keyboard.press('Escape');
  t.true(await panel(page).isHidden());
  t.is(await page.evaluate('document.activeElement?.id'), 'grid');
  await page.keyboard.press('End');
  t.is(await active(), `c${(await ids(page)).length - 1}-1`);
});

test('a link to a control opens it, also when filters hide it', async (t) => {
  const { page } = await openPage(t, t.context.browser, text);
  await page.locator('[name=text]').fill('nothing has these words');
  await page.locator('.cause a', { hasText: 'V-242434' }).first().click();
  await page.locator('#panel h3', { hasText: 'V-242434' }).waitFor();
  t.is((await ids(page)).length, 12);
});

const ground = (page: Page): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');

test('dark for those who prefer it, until they switch', async (t) => {
  const { page } = await openPage(t, t.context.browser, text, { colorScheme: 'dark' });
  const dark = await ground(page);
  await page.locator('#theme').click();
  const light = await ground(page);
  t.not(light, dark);
  await page.reload();
  t.is(await ground(page), light);
  await page.locator('#theme').click();
  t.is(await ground(page), dark);
});

test('a narrow screen has a list, nothing beside it, and the evidence on all of it', async (t) => {
  const { page } = await openPage(t, t.context.browser, text, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  t.is(await page.evaluate('document.documentElement.scrollWidth'), 390);
  t.is(await page.locator('#grid .cell').count(), 0);
  const row = page.locator('#grid .lead', { hasText: 'V-242434' });
  t.regex(await row.innerText(), /fail worker-1 · unknown 1 · pass 3/);
  await row.tap();
  t.is((await panel(page).boundingBox())?.width, 390);
});

test('on paper: every control, the causes and the record, and no matrix', async (t) => {
  const { page } = await openPage(t, t.context.browser, text);
  await page.emulateMedia({ media: 'print' });
  t.true(await page.locator('#matrix').isHidden());
  t.is(await page.locator('#controls tbody tr:visible').count(), sampleAssessment.controls.length);
  t.true(await page.locator('#record').isVisible());
});

test('without its script it still says what is wrong, and the results of every control', async (t) => {
  const { page } = await openPage(t, t.context.browser, text, { javaScriptEnabled: false });
  t.is(await page.locator('.cause').count(), sampleAssessment.causes.length);
  t.is(await page.locator('#controls tbody tr').count(), sampleAssessment.controls.length);
  t.true(await page.locator('#controls').isVisible());
});
