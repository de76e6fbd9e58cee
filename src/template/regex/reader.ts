import { Failure } from '../failure.ts';
import { maxNesting } from '../limits.ts';
import type { RegexFlags } from './syntax.ts';

/** A place in a pattern, with what has been learned of it so far. */
export class Reader {
  readonly #pattern: string;
  #at = 0;
  #depth = 0;
  flags: RegexFlags;
  groups = 0;
  readonly names = new Map<string, number>();
  /** Groups that have begun and not ended. */
  readonly open = new Set<number>();
  constructor(pattern: string, flags: RegexFlags) {
    this.#pattern = pattern;
    this.flags = flags;
  }

  get atEnd(): boolean {
    return this.#at >= this.#pattern.length;
  }

  /** Nothing but flags stands before what is being read. */
  get atBeginning(): boolean {
    return /^(?:\(\?[aimsux]+\)|\s)*\(\?$/.test(this.#pattern.slice(0, this.#at)) || this.#at === 2;
  }

  /** The next character, or an empty text. */
  get peek(): string {
    const code = this.#pattern.codePointAt(this.#at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  take(): string {
    const character = this.peek;
    if (character === '') throw this.wrong('an end that came too early');
    this.#at += character.length;
    return character;
  }

  skip(text: string): boolean {
    const found = this.#pattern.startsWith(text, this.#at);
    if (found) this.#at += text.length;
    return found;
  }

  /** What a sticky pattern matches here. */
  match(sticky: RegExp): string | null {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#pattern)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  /** White space and comments of a verbose pattern. */
  skipBlank(): void {
    if (this.flags.verbose === true) this.match(/(?:\s|#[^\n]*)*/y);
  }

  descend(): void {
    this.#depth += 1;
    if (this.#depth > maxNesting) throw this.wrong(`more than ${maxNesting} groups in each other`);
  }

  ascend(): void {
    this.#depth -= 1;
  }

  wrong(what: string): Failure {
    return new Failure('template-value', `the regular expression has ${what} at character ${this.#at}`);
  }
}
