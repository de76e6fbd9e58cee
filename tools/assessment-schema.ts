import { writeFileSync } from 'node:fs';

import { publishedAssessmentSchema } from '../src/controls/assessment-schema.ts';

/** Writes `schemas/assessment.schema.json` anew; a test fails when it is not fresh. */
writeFileSync(
  new URL('../schemas/assessment.schema.json', import.meta.url),
  `${JSON.stringify(publishedAssessmentSchema(), null, 2)}\n`,
);
