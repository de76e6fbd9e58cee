import type { ArgTest, PartialCheck } from '../domain/control.ts';
import { isKeptFile } from '../domain/kept-file.ts';
import { magnitude, sameValue, sizesOf } from '../domain/measure.ts';

type ArgCheck = Extract<PartialCheck, { kind: 'arg' }>;

/** Whether the effective value of a flag (null: unset) is what the check wants. Lists are items with commas between. */
export function meetsArg({ test, unset }: Pick<ArgCheck, 'test' | 'unset'>, value: string | null): boolean {
  if (value !== null) return meetsTest(test, value, unset);
  if (test.op === 'set' || test.op === 'unset') return test.op === 'unset';
  return unset === 'passes';
}

function meetsTest(test: ArgTest, value: string, unset: ArgCheck['unset']): boolean {
  switch (test.op) {
    case 'set':
      return value !== '';
    case 'unset':
      return false;
    case 'file':
      return isKeptFile(value);
    case 'equals':
      return isSame(value, test.value, [test.value]);
    case 'differs':
      // An empty text is what the binary makes of it, most often its own default.
      return value === '' ? unset === 'passes' : !isSame(value.trim(), test.value, [test.value]);
    case 'contains':
      return itemsOf(value).includes(test.value);
    case 'lacks':
      return !itemsOf(value).some((item) => item.trim() === test.value);
    case 'one-of':
      return test.values.some((option) => isSame(value, option, test.values));
    case 'contains-all':
      return test.values.every((item) => itemsOf(value).includes(item));
    case 'subset-of':
      // An empty list is the binary's own default, which nobody has looked at.
      return value !== '' && itemsOf(value).every((item) => test.values.includes(item));
    case 'prefix-one-of':
      return test.values.some((prefix) => value.startsWith(prefix));
    case 'map-lacks':
      return !hasPair(value, test.key, test.value);
    default:
      return isWithin(test, value);
  }
}

/** Where the wanted words are Go's booleans, `1` is true and `0` false. */
const isSame = (value: string, option: string, options: readonly string[]): boolean =>
  sameValue(value, option, options.some((word) => /^(?:true|false)$/i.test(word)) ? 'bool' : null);

/**
 * As pflag reads a list: CSV, in which double quotes may stand around an item. Of several lines it reads the first one
 * alone, or refuses the value: the items of the others are none.
 */
const itemsOf = (value: string): readonly string[] => {
  const [line = ''] = value.replace(/^[\r\n]+/, '').split('\n', 1);
  return line === '' ? [] : line.split(',').map((item) => item.replace(/^"(.*)"$/, '$1'));
};

/** The last entry of a key counts. Gates of component `kube` may be written with it (component-base). */
function hasPair(value: string, key: string, unwanted: string): boolean {
  const pairs = itemsOf(value).map((item) => {
    const at = item.indexOf('=');
    const name = (at < 0 ? item : item.slice(0, at)).trim().replace(/^kube:/, '');
    return [name, at < 0 ? 'true' : item.slice(at + 1).trim()] as const;
  });
  const held = pairs.findLast(([name]) => name === key)?.[1];
  return held !== undefined && isSame(held, unwanted, [unwanted]);
}

type Bound = Extract<ArgTest, { zero: unknown }>;

function isWithin({ op, value: bound, zero }: Bound, value: string): boolean {
  const sizes = sizesOf(value, bound, null);
  if (sizes === null || (isInteger(bound) && !isInteger(value))) return false;
  const [size, limit] = sizes;
  if (zero === 'value') return holds(op, size, limit);
  if (size === 0) return zero === 'unlimited' && op !== 'at-most';
  // Below nothing is a size of nothing, whatever the binary makes of it.
  return size > 0 && holds(op, size, limit);
}

/** No flag that takes a whole number takes `30M` or `3e1`. */
const isInteger = (text: string): boolean => magnitude(text, 'integer') !== null;

function holds(op: Bound['op'], size: number, limit: number): boolean {
  switch (op) {
    case 'at-least':
      return size >= limit;
    case 'at-most':
      return size <= limit;
    case 'more-than':
      return size > limit;
  }
}
