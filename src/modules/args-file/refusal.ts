/** Why an args file or a task is not acted on. Positions are 1-based, columns count code points. */
export interface ArgsRefusal {
  readonly message: string;
  readonly hint?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Thrown inside this folder only; the module turns it into a refused plan. */
export class RefusedError extends Error {
  readonly refusal: ArgsRefusal;
  constructor(refusal: ArgsRefusal) {
    super(refusal.message);
    this.name = 'RefusedError';
    this.refusal = refusal;
  }
}

/** The line and column of a UTF-16 offset in `text`. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: Array.from(before.slice(lineStart)).length + 1 };
}

export function refuseAt(text: string, offset: number, message: string, hint?: string): never {
  throw new RefusedError({ message, ...(hint !== undefined && { hint }), ...positionAt(text, offset) });
}
