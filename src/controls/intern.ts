/** Gives back the first of all values with the same key, so that equal ones of 500 hosts are one. */
export class Intern<Value> {
  readonly #known = new Map<string, Value>();

  share(key: string, value: Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, value);
    return value;
  }
}
