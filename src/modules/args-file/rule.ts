import type { ControlId } from '../../domain/module.ts';
import type { Secret } from '../../domain/secret.ts';

/** One entry of a task: what is wanted of one flag, whose name is normalised. */
export type FlagRule = { readonly flag: string; readonly controls: readonly ControlId[] } & (
  | { readonly kind: 'set'; readonly value: string | Secret }
  | { readonly kind: 'absent' }
  | { readonly kind: 'merge' | 'remove'; readonly items: readonly string[] }
  | { readonly kind: 'ensure'; readonly bounds: Bounds }
  /** Only looked at, and never changed; null: it must not be there. */
  | { readonly kind: 'check'; readonly bounds: Bounds | null }
  | { readonly kind: 'check-without'; readonly items: readonly string[] }
);

/** Whether the rule may write a flag that is not there. */
export const isAdding = (rule: FlagRule): boolean =>
  rule.kind === 'set' || rule.kind === 'merge' || (rule.kind === 'ensure' && rule.bounds.unset === undefined);

/** At least one of the conditions is given; `default` (if given) meets them all. Values as texts of flags. */
export interface Bounds {
  readonly atLeast?: string;
  readonly atMost?: string;
  readonly oneOf?: readonly [string, ...string[]];
  readonly contains?: readonly string[];
  /** Any value but an empty one will do. */
  readonly set?: true;
  /** The path of a file that the machine keeps. */
  readonly file?: true;
  /** Items that a list may have; others are taken out. */
  readonly only?: readonly [string, ...string[]];
  /** What the text begins with. */
  readonly startsWith?: readonly [string, ...string[]];
  /** The binary's own default will do: a flag that is not there is left so. */
  readonly unset?: 'passes';
  /** What 0 means to the binary: switched off (meets no bound), without limit (meets every at_least), or just 0. */
  readonly zero: 'off' | 'unlimited' | 'value';
  readonly default?: string;
}

/** What the rule asks for, in words: `at least 30`. */
export function wantedWords(rule: FlagRule): string {
  switch (rule.kind) {
    case 'set':
      return String(rule.value);
    case 'absent':
      return 'unset';
    case 'merge':
      return `with ${rule.items.join(', ')}`;
    case 'remove':
    case 'check-without':
      return `without ${rule.items.join(', ')}`;
    case 'ensure':
      return boundsWords(rule.bounds);
    case 'check':
      return rule.bounds === null ? 'unset' : boundsWords(rule.bounds);
  }
}

function boundsWords({ atLeast, atMost, oneOf, contains, set, file, only, startsWith, unset }: Bounds): string {
  const words = [
    set && 'set',
    file && 'a file',
    atLeast !== undefined && `at least ${atLeast}`,
    atMost !== undefined && `at most ${atMost}`,
    oneOf && (oneOf.length === 1 ? oneOf[0] : `one of ${oneOf.join(', ')}`),
    contains && `with ${contains.join(', ')}`,
    only && `with nothing but ${only.join(', ')}`,
    startsWith && `beginning with ${startsWith.join(' or ')}`,
  ];
  const given = words.filter((word) => typeof word === 'string').join(' and ');
  return unset === undefined ? given : `${given}, or unset`;
}
