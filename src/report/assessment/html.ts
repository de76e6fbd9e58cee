import type { AssessmentFormat } from './format.ts';
import { html } from './html/html.ts';

/** One page that needs nothing else: for people. */
export const htmlFormat: AssessmentFormat = {
  name: 'html',
  purpose: 'one page with the matrix of controls and hosts, for people',
  extensions: ['.html'],
  holds: null,
  files: (assessment) => [{ of: null, parts: [html(assessment)] }],
};
