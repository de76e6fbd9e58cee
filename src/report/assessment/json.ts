import type { AssessmentFormat } from './format.ts';
import { jsonParts } from './json-text.ts';

/** All of it, as `schemas/assessment.schema.json` says; what `--baseline` reads. */
export const jsonFormat: AssessmentFormat = {
  name: 'json',
  purpose: 'all of it, for programs and for --baseline',
  extensions: ['.json'],
  holds: null,
  files: (assessment) => [{ of: null, parts: jsonParts(assessment, 4) }],
};
