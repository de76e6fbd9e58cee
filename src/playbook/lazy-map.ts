import type { MapKey, Value } from '../domain/value.ts';

/** A mapping whose values are worked out when they are read (`hostvars`). Keys are known. */
export class LazyMap extends Map<MapKey, Value> {
  readonly #names: () => readonly string[];
  readonly #value: (name: string) => Value | undefined;
  constructor(names: () => readonly string[], value: (name: string) => Value | undefined) {
    super();
    this.#names = names;
    this.#value = value;
  }

  override get size(): number {
    return this.#names().length;
  }

  override get(key: MapKey): Value | undefined {
    return typeof key === 'string' ? this.#value(key) : undefined;
  }

  override has(key: MapKey): boolean {
    return this.get(key) !== undefined;
  }

  override *keys(): MapIterator<MapKey> {
    yield* this.#names();
  }

  override *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  override *entries(): MapIterator<[MapKey, Value]> {
    for (const name of this.#names()) {
      const value = this.#value(name);
      if (value !== undefined) yield [name, value];
    }
  }

  override [Symbol.iterator](): MapIterator<[MapKey, Value]> {
    return this.entries();
  }

  override forEach(visit: (value: Value, key: MapKey, map: Map<MapKey, Value>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
