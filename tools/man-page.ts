import { mkdirSync, writeFileSync } from 'node:fs';

import { manPage } from '../src/cli/man-page.ts';

/** Writes `man/bulwark.1` anew; a test fails when it is not fresh. */
const root = new URL('../', import.meta.url);
mkdirSync(new URL('man', root), { recursive: true });
writeFileSync(new URL('man/bulwark.1', root), manPage());
