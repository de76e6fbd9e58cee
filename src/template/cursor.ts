import type { Diagnostic, SourceRange } from '../domain/diagnostic.ts';
import type { ExpressionNode, Locate } from '../domain/template.ts';
import { maxNesting } from './limits.ts';
import { SyntaxFault } from './syntax-fault.ts';
import type { Token } from './tokens.ts';

/**
 * What the parsers of one text share. `problems` are the mistakes that do not stop the parser (an unknown filter), so
 * that all are reported at once; `expression` is the parser of a whole expression, for those of its parts.
 */
export interface Notes {
  readonly locate: Locate;
  readonly problems: Diagnostic[];
  readonly expression: (cursor: Cursor) => ExpressionNode;
  nesting: number;
}

/** A place in the tokens of one expression or statement. */
export class Cursor {
  readonly notes: Notes;
  readonly #tokens: readonly Token[];
  #index = 0;
  constructor(tokens: readonly Token[], notes: Notes) {
    this.#tokens = tokens;
    this.notes = notes;
  }

  get token(): Token {
    return this.#at(0);
  }

  get next(): Token {
    return this.#at(1);
  }

  /** Returns the current token and steps over it. */
  take(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.#index += 1;
    return token;
  }

  isOperator(...texts: readonly string[]): boolean {
    return this.token.kind === 'operator' && texts.includes(this.token.text);
  }

  isWord(...texts: readonly string[]): boolean {
    return this.token.kind === 'name' && texts.includes(this.token.text);
  }

  skipOperator(text: string): boolean {
    const found = this.isOperator(text);
    if (found) this.take();
    return found;
  }

  skipWord(text: string): boolean {
    const found = this.isWord(text);
    if (found) this.take();
    return found;
  }

  expectOperator(text: string): Token {
    if (!this.isOperator(text)) throw this.unexpected(`"${text}"`);
    return this.take();
  }

  expectName(what: string): Token {
    if (this.token.kind !== 'name') throw this.unexpected(what);
    return this.take();
  }

  expectEnd(): void {
    if (this.token.kind !== 'end') throw this.unexpected('an operator or the end');
  }

  unexpected(wanted: string): SyntaxFault {
    const { kind, text } = this.token;
    const what = kind === 'end' ? `the end${text === '' ? '' : ` ("${text}")`}` : `"${text}"`;
    return this.fault(`${what} where ${wanted} was expected`);
  }

  fault(summary: string, hint?: string, token: Token = this.token): SyntaxFault {
    return new SyntaxFault({
      offset: token.start,
      length: Math.max(1, token.end - token.start),
      summary,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /** Where the text from `start` to the last token taken stands. */
  rangeFrom(start: number): SourceRange {
    const end = this.#tokens[this.#index - 1]?.end ?? start;
    return this.notes.locate(start, Math.max(1, end - start));
  }

  rangeOf(token: Token): SourceRange {
    return this.notes.locate(token.start, Math.max(1, token.end - token.start));
  }

  /** Reads a whole expression from here. */
  expression(): ExpressionNode {
    return this.notes.expression(this);
  }

  /** Runs a parser one level deeper; too deep a nesting is a fault rather than a full stack. */
  nested<T>(parse: () => T): T {
    this.notes.nesting += 1;
    if (this.notes.nesting > maxNesting) throw this.fault(`nested more than ${maxNesting} levels deep`);
    const result = parse();
    this.notes.nesting -= 1;
    return result;
  }

  #at(distance: number): Token {
    const last = this.#tokens.length - 1;
    const token = this.#tokens[Math.min(this.#index + distance, last)];
    if (token === undefined) throw new Error('a cursor needs at least the end token');
    return token;
  }
}
