/** 1-based; the column counts code points, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** `file` is the path as the operator wrote it or as it is shown; `end` is exclusive. */
export interface SourceRange {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/**
 * Something to tell about the operator's input. `code` is stable and kebab-case (`unknown-parameter`),
 * `summary` one line without a full stop, `label` the words beside the caret, `hint` what to do next.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly summary: string;
  readonly label?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly range?: SourceRange;
}

export type Diagnostics = readonly [Diagnostic, ...Diagnostic[]];

/** The outcome of reading input: a better type, or every mistake at once. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: Diagnostics };

export const parsed = <T>(value: T, warnings: readonly Diagnostic[] = []): Parsed<T> => ({ ok: true, value, warnings });

/** `diagnostics` may hold warnings too, but at least one error. */
export function refused(first: Diagnostic, ...others: readonly Diagnostic[]): { ok: false; diagnostics: Diagnostics } {
  return { ok: false, diagnostics: [first, ...others] };
}
