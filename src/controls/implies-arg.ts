import type { ArgTest, PartialCheck } from '../domain/control.ts';
import { commonUnit, sameValue, sizesOf } from '../domain/measure.ts';
import type { Guarantee } from '../domain/module.ts';
import { meetsArg } from './meets-arg.ts';

type ArgCheck = Extract<PartialCheck, { kind: 'arg' }>;
type Bounds = Extract<Guarantee, { kind: 'bounds' }>;

/** Whether every value that keeps the guarantee meets the check of a flag. In doubt it does not. */
export function impliesArg(guarantee: Guarantee, part: ArgCheck): boolean {
  switch (guarantee.kind) {
    case 'value':
      return meetsArg(part, guarantee.value);
    case 'absent':
      return meetsArg(part, null);
    case 'with':
      return impliedBy(guarantee.items, part.test);
    case 'without':
      return impliedWithout(guarantee.items, part);
    case 'bounds':
      return (guarantee.unset !== 'passes' || meetsArg(part, null)) && impliedByBounds(guarantee, part);
    default:
      return false;
  }
}

/** Of a list that has these items, and others. */
function impliedBy(items: readonly string[], test: ArgTest): boolean {
  switch (test.op) {
    case 'set':
      return items.length > 0;
    case 'contains':
      return items.includes(test.value);
    case 'contains-all':
      return test.values.every((item) => items.includes(item));
    case 'map-lacks':
      return items.some((item) => isPairOf(item, test.key) && !sameValue(valueIn(item), test.value, 'bool'));
    default:
      return false;
  }
}

/** What is not there is unset, too, where nothing else was in it. */
function impliedWithout(items: readonly string[], { test, unset }: ArgCheck): boolean {
  if (unset === 'fails' && test.op !== 'unset') return test.op === 'lacks' && items.includes(test.value);
  if (test.op === 'lacks') return items.includes(test.value);
  return test.op === 'map-lacks' && items.some((item) => item === test.key || item === `${test.key}=${test.value}`);
}

const isPairOf = (item: string, key: string): boolean => item.replace(/=[^]*$/, '').replace(/^kube:/, '') === key;
const valueIn = (item: string): string => (item.includes('=') ? item.slice(item.indexOf('=') + 1) : 'true');

function impliedByBounds(bounds: Bounds, part: ArgCheck): boolean {
  const { oneOf, contains, only, startsWith } = bounds;
  if (oneOf !== undefined && oneOf.filter((value) => mayBe(value, bounds)).every((value) => meetsArg(part, value)))
    return true;
  if (contains !== undefined && impliedBy(contains, part.test)) return true;
  const { test } = part;
  switch (test.op) {
    case 'set':
      return true;
    case 'file':
      return bounds.file === true;
    case 'at-least':
      return zeroIsRight(bounds, test) && compared(bounds.atLeast, test.value, (size, limit) => size >= limit);
    case 'more-than':
      return zeroIsRight(bounds, test) && compared(bounds.atLeast, test.value, (size, limit) => size > limit);
    case 'at-most':
      return zeroIsRight(bounds, test) && compared(bounds.atMost, test.value, (size, limit) => size <= limit);
    case 'differs':
      return excludes(bounds, test.value);
    case 'subset-of':
      return only !== undefined && only.every((item) => test.values.includes(item));
    case 'prefix-one-of':
      return (
        startsWith !== undefined && startsWith.every((start) => test.values.some((value) => start.startsWith(value)))
      );
    default:
      return false;
  }
}

/** Whether the value keeps the other bounds: `one_of` beside `at_least`. */
const mayBe = (value: string, { atLeast, atMost, zero }: Bounds): boolean =>
  [
    atLeast === undefined || mayMeet({ op: 'at-least', value: atLeast, zero }, value),
    atMost === undefined || mayMeet({ op: 'at-most', value: atMost, zero }, value),
  ].every(Boolean);

/** What cannot be compared as it is written may be within the bound. */
const mayMeet = (test: Extract<ArgTest, { zero: unknown }>, value: string): boolean =>
  commonUnit([test.value, value], null) !== commonUnit([test.value], null) || meetsArg({ test, unset: 'fails' }, value);

/** 0 is let through where the entry takes it for no limit, or for a number within its bounds: the check has to, too. */
function zeroIsRight(bounds: Bounds, test: Extract<ArgTest, { zero: unknown }>): boolean {
  return !takesZero(bounds) || meetsArg({ test, unset: 'fails' }, '0');
}

function takesZero({ zero, atLeast, atMost }: Bounds): boolean {
  if (zero === 'off') return false;
  const isUnlimited = zero === 'unlimited';
  const aboveLow = atLeast === undefined || isUnlimited || compared('0', atLeast, (size, limit) => size >= limit);
  const belowHigh =
    atMost === undefined || (!isUnlimited && compared('0', atMost, (size, limit) => size >= 0 && limit >= 0));
  return aboveLow && belowHigh;
}

/** No value within the bounds is this one. */
function excludes(bounds: Bounds, value: string): boolean {
  if (compared('0', value, (size, other) => size === other)) {
    const isBelow = compared(bounds.atMost, value, (size, other) => size < other);
    return !takesZero(bounds) && (bounds.zero === 'off' || isAbove(bounds, value) || isBelow);
  }
  return isAbove(bounds, value) || compared(bounds.atMost, value, (size, other) => size < other);
}

const isAbove = (bounds: Bounds, value: string): boolean =>
  compared(bounds.atLeast, value, (size, other) => size > other);

function compared(one: string | undefined, other: string, holds: (size: number, limit: number) => boolean): boolean {
  const sizes = one === undefined ? null : sizesOf(one, other, null);
  return sizes !== null && holds(...sizes);
}
