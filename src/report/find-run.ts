import { parsed, refused } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import { fullId } from '../domain/history.ts';
import type { RecordedRun } from '../domain/history.ts';

/** More than one needs to see. */
const SHOWN = 5;

/**
 * The run that the operator means: `last`, an id with or without its year, or the beginning of one. Errors:
 * `unknown-run`, `ambiguous-run`. `runs`: oldest first.
 */
export function findRun(text: string, runs: readonly RecordedRun[]): Parsed<RecordedRun> {
  const found = text === 'last' ? runs.slice(-1) : named(text, runs);
  const ids = [...new Set(found.map(fullId))];
  const newest = found.at(-1);
  if (newest === undefined) return refused(unknown(text, runs));
  if (ids.length === 1) return parsed(newest);
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : '';
  return refused({
    severity: 'error',
    code: 'ambiguous-run',
    summary: `${text} may be any of ${ids.length} runs`,
    hint: `one of ${ids.slice(-SHOWN).toReversed().join(', ')}${more}`,
  });
}

/** Whether a text can name a run at all. */
export const isRunName = (text: string): boolean =>
  text === 'last' || /^(?:\d{4}-)?\d{1,4}(?:-[a-z0-9]{0,2})?$/.test(text);

/** A whole id beats the beginning of another. */
function named(text: string, runs: readonly RecordedRun[]): readonly RecordedRun[] {
  if (!isRunName(text)) return [];
  const whole = runs.filter((run) => run.about.run === text || fullId(run) === text);
  return whole.length > 0
    ? whole
    : runs.filter((run) => run.about.run.startsWith(text) || fullId(run).startsWith(text));
}

const unknown = (text: string, runs: readonly RecordedRun[]) => ({
  severity: 'error' as const,
  code: 'unknown-run',
  summary: runs.length === 0 ? 'no run was recorded here yet' : `no run ${text} was recorded here`,
  hint: 'bulwark history lists the runs of this controller and user; an id looks like 1121-k7 or 2026-1121-k7',
});
