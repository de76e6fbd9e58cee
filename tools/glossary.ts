import { readFileSync, writeFileSync } from 'node:fs';

import { glossaryModule } from './lib/glossary-module.ts';

/** Writes `src/domain/glossary.ts` anew from `docs/glossary.md`; a test fails when it is not fresh. */
const markdown = readFileSync(new URL('../docs/glossary.md', import.meta.url), 'utf8');
writeFileSync(new URL('../src/domain/glossary.ts', import.meta.url), glossaryModule(markdown));
