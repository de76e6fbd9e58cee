import type { MapKey } from '../../domain/value.ts';
import { item, itemsOf } from '../access.ts';
import { type Budget, descend } from '../budget.ts';
import { isEqual } from '../compare.ts';
import { Failure } from '../failure.ts';
import {
  defined,
  isOperandList,
  isOperandMapping,
  lookUp,
  mapKey,
  type Operand,
  type OperandList,
  type OperandMapping,
  put,
  Tuple,
  typeName,
  Undefined,
} from '../operand.ts';
import { type Filters, structural, type Work } from '../registry.ts';
import type { Arguments } from '../signature.ts';
import { Seen } from './sets.ts';

export const mappingFilters: Filters = {
  dict2items: structural('key_name? value_name?', toItems),
  items2dict: structural('key_name? value_name?', fromItems),
  extract: structural('container morekeys?', extract),
  combine: structural('* recursive? list_merge?', combine),
};

function toItems(input: Operand, given: Arguments, { budget }: Work): Operand {
  const [key, value] = [mapKey(given.or('key_name', 'key')), mapKey(given.or('value_name', 'value'))];
  const mapping = mappingFrom(input);
  budget.spend(mapping.size);
  return [...mapping].map(
    ([name, content]) =>
      new Map<MapKey, Operand>([
        [key, name],
        [value, defined(content)],
      ]),
  );
}

function fromItems(input: Operand, given: Arguments, { budget }: Work): Operand {
  const [key, value] = [given.or('key_name', 'key'), given.or('value_name', 'value')];
  const result = new Map<MapKey, Operand>();
  if (!isOperandList(input)) throw new Failure('template-type', `a list is needed, not a ${typeName(input)}`);
  for (const each of itemsOf(input, budget)) {
    const [name, content] = [partOf(each, key), partOf(each, value)];
    put(result, mapKey(name), content);
  }
  return result;
}

/** What is undefined itself is told as such; a part that is not there is a mistake in the data. */
function partOf(each: Operand, key: Operand): Operand {
  const part = item(isOperandList(each) ? each : mappingFrom(defined(each)), key);
  const isMissing = part instanceof Undefined && !isInside(each, part);
  if (isMissing) throw new Failure('template-value', `every item needs ${JSON.stringify(plainName(key))}`);
  return defined(part);
}

const isInside = (each: Operand, part: Undefined): boolean =>
  isOperandMapping(each) && [...each.values()].includes(part);
const plainName = (key: Operand): string =>
  typeof key === 'string' || typeof key === 'number' ? String(key) : 'its key';

/** The input is the key: `hosts | map('extract', hostvars, 'ansible_host')`. */
function extract(input: Operand, given: Arguments): Operand {
  const more = given.or('morekeys', null);
  const keys = more === null ? [] : isOperandList(more) ? more : [more];
  return [input, ...keys].reduce(item, given.or('container', null));
}

/** As in Ansible nothing that is combined may hold something undefined. */
function requireDefined(value: Operand, budget: Budget, depth: number): void {
  budget.spend(1);
  const known = defined(value);
  if (isMergeable(known)) for (const each of known) requireDefined(each, budget, descend(depth));
  // A mapping that works its values out when they are read (`hostvars`) holds nothing undefined.
  if (isOperandMapping(known) && Object.getPrototypeOf(known) === Map.prototype)
    for (const each of known.values()) requireDefined(each, budget, descend(depth));
}

function combine(input: Operand, given: Arguments, { budget }: Work): Operand {
  const rules: Rules = {
    recursive: given.flag('recursive', false),
    lists: listMerge(given.text('list_merge', 'replace')),
    budget,
  };
  const all = [input, ...given.positional].flatMap((each): OperandList => (isOperandList(each) ? each : [each]));
  for (const each of all) requireDefined(each, budget, 0);
  const present = all.filter((each) => each !== null && each !== 'None' && each !== 'null');
  return present.map(mappingFrom).reduce<OperandMapping>((low, high) => merged(low, high, rules, 0), new Map());
}

const listMerges = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp'] as const;
type ListMerge = (typeof listMerges)[number];
interface Rules {
  readonly recursive: boolean;
  readonly lists: ListMerge;
  readonly budget: Budget;
}

function listMerge(name: string): ListMerge {
  const found = listMerges.find((each) => each === name);
  if (found === undefined) throw new Failure('template-value', `"list_merge" is one of ${listMerges.join(', ')}`);
  return found;
}

function merged(low: OperandMapping, high: OperandMapping, rules: Rules, depth: number): OperandMapping {
  rules.budget.spend(low.size + high.size);
  if (low.size === 0 || isEqual(low, high, rules.budget)) return new Map(high);
  const result = new Map(low);
  for (const [key, value] of high) {
    const before = lookUp(low, key);
    put(result, key, before === undefined ? value : mergedValue(before, value, rules, descend(depth)));
  }
  return result;
}

function mergedValue(low: Operand, high: Operand, rules: Rules, depth: number): Operand {
  if (rules.recursive && isOperandMapping(low) && isOperandMapping(high)) return merged(low, high, rules, depth);
  return isMergeable(low) && isMergeable(high) ? mergedList(low, high, rules) : high;
}

const isMergeable = (value: Operand): value is OperandList => isOperandList(value) && !(value instanceof Tuple);

function mergedList(low: OperandList, high: OperandList, { lists, budget }: Rules): OperandList {
  budget.spend(low.length + high.length);
  if (lists === 'replace' || lists === 'keep') return lists === 'keep' ? low : high;
  if (lists === 'append') return [...low, ...high];
  if (lists === 'prepend') return [...high, ...low];
  const present = new Seen(high, budget);
  const kept = low.filter((each) => !present.has(each));
  return lists === 'append_rp' ? [...kept, ...high] : [...high, ...kept];
}

function mappingFrom(value: Operand): OperandMapping {
  if (isOperandMapping(value)) return value;
  throw new Failure('template-type', `a mapping is needed, not a ${typeName(value)}`);
}
