import type { Budget } from '../budget.ts';
import { itemsOf, lengthOf } from '../access.ts';
import { isEqual, order } from '../compare.ts';
import { Failure } from '../failure.ts';
import {
  defined,
  Group,
  isInteger,
  isOperandList,
  isText,
  type Operand,
  orUndefined,
  tuple,
  typeName,
  Undefined,
} from '../operand.ts';
import { type Filters, structural, type Work } from '../registry.ts';
import type { Arguments } from '../signature.ts';
import { total } from '../total.ts';
import { attributeGetter, ignoringCase } from './attribute.ts';
import { distinct } from './sets.ts';

export const listFilters: Filters = {
  list: structural('', (input, _given, { budget }) => itemsOf(input, budget).map((item) => defined(item))),
  length: structural('', lengthOf),
  count: structural('', lengthOf),
  first: structural('', (input, _given, { budget }) =>
    orUndefined(itemsOf(input, budget)[0], 'there is no first item: it is empty'),
  ),
  last: structural('', (input, _given, { budget }) =>
    orUndefined(itemsOf(input, budget).at(-1), 'there is no last item: it is empty'),
  ),
  min: structural('case_sensitive? attribute?', (input, given, work) => extreme(input, given, work, -1)),
  max: structural('case_sensitive? attribute?', (input, given, work) => extreme(input, given, work, 1)),
  sum: structural('attribute? start?', sum),
  sort: structural('reverse? case_sensitive? attribute?', sort),
  unique: structural('case_sensitive? attribute?', unique),
  flatten: structural('levels? skip_nulls?', flatten),
  zip: structural('*', zip),
  groupby: structural('attribute default? case_sensitive?', groupBy),
};

function keyGetter(given: Arguments, fallback?: Operand): (of: Operand) => Operand {
  const get = attributeGetter(given.value('attribute'), fallback);
  return given.flag('case_sensitive', false) ? get : (of) => ignoringCase(get(of));
}

function extreme(input: Operand, given: Arguments, { budget }: Work, sign: 1 | -1): Operand {
  const [first, ...others] = itemsOf(input, budget);
  if (first === undefined) return new Undefined('there is no smallest or largest item: it is empty');
  const key = keyGetter(given);
  return others.reduce((best, item) => (order(key(item), key(best), budget) * sign > 0 ? item : best), first);
}

function sum(input: Operand, given: Arguments, { budget }: Work): Operand {
  const get = attributeGetter(given.value('attribute'));
  const start = given.or('start', 0);
  if (isText(start)) throw new Failure('template-type', 'texts are not summed', 'write x | join');
  return total(itemsOf(input, budget).map(get), start, budget);
}

function sort(input: Operand, given: Arguments, { budget }: Work): Operand {
  const attribute = given.value('attribute');
  const paths = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const getters = paths.map((path) => attributeGetter(path));
  const fold = given.flag('case_sensitive', false) ? (value: Operand): Operand => value : ignoringCase;
  const keyed = itemsOf(input, budget).map((item) => ({ item, key: getters.map((get) => fold(get(item))) }));
  const sign = given.flag('reverse', false) ? -1 : 1;
  return keyed.toSorted((a, b) => sign * order(a.key, b.key, budget)).map(({ item }) => item);
}

function unique(input: Operand, given: Arguments, { budget }: Work): Operand {
  return distinct(itemsOf(input, budget), budget, keyGetter(given));
}

const nulls: readonly Operand[] = [null, 'None', 'null'];

function flatten(input: Operand, given: Arguments, { budget }: Work): Operand {
  const levels = given.or('levels', null);
  if (levels !== null && !isInteger(levels))
    throw new Failure('template-type', `"levels" must be an integer, not a ${typeName(levels)}`);
  const skipNulls = given.flag('skip_nulls', true);
  return flattened(itemsOf(input, budget), levels === null ? 100 : Number(levels), skipNulls, budget);
}

function flattened(items: readonly Operand[], levels: number, skipNulls: boolean, budget: Budget): readonly Operand[] {
  budget.spend(items.length);
  return items.flatMap((each): readonly Operand[] => {
    const item = defined(each);
    if (skipNulls && nulls.includes(item)) return [];
    return isOperandList(item) && levels >= 1 ? flattened(item, levels - 1, skipNulls, budget) : [item];
  });
}

function zip(input: Operand, given: Arguments, { budget }: Work): Operand {
  const columns = [input, ...given.positional].map((column) => itemsOf(column, budget));
  const length = Math.min(...columns.map((column) => column.length));
  return Array.from({ length }, (_, row) => tuple(columns.map((column) => column[row] ?? null)));
}

/**
 * Pairs of key and items, sorted by key; the key as the first item of the group has it. As in Jinja the default counts
 * for that only with `case_sensitive`.
 */
function groupBy(input: Operand, given: Arguments, { budget }: Work): Operand {
  const fallback = given.value('default');
  const key = keyGetter(given, fallback);
  const shown = attributeGetter(given.value('attribute'), given.flag('case_sensitive', false) ? fallback : undefined);
  const keyed = itemsOf(input, budget)
    .map((item) => ({ item, key: key(item) }))
    .toSorted((a, b) => order(a.key, b.key, budget));
  const groups: { readonly key: Operand; readonly items: Operand[] }[] = [];
  for (const each of keyed) {
    const group = groups.at(-1);
    if (group !== undefined && isEqual(group.key, each.key, budget)) group.items.push(each.item);
    else groups.push({ key: each.key, items: [each.item] });
  }
  return groups.map(({ items }) => Group.of(shown(items[0] ?? null), items));
}
