import { readFileSync } from 'node:fs';

import test from 'ava';

import { pageFiles } from '../../../../tools/lib/page-files.ts';

test('script and style of the page are those of its sources (node tools/assessment-page.ts)', async (t) => {
  for (const { path, text } of await pageFiles())
    t.is(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'), text, path);
});
