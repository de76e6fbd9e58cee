import type { Diagnostic } from '../domain/diagnostic.ts';
import { cells, wrap } from './columns.ts';
import { excerpt } from './excerpt.ts';
import type { Excerpt } from './excerpt.ts';
import { visible } from './visible-text.ts';

/** One line of a diagnostic; the kind is for whoever adds colour. */
interface DiagnosticLine {
  readonly kind: 'error' | 'warning' | 'source' | 'caret' | 'note';
  readonly text: string;
}

/** The text of a file that was read, by the name that ranges give it. */
export type SourceLookup = (file: string) => string | undefined;

const MIN_WIDTH = 80;

/**
 * Diagnostics as a person reads them, sorted by place, each with its lines of source and a caret; every line fits
 * `width` columns (at least 80) and ends with a line feed. Control characters are made visible.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], sourceOf: SourceLookup, width: number): string {
  const lines = sortDiagnostics(diagnostics).flatMap((diagnostic) => diagnosticLines(diagnostic, sourceOf, width));
  return lines.map(({ text }) => `${text.trimEnd()}\n`).join('');
}

/** What belongs to no file first, then by file, line and column. Stable. */
function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted(({ range: a }, { range: b }) => {
    if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
    if (a.file !== b.file) return a.file < b.file ? -1 : 1;
    return a.start.line - b.start.line || a.start.column - b.start.column;
  });
}

function diagnosticLines(diagnostic: Diagnostic, sourceOf: SourceLookup, width: number): readonly DiagnosticLine[] {
  const { range, label } = diagnostic;
  const room = Math.max(width, MIN_WIDTH);
  const gutter = 2 + Math.max(2, String(range?.start.line ?? '').length);
  const text = range && sourceOf(range.file);
  const shown = range === undefined || text === undefined ? null : excerpt(text, range, room - gutter - 3);
  return [
    ...headerLines(diagnostic, room),
    ...(shown === null ? noteLines(label, gutter, room) : excerptLines(shown, label, gutter, room)),
    ...noteLines(diagnostic.detail, gutter, room),
    ...noteLines(diagnostic.hint, gutter, room),
  ];
}

function headerLines({ severity, summary, range }: Diagnostic, room: number): readonly DiagnosticLine[] {
  const place = range === undefined ? '' : `${range.file}:${range.start.line}:${range.start.column}  `;
  const words = visible(`${place}${severity}  ${summary}`);
  return wrap(words, room, 2).map((text) => ({ kind: severity, text }));
}

function excerptLines(
  { lines, column, length }: Excerpt,
  label: string | undefined,
  gutter: number,
  room: number,
): readonly DiagnosticLine[] {
  const bar = `${' '.repeat(gutter)} | `;
  const carets = `${bar}${' '.repeat(column)}${'^'.repeat(length)}`;
  return [
    ...lines.map(({ number, text }): DiagnosticLine => ({
      kind: 'source',
      text: `${String(number).padStart(gutter)} | ${text}`,
    })),
    ...withLabel(carets, label, `${bar}${' '.repeat(column)}`, bar, room).map((text): DiagnosticLine => ({
      kind: 'caret',
      text,
    })),
  ];
}

/** Beside the carets if it fits, else below them, else below at the left. */
function withLabel(
  carets: string,
  label: string | undefined,
  below: string,
  left: string,
  room: number,
): readonly string[] {
  if (label === undefined) return [carets];
  const beside = `${carets}  ${visible(label)}`;
  if (cells(beside) <= room) return [beside];
  const indent = room - below.length >= room / 2 ? below : left;
  return [carets, ...wrap(visible(label), room - indent.length, 0).map((text) => `${indent}${text}`)];
}

function noteLines(note: string | undefined, gutter: number, room: number): readonly DiagnosticLine[] {
  if (note === undefined) return [];
  const indent = ' '.repeat(gutter + 1);
  const wrapped = note.split('\n').flatMap((line) => wrap(visible(line), room - gutter - 3, 0));
  return wrapped.map((text, index) => ({ kind: 'note', text: `${indent}${index === 0 ? '= ' : '  '}${text}` }));
}
