/** Why a document is not edited. Thrown inside this folder only. */
export class EditRefusal extends Error {
  readonly line: number;
  readonly column: number;
  constructor(message: string, text: string, offset: number) {
    super(message);
    this.name = 'EditRefusal';
    const before = text.slice(0, offset);
    this.line = before.split('\n').length;
    this.column = Array.from(before.slice(before.lastIndexOf('\n') + 1)).length + 1;
  }
}
