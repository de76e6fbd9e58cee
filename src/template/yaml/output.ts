import type { Budget } from '../budget.ts';
import { escaped } from './scalar.ts';

/** Text that grows, and the column that it has come to: long scalars are folded at spaces, as libyaml does. */
export class YamlOutput {
  readonly #parts: string[] = [];
  readonly #width: number;
  readonly #budget: Budget;
  #column = 0;
  constructor(width: number, budget: Budget) {
    this.#width = width;
    this.#budget = budget;
  }

  get text(): string {
    return this.#parts.join('');
  }

  get isOverlong(): boolean {
    return this.#column > this.#width;
  }

  put(text: string): void {
    this.#budget.text(text.length);
    this.#parts.push(text);
    const newline = text.lastIndexOf('\n');
    this.#column = newline < 0 ? this.#column + [...text].length : [...text].length - newline - 1;
  }

  line(indent: number): void {
    this.put(`\n${' '.repeat(indent)}`);
  }

  plain(text: string, indent: number, folds: boolean): void {
    this.#folded(text, indent, folds, (piece) => piece);
  }

  singleQuoted(text: string, indent: number, folds: boolean): void {
    this.put("'");
    this.#folded(text, indent, folds, (piece) => piece.replaceAll("'", "''"));
    this.put("'");
  }

  doubleQuoted(text: string, indent: number, folds: boolean): void {
    const characters = [...text];
    this.put('"');
    for (const [index, character] of characters.entries()) {
      const isInside = index > 0 && index < characters.length - 1 && characters[index - 1] !== ' ';
      if (character === ' ' && folds && isInside && this.isOverlong) {
        this.line(indent);
        if (characters[index + 1] === ' ') this.put('\\');
      } else this.put(escaped(character));
    }
    this.put('"');
  }

  /** Words, spaces and line ends in turn. A single space in an overlong line becomes a line end; a line end is doubled. */
  #folded(text: string, indent: number, folds: boolean, write: (piece: string) => string): void {
    const pieces = text.match(/ +|[\n\x85\u2028\u2029]+|[^ \n\x85\u2028\u2029]+/g) ?? [];
    for (const [index, piece] of pieces.entries()) {
      const isEdge = index === 0 || index === pieces.length - 1;
      if (piece === ' ' && folds && !isEdge && this.isOverlong) this.line(indent);
      else if (/^[\n\x85\u2028\u2029]/.test(piece))
        this.put((piece.startsWith('\n') ? '\n' : '') + piece + ' '.repeat(indent));
      else this.put(write(piece));
    }
  }
}
