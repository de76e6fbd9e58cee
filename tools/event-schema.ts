import { writeFileSync } from 'node:fs';

import { publishedSchema } from '../src/render/json-schema.ts';

/** Writes `schemas/event.schema.json` anew; a test fails when it is not fresh. */
writeFileSync(
  new URL('../schemas/event.schema.json', import.meta.url),
  `${JSON.stringify(publishedSchema(), null, 2)}\n`,
);
