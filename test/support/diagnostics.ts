import type { Diagnostic, Parsed } from '../../src/domain/diagnostic.ts';

/** Every diagnostic of an outcome as one line each: `3:1 duplicate-key`, `- code` without a place. */
export const told = (outcome: Parsed<unknown>): readonly string[] =>
  diagnosticsOf(outcome).map(
    ({ code, range }) => `${range === undefined ? '-' : `${range.start.line}:${range.start.column}`} ${code}`,
  );

export const diagnosticsOf = (outcome: Parsed<unknown>): readonly Diagnostic[] =>
  outcome.ok ? outcome.warnings : outcome.diagnostics;

/** Whether each place is within the text: a line that is there, a column at most one past its end. */
export function areWithin(diagnostics: readonly Diagnostic[], text: string): boolean {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return diagnostics.every(({ range }) => {
    if (range === undefined) return true;
    return [range.start, range.end].every(({ line, column }) => {
      const length = lines[line - 1] === undefined ? -1 : [...(lines[line - 1] ?? '')].length;
      return line >= 1 && column >= 1 && column <= length + 1;
    });
  });
}
