import type { MapKey } from '../domain/value.ts';
import type { Operand } from './operand.ts';

/** What the turns of one loop share. */
export interface LoopItems {
  readonly items: readonly Operand[];
  /** What `loop.changed` was last asked about. */
  changed: readonly Operand[] | null;
}

const names = [
  'index',
  'index0',
  'revindex',
  'revindex0',
  'first',
  'last',
  'length',
  'depth',
  'depth0',
  'previtem',
  'nextitem',
] as const;

/** `loop` of one turn: a mapping whose values are worked out when they are read. */
export class Loop extends Map<MapKey, Operand> {
  readonly about: LoopItems;
  readonly index: number;
  constructor(about: LoopItems, index: number) {
    super();
    this.about = about;
    this.index = index;
  }

  override get size(): number {
    return this.about.items.length;
  }

  override get(key: MapKey): Operand | undefined {
    const name = names.find((each) => each === key);
    return name === undefined ? undefined : this.#value(name);
  }

  override has(key: MapKey): boolean {
    return this.get(key) !== undefined;
  }

  override *keys(): MapIterator<MapKey> {
    yield* names;
  }

  override *entries(): MapIterator<[MapKey, Operand]> {
    for (const name of names) {
      const value = this.#value(name);
      if (value !== undefined) yield [name, value];
    }
  }

  override *values(): MapIterator<Operand> {
    for (const [, value] of this.entries()) yield value;
  }

  override [Symbol.iterator](): MapIterator<[MapKey, Operand]> {
    return this.entries();
  }

  #value(name: (typeof names)[number]): Operand | undefined {
    const { length } = this.about.items;
    switch (name) {
      case 'index':
        return this.index + 1;
      case 'index0':
        return this.index;
      case 'revindex':
        return length - this.index;
      case 'revindex0':
        return length - this.index - 1;
      case 'first':
        return this.index === 0;
      case 'last':
        return this.index === length - 1;
      case 'length':
        return length;
      case 'depth':
        return 1;
      case 'depth0':
        return 0;
      case 'previtem':
        return this.about.items[this.index - 1];
      case 'nextitem':
        return this.about.items[this.index + 1];
    }
  }
}
