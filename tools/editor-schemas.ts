import { writeFileSync } from 'node:fs';

import { editorSchemaFiles } from '../src/app/editor-schemas.ts';
import { modules } from '../src/modules/index.ts';

/** Writes the schemas for editors in `schemas/` anew; a test fails when they are not fresh. */
for (const { path, text } of editorSchemaFiles(modules)) writeFileSync(new URL(`../${path}`, import.meta.url), text);
