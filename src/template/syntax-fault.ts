/** A text that cannot be parsed; `offset` and `length` in UTF-16 units. parse.ts turns it into a diagnostic. */
export class SyntaxFault extends Error {
  readonly offset: number;
  readonly length: number;
  readonly hint: string | undefined;
  constructor(about: { offset: number; length: number; summary: string; hint?: string }) {
    super(about.summary);
    this.offset = about.offset;
    this.length = about.length;
    this.hint = about.hint;
  }
}
