const MASK = '‹secret›';

/**
 * Text that must never be shown: it prints as `‹secret›` in every sink, and `reveal()` is the one way out.
 * Reveal only where the text crosses to its target (a frame on the wire, a sudo prompt).
 */
export class Secret {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  /** What Node's inspect (console.log, error dumps) shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}

/** The text of a value that may be secret. */
export const reveal = (text: string | Secret): string => (text instanceof Secret ? text.reveal() : text);
