import { writeFileSync } from 'node:fs';

import { pageFiles } from './lib/page-files.ts';

/** Writes script and style of the HTML report anew from `src/report/assessment/html/client/`; a test fails when they are not fresh. */
for (const { path, text } of await pageFiles()) writeFileSync(new URL(`../${path}`, import.meta.url), text);
