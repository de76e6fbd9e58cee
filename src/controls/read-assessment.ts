import type { Assessment } from '../domain/assessment.ts';
import { type Diagnostic, type Parsed, parsed, refused, type SourceRange } from '../domain/diagnostic.ts';
import { assessmentSchema } from './assessment-schema.ts';

/**
 * An assessment from its file. `assessment-cut` with its place where the text is no JSON, `assessment-file` where it is
 * none of ours: it was edited, or another version wrote it.
 */
export function readAssessment(file: string, text: string): Parsed<Assessment> {
  const json = parseJson(text);
  if (!json.ok) return refused(cut(file, text, json.at));
  const read = assessmentSchema.safeParse(json.value);
  if (read.success) return parsed(read.data);
  const [issue] = read.error.issues;
  return refused({
    severity: 'error',
    code: 'assessment-file',
    summary: `${file} is no assessment that this version reads`,
    detail: `${issue?.path.map(String).join('.') || 'the whole'}: ${issue?.message ?? ''}`,
    hint: 'make it anew: bulwark assess -o FILE.json',
    range: placeAt(file, '', 0),
  });
}

/** `at` is the offset where reading had to stop. */
function parseJson(text: string): { ok: true; value: unknown } | { ok: false; at: number } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const [, position] = /at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
    return { ok: false, at: position === undefined ? firstNoToken(text) : Number(position) };
  }
}

/** V8 does not say where an unexpected character stands. */
function firstNoToken(text: string): number {
  const token = /\s+|[{}[\],:]|"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null/y;
  let at = 0;
  while (token.test(text)) at = token.lastIndex;
  return at;
}

function cut(file: string, text: string, at: number): Diagnostic {
  const isEnd = at >= text.trimEnd().length;
  return {
    severity: 'error',
    code: 'assessment-cut',
    summary: isEnd ? `${file} ends in the middle: it was cut` : `${file} is not JSON`,
    hint: 'take a whole one, or make it anew: bulwark assess -o FILE.json',
    range: placeAt(file, text, at),
  };
}

function placeAt(file: string, text: string, at: number): SourceRange {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = Array.from(before.slice(before.lastIndexOf('\n') + 1)).length + 1;
  return { file, start: { line, column }, end: { line, column: column + 1 } };
}
