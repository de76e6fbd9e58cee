import { z } from 'zod';

import { controlStatuses, type ControlStatus } from '../domain/assessment.ts';
import { parsed, refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Parsed, Position } from '../domain/diagnostic.ts';
import type { ControlId } from '../domain/module.ts';

/** An earlier assessment, as far as another one is compared with it. */
export interface Baseline {
  readonly run: string;
  readonly at: string;
  /** What each control was on each host (or cluster), by own id of the catalogue. */
  readonly statuses: ReadonlyMap<ControlId, ReadonlyMap<string, ControlStatus>>;
}

const result = z.object({ hosts: z.array(z.string()), status: z.enum(controlStatuses) });
const assessment = z.object({
  schemaVersion: z.literal(1),
  header: z.object({ run: z.string(), finishedAt: z.string() }),
  controls: z.array(z.object({ id: z.string(), results: z.array(result) })),
});

/**
 * Reads an assessment that was written as JSON. `idOf` gives the own id of any form of a control's id; a control that
 * the catalogue does not have any more is left out, with a warning. Errors: `baseline-json` (it was cut off, or is no
 * JSON, with its place), `baseline-form`.
 */
export function parseBaseline(file: string, text: string, idOf: (word: string) => ControlId | null): Parsed<Baseline> {
  const json = parseJson(file, text);
  if (!json.ok) return json;
  const read = assessment.safeParse(json.value);
  if (!read.success) return refused(wrongForm(file, read.error));
  const { header, controls } = read.data;
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

function parseJson(file: string, text: string): Parsed<unknown> {
  try {
    return parsed(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    return refused(noJson(file, text, error instanceof Error ? error.message : ''));
  }
}

/** V8 tells the position of what is wrong, and none where the text ends too early. */
function noJson(file: string, text: string, said: string): Diagnostic {
  const end = text.trimEnd().length;
  const at = Number(/at position (\d+)/.exec(said)?.[1] ?? end);
  const isCut = at >= end;
  const start = positionOf(text, at);
  return {
    severity: 'error',
    code: 'baseline-json',
    summary: isCut ? `${file} ends in the middle: it was cut off` : `${file} is not JSON`,
    range: { file, start, end: { line: start.line, column: start.column + 1 } },
    hint: isCut
      ? 'copy the whole file again, or make a new one: bulwark assess -o baseline.json'
      : 'a baseline is what `bulwark assess -o baseline.json` writes',
  };
}

function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}

function wrongForm(file: string, error: z.ZodError): Diagnostic {
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.map(String).join('.')}`;
  const isVersion = issue?.path[0] === 'schemaVersion';
  return {
    severity: 'error',
    code: 'baseline-form',
    summary: `${file} is no assessment${isVersion ? ' that this version reads' : ''}${place}`,
    range: { file, start: { line: 1, column: 1 }, end: { line: 1, column: 2 } },
    ...(issue !== undefined && { detail: issue.message }),
    hint: 'a baseline is what `bulwark assess -o baseline.json` writes',
  };
}

const unknownIds = (file: string, ids: readonly string[]): Diagnostic => ({
  severity: 'warning',
  code: 'baseline-control',
  summary: `${file} has ${ids.length === 1 ? 'a control' : `${ids.length} controls`} that the catalogue does not have: ${ids.slice(0, 5).join(', ')}`,
  hint: 'they are left out of the comparison',
});
