import type { Diagnostic, Parsed, SourceRange } from '../domain/diagnostic.ts';

export interface ProblemWords {
  readonly label?: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** Collects what is wrong while a parser goes on, so that every mistake is told at once. */
export interface Problems {
  error(code: string, summary: string, range?: SourceRange, words?: ProblemWords): void;
  warn(code: string, summary: string, range?: SourceRange, words?: ProblemWords): void;
  addAll(diagnostics: readonly Diagnostic[]): void;
  /** The value of a part that was read by itself, its diagnostics kept here; null when it has errors. */
  take<T>(part: Parsed<T>): T | null;
  hasErrors(): boolean;
  /** The outcome: the value and the warnings, or every diagnostic if one is an error. */
  finish<T>(value: T): Parsed<T>;
}

export function collectProblems(): Problems {
  const found: Diagnostic[] = [];
  const add = (
    severity: Diagnostic['severity'],
    code: string,
    summary: string,
    range?: SourceRange,
    words: ProblemWords = {},
  ): void => {
    found.push({ severity, code, summary, ...words, ...(range && { range }) });
  };
  const addAll = (diagnostics: readonly Diagnostic[]): void => {
    for (const diagnostic of diagnostics) found.push(diagnostic);
  };
  return {
    error: (...about) => add('error', ...about),
    warn: (...about) => add('warning', ...about),
    addAll,
    take: (part) => {
      addAll(part.ok ? part.warnings : part.diagnostics);
      return part.ok ? part.value : null;
    },
    hasErrors: () => hasError(found),
    finish: (value) => finish(found, value),
  };
}

const hasError = (found: readonly Diagnostic[]): boolean => found.some(({ severity }) => severity === 'error');

function finish<T>(found: readonly Diagnostic[], value: T): Parsed<T> {
  const [first, ...others] = found;
  if (first !== undefined && hasError(found)) return { ok: false, diagnostics: [first, ...others] };
  return { ok: true, value, warnings: [...found] };
}
