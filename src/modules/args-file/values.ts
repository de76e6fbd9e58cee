import type { FlagKind } from './flag-types.ts';

/** The effective value of a flag. `items` of a map are `key=value`, each key once. */
export type FlagValue =
  | { readonly kind: 'single'; readonly text: string }
  | { readonly kind: 'list' | 'map' | 'repeated'; readonly items: readonly string[] };

/** What the binary makes of all values that are written for one flag, in order. */
export function combine(written: readonly string[], kind: FlagKind): FlagValue {
  switch (kind) {
    case 'list':
      return { kind, items: written.flatMap(splitItems) };
    case 'repeated':
      return { kind, items: written };
    case 'map':
      return { kind, items: mergeByKey([], written.flatMap(splitItems)) };
    default:
      return { kind: 'single', text: written.at(-1) ?? '' };
  }
}

/** One text, as k8sd's files and people write it. */
export const valueText = (value: FlagValue): string => (value.kind === 'single' ? value.text : value.items.join(','));

/** Empty text is an empty list. */
const splitItems = (text: string): readonly string[] => (text === '' ? [] : text.split(','));

/** Old order; a key that is there already is replaced in its place. */
export function mergeByKey(old: readonly string[], added: readonly string[]): readonly string[] {
  const merged = new Map<string, string>();
  for (const item of [...old, ...added]) merged.set(keyOf(item), item);
  return [...merged.values()];
}

/** The key of `key=value`. Feature gates of component `kube` may be written with it or without (component-base, ComponentGlobalsRegistry). */
export const keyOf = (item: string): string => item.replace(/=[^]*$/, '').replace(/^kube:/, '');
