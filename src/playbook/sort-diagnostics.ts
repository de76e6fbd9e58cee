import type { Diagnostic } from '../domain/diagnostic.ts';

/** By place, files in the order in which they were first named, those without a place first; the same mistake once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ range }) => range?.file))];
  const rank = ({ range }: Diagnostic): number => (range === undefined ? -1 : files.indexOf(range.file));
  const line = ({ range }: Diagnostic): number => range?.start.line ?? 0;
  const column = ({ range }: Diagnostic): number => range?.start.column ?? 0;
  const unique = [...new Map(diagnostics.toReversed().map((each) => [identity(each), each])).values()].toReversed();
  return unique.toSorted((a, b) => rank(a) - rank(b) || line(a) - line(b) || column(a) - column(b));
}

const identity = (each: Diagnostic): string => {
  const start = each.range?.start;
  return JSON.stringify([each.code, each.range?.file, start?.line, start?.column, each.summary]);
};
