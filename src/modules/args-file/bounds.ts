import type { FlagType } from './flag-types.ts';
import { isKeptFile } from '../../domain/kept-file.ts';
import { sameValue, sizesOf } from '../../domain/measure.ts';
import type { Bounds } from './rule.ts';
import { combine, type FlagValue, keyOf, mergeByKey, valueText } from './values.ts';

/** Whether a flag's effective value meets the bounds; null is unset and meets none, unless that passes. */
export function meetsBounds(value: FlagValue | null, bounds: Bounds, type: FlagType): boolean {
  if (value === null) return bounds.unset === 'passes';
  return (
    meetsScalar(valueText(value), bounds, type) &&
    missingItems(value, bounds.contains ?? [], type).length === 0 &&
    strangeItems(value, bounds, type).length === 0
  );
}

/** What is to be written where the bounds are not met: the default, else the value nearest to what is there. */
export function valueFor(value: FlagValue | null, bounds: Bounds, type: FlagType): FlagValue {
  const current = value !== null && meetsScalar(valueText(value), bounds, type) ? value : null;
  const base = current ?? textValue(bounds.default ?? guideText(bounds), type, bounds.contains ?? bounds.only);
  return withoutItems(withItems(base, bounds.contains ?? [], type), strangeItems(base, bounds, type), type);
}

/** Items that the bounds do not let a list have. */
function strangeItems(value: FlagValue, { only }: Bounds, type: FlagType): readonly string[] {
  return only === undefined ? [] : asItems(value, only, type).items.filter((item) => !only.includes(item));
}

/** The value that the author of the task has in mind; null when any will do. */
export const guideText = (bounds: Bounds): string | null =>
  bounds.default ??
  bounds.atLeast ??
  bounds.atMost ??
  bounds.oneOf?.[0] ??
  bounds.only?.join(',') ??
  bounds.startsWith?.[0] ??
  null;

/** The value with `items` added that it lacks: at the end, or in the place of the same key. */
export function withItems(value: FlagValue, items: readonly string[], type: FlagType): FlagValue {
  const missing = missingItems(value, items, type);
  if (missing.length === 0) return value;
  const list = asItems(value, items, type);
  return list.kind === 'map'
    ? { ...list, items: mergeByKey(list.items, missing) }
    : { ...list, items: [...new Set([...list.items, ...missing])] };
}

/** The value without `items`. `key` takes a map's entry whatever it says, `key=value` only that one. */
export function withoutItems(value: FlagValue, items: readonly string[], type: FlagType): FlagValue {
  const list = asItems(value, items, type);
  const gone = (item: string): boolean => items.includes(item) || (list.kind === 'map' && items.includes(keyOf(item)));
  return list.items.some(gone) ? { ...list, items: list.items.filter((item) => !gone(item)) } : value;
}

export const hasItems = (value: FlagValue, items: readonly string[], type: FlagType): boolean =>
  missingItems(value, items, type).length === 0;

function missingItems(value: FlagValue, items: readonly string[], type: FlagType): readonly string[] {
  const list = asItems(value, items, type);
  const wanted = list.kind === 'map' ? mergeByKey([], items) : items;
  return wanted.filter((item) => !list.items.some((held) => sameItem(held, item, list.kind)));
}

/** `kube:AllAlpha=False` is the same entry as `AllAlpha=false`. */
function sameItem(held: string, item: string, kind: FlagValue['kind']): boolean {
  if (kind !== 'map') return held === item;
  return (
    keyOf(held) === keyOf(item) && sameValue(held.slice(held.indexOf('=') + 1), item.slice(item.indexOf('=') + 1), null)
  );
}

type Items = Exclude<FlagValue, { kind: 'single' }>;

/** A flag whose type is not known is a map where every item that we bring has a key. */
export function asItems(value: FlagValue, items: readonly string[], type: FlagType): Items {
  if (value.kind !== 'single') return value;
  const looksLikeMap = type.kind !== 'list' && items.length > 0 && items.every((item) => item.includes('='));
  const combined = combine([value.text], looksLikeMap ? 'map' : 'list');
  return combined.kind === 'single' ? { kind: 'list', items: [] } : combined;
}

function textValue(text: string | null, type: FlagType, contains: readonly string[] | undefined): FlagValue {
  const single = combine(text === null ? [] : [text], type.kind);
  return contains === undefined ? single : asItems(single, contains, type);
}

function meetsScalar(text: string, bounds: Bounds, type: FlagType): boolean {
  const { atLeast, atMost, oneOf, set, file, startsWith, only } = bounds;
  return (
    ((set === undefined && only === undefined) || text !== '') &&
    (file === undefined || isKeptFile(text)) &&
    (startsWith === undefined || startsWith.some((start) => text.startsWith(start))) &&
    (oneOf === undefined || oneOf.some((option) => sameValue(text, option, type.name))) &&
    (atLeast === undefined || isWithin(text, atLeast, bounds.zero, type, (size, bound) => size >= bound)) &&
    (atMost === undefined || isWithin(text, atMost, bounds.zero, type, (size, bound) => size <= bound))
  );
}

type Holds = (size: number, bound: number) => boolean;

function isWithin(text: string, bound: string, zero: Bounds['zero'], type: FlagType, holds: Holds): boolean {
  const sizes = sizesOf(text, bound, type.name);
  if (sizes === null) return false;
  const [size, limit] = sizes;
  if (size !== 0 || zero === 'value') return holds(size, limit);
  return zero === 'unlimited' && holds(Infinity, limit);
}
