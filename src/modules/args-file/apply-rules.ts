import { near } from '../../domain/near.ts';
import { reveal } from '../../domain/secret.ts';
import { asItems, guideText, hasItems, meetsBounds, valueFor, withItems, withoutItems } from './bounds.ts';
import { type FlagCatalogue, type FlagType, unknownType } from './flag-types.ts';
import { sameValue } from '../../domain/measure.ts';
import type { Flag, Flags } from './read-flags.ts';
import { RefusedError } from './refusal.ts';
import { type FlagRule, isAdding } from './rule.ts';
import { combine, type FlagValue, valueText } from './values.ts';

/** The flags as the rules want them. Throws RefusedError where a rule does not fit the type of its flag. */
export function applyRules(flags: Flags, rules: readonly FlagRule[], catalogue: FlagCatalogue): Flags {
  const wanted = new Map(flags);
  for (const rule of rules) {
    const held = wanted.get(rule.flag);
    const type = held?.type ?? catalogue?.get(rule.flag) ?? unknownType;
    refuseMisfit(rule, type);
    const value = wantedValue(rule, held?.value ?? null, type);
    if (value === null) wanted.delete(rule.flag);
    else if (held?.value !== value) wanted.set(rule.flag, flagWith(rule.flag, held, type, value));
  }
  return wanted;
}

/** Whether one rule is met by an effective value (null: unset). */
export function meetsRule(rule: FlagRule, value: FlagValue | null, type: FlagType): boolean {
  switch (rule.kind) {
    case 'set':
      return value !== null && valueText(value) === reveal(rule.value);
    case 'absent':
      return value === null;
    case 'merge':
      return value !== null && hasItems(value, rule.items, type);
    case 'remove':
    case 'check-without':
      return value === null || withoutItems(value, rule.items, type) === value;
    case 'ensure':
      return meetsBounds(value, rule.bounds, type);
    case 'check':
      return rule.bounds === null ? value === null : meetsBounds(value, rule.bounds, type);
  }
}

/** A value of the operator's that meets the rule without being the one in the task; null where it is that one. */
export function keptValue(rule: FlagRule, flag: Flag | undefined): string | null {
  if (rule.kind !== 'ensure' || flag === undefined || !meetsBounds(flag.value, rule.bounds, flag.type)) return null;
  if (rule.bounds.only !== undefined) return null;
  const guide = guideText(rule.bounds);
  const text = valueText(flag.value);
  return guide === null || sameValue(text, guide, flag.type.name) ? null : text;
}

/** Refuses a flag that the task would add and the installed binary does not have. */
export function refuseUnknownFlags(flags: Flags, rules: readonly FlagRule[], catalogue: FlagCatalogue): void {
  if (catalogue === null) return;
  const unknown = rules.find((rule) => isAdding(rule) && !flags.has(rule.flag) && !catalogue.has(rule.flag));
  if (unknown === undefined) return;
  const candidates = near(unknown.flag, catalogue.keys());
  throw new RefusedError({
    message: `the installed version has no flag --${unknown.flag}: the service would not start`,
    hint:
      candidates.length === 0
        ? 'unknown_flags: allow writes it all the same'
        : `did you mean ${candidates.map((name) => `--${name}`).join(', ')}?`,
  });
}

function wantedValue(rule: FlagRule, value: FlagValue | null, type: FlagType): FlagValue | null {
  if (meetsRule(rule, value, type)) return value;
  switch (rule.kind) {
    case 'set':
      return combine([reveal(rule.value)], type.kind);
    case 'absent':
      return null;
    case 'merge':
      return withItems(value ?? asItems(combine([], type.kind), rule.items, type), rule.items, type);
    case 'remove':
      // An empty list stays written: without the flag the binary's own default would come back.
      return value === null ? null : withoutItems(value, rule.items, type);
    case 'ensure':
      return valueFor(value, rule.bounds, type);
    case 'check':
    case 'check-without':
      return value;
  }
}

const singleTypes = /^(?:bool|u?int[0-9]*|float[0-9]*|duration|ip|Level)$/;

function refuseMisfit(rule: FlagRule, type: FlagType): void {
  const wantsItems =
    rule.kind === 'merge' ||
    rule.kind === 'remove' ||
    ((rule.kind === 'ensure' || rule.kind === 'check') &&
      (rule.bounds?.contains !== undefined || rule.bounds?.only !== undefined));
  if (!wantsItems || type.name === null || !singleTypes.test(type.name)) return;
  throw new RefusedError({
    message: `--${rule.flag} is one value (${type.name}), not a list`,
    hint: 'use set or ensure',
  });
}

function flagWith(name: string, held: Flag | undefined, type: FlagType, value: FlagValue): Flag {
  const written = value.kind === 'repeated' ? value.items : [valueText(value)];
  return { name, dashes: held?.dashes ?? '--', type, value, written, line: held?.line ?? null };
}
