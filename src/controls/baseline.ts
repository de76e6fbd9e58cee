import type { ControlStatus } from '../domain/assessment.ts';
import { parsed } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import type { ControlId } from '../domain/module.ts';
import type { IdOf } from './find-control.ts';
import { readAssessment } from './read-assessment.ts';

/** An earlier assessment, as far as another one is compared with it. */
export interface Baseline {
  readonly run: string;
  readonly at: string;
  /** What each control was on each host (or cluster), by own id of the catalogue. */
  readonly statuses: ReadonlyMap<ControlId, ReadonlyMap<string, ControlStatus>>;
}

/**
 * Reads an assessment that was written as JSON. A control that the catalogue does not have any more is left out, with a
 * warning. Errors: those of `readAssessment`.
 */
export function parseBaseline(file: string, text: string, idOf: IdOf): Parsed<Baseline> {
  const read = readAssessment(file, text);
  if (!read.ok) return read;
  const { header, controls } = read.value;
  const statuses = new Map<ControlId, Map<string, ControlStatus>>();
  const gone: string[] = [];
  for (const { id, results } of controls) {
    const own = idOf(id);
    if (own === null) gone.push(id);
    else
      statuses.set(own, new Map(results.flatMap(({ hosts, status }) => hosts.map((host) => [host, status] as const))));
  }
  const warnings = gone.length === 0 ? [] : [unknownIds(file, gone)];
  return parsed({ run: header.run, at: header.finishedAt, statuses }, warnings);
}

const unknownIds = (file: string, ids: readonly string[]): Diagnostic => ({
  severity: 'warning',
  code: 'baseline-control',
  summary: `${file} has ${ids.length === 1 ? 'a control' : `${ids.length} controls`} that the catalogue does not have: ${ids.slice(0, 5).join(', ')}`,
  hint: 'they are left out of the comparison',
});
