const BLOCK = 2 ** 16;

/** Turns texts into bytes, in memory that is used again for the next text: one by one, a fleet's files take little. */
export class Scratch {
  readonly #blocks: Uint8Array<ArrayBuffer>[] = [];
  readonly #encoder = new TextEncoder();

  /** The text in UTF-8; half of a surrogate pair is U+FFFD. Holds until the next call. */
  encoded(parts: Iterable<string>): readonly Uint8Array[] {
    const sizes = [0];
    for (const part of parts) {
      let rest = part;
      while (rest !== '') {
        const at = sizes.length - 1;
        const size = sizes[at] ?? 0;
        const { read, written } = this.#encoder.encodeInto(rest, this.#block(at).subarray(size));
        sizes[at] = size + written;
        rest = rest.slice(read);
        if (rest !== '') sizes.push(0);
      }
    }
    return sizes.map((size, at) => this.#block(at).subarray(0, size));
  }

  #block(at: number): Uint8Array<ArrayBuffer> {
    const known = this.#blocks[at];
    if (known !== undefined) return known;
    const made = new Uint8Array(BLOCK);
    this.#blocks.push(made);
    return made;
  }
}
