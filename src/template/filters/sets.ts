import { reveal } from '../../domain/secret.ts';
import { Float } from '../../domain/value.ts';
import { itemsOf } from '../access.ts';
import type { Budget } from '../budget.ts';
import { isEqual } from '../compare.ts';
import { defined, isText, type Operand } from '../operand.ts';
import { type Filters, structural } from '../registry.ts';

/** Unlike Ansible's, which go through a Python set, these keep the order of the first list, then of the second. */
export const setFilters: Filters = {
  union: structural('b', (input, given, { budget }) =>
    distinct([...itemsOf(input, budget), ...itemsOf(given.or('b', null), budget)], budget),
  ),
  intersect: structural('b', (input, given, { budget }) => {
    const other = new Seen(itemsOf(given.or('b', null), budget), budget);
    return distinct(
      itemsOf(input, budget).filter((item) => other.has(item)),
      budget,
    );
  }),
  difference: structural('b', (input, given, { budget }) => {
    const other = new Seen(itemsOf(given.or('b', null), budget), budget);
    return distinct(
      itemsOf(input, budget).filter((item) => !other.has(item)),
      budget,
    );
  }),
};

/** The items whose keys are new, in order. */
export function distinct(
  items: readonly Operand[],
  budget: Budget,
  key: (item: Operand) => Operand = (item) => item,
): readonly Operand[] {
  const seen = new Seen([], budget);
  return items.filter((item) => {
    const known = seen.has(key(item));
    if (!known) seen.add(key(item));
    return !known;
  });
}

/** A set by Python's equality: scalars by hash, lists and mappings one by one. */
export class Seen {
  readonly #scalars = new Set<string>();
  readonly #others: Operand[] = [];
  readonly #budget: Budget;
  constructor(items: readonly Operand[], budget: Budget) {
    this.#budget = budget;
    for (const item of items) this.add(item);
  }

  add(item: Operand): void {
    const name = scalarKey(item, this.#budget);
    if (name === null) this.#others.push(item);
    else this.#scalars.add(name);
  }

  has(item: Operand): boolean {
    this.#budget.spend(1);
    const name = scalarKey(item, this.#budget);
    if (name !== null) return this.#scalars.has(name);
    return this.#others.some((other) => isEqual(other, item, this.#budget));
  }
}

/** The same for values that Python holds equal; null for lists and mappings. */
function scalarKey(item: Operand, budget: Budget): string | null {
  const value = defined(item);
  if (isText(value)) return textKey(reveal(value), budget);
  if (value === null) return 'null';
  if (value instanceof Float) return `number ${value.value}`;
  return typeof value === 'object'
    ? null
    : `number ${Number(value) === 0 ? 0 : typeof value === 'boolean' ? 1 : value}`;
}

/** Every character of a text is looked at to find it in a set. */
function textKey(text: string, budget: Budget): string {
  budget.scan(text.length);
  return `text ${text}`;
}
