import { mkdirSync, writeFileSync } from 'node:fs';

import { moduleDocs } from './lib/module-docs.ts';

/** Writes `docs/modules/` anew; a test fails when it is not fresh. */
const folder = new URL('../docs/modules/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of moduleDocs()) writeFileSync(new URL(name, folder), text);
