import type { AssessedControl, Assessment, Since } from '../../domain/assessment.ts';

/**
 * What makes `assess` exit 3. fail: any control; the categories and levels narrow that. unknown: also what nobody could
 * look at, hosts and nodes included.
 */
export const failOnWords = [
  'fail',
  'cat-i',
  'cat-ii',
  'cat-iii',
  'level-1',
  'level-2',
  'unknown',
  'not-assessed',
  'manual',
  'none',
] as const;
export type FailOn = (typeof failOnWords)[number];

/** Where nobody says otherwise: what is not known is not well. */
const usual: readonly FailOn[] = ['fail', 'unknown'];

/** Whether something was found that the operator wants to fail on; with a baseline only what is new counts. */
export function hasFindings(
  { controls, scope }: Pick<Assessment, 'controls' | 'scope'>,
  words: readonly FailOn[],
  baseline: Since | null,
): boolean {
  const asked = words.length === 0 ? usual : words;
  if (asked.includes('unknown') && scope.missing.length > 0) return true;
  const fresh = baseline === null ? null : new Set(baseline.new.map(({ control }) => control));
  return controls.some((control) => {
    const isKnown = control.status === 'fail' && fresh?.has(control.id) === false;
    return asked.some((word) => (!isKnown || ofHosts.has(word)) && isMeant(word, control));
  });
}

/** What one host is, whatever the others fail. */
const ofHosts: ReadonlySet<FailOn> = new Set(['unknown', 'not-assessed', 'manual']);

/** Some host of it is unknown, whatever the others are. */
const isOpen = ({ results }: Pick<AssessedControl, 'results'>): boolean =>
  results.some(({ status }) => status === 'unknown');

function isMeant(word: FailOn, control: Pick<AssessedControl, 'status' | 'category' | 'level' | 'results'>): boolean {
  const { status, category, level, results } = control;
  switch (word) {
    case 'fail':
      return status === 'fail';
    case 'cat-i':
    case 'cat-ii':
    case 'cat-iii':
      return status === 'fail' && category !== null && word === `cat-${category.toLowerCase()}`;
    case 'level-1':
    case 'level-2':
      return status === 'fail' && level !== null && word === `level-${level}`;
    case 'unknown':
      return isOpen(control);
    case 'not-assessed':
    case 'manual':
      return status === word || results.some((one) => one.status === word);
    case 'none':
      return false;
  }
}
