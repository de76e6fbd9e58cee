import type { Fields } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import type { SecretKeeper } from '../domain/secret-keeper.ts';
import { isList, isMapping } from '../domain/value.ts';
import type { MapKey, Value } from '../domain/value.ts';

/** What `register` and set_fact keep: a text that holds a secret, as it is or encoded, becomes one itself. */
export const sealedFields = (fields: Fields, keeper: SecretKeeper): Fields =>
  mapped(fields, (text) => (keeper.holds(text) ? new Secret(text) : text));

/** The result of a `no_log` task: every text in it is secret, and known as such from here on. */
export function hiddenFields(fields: Fields, keeper: SecretKeeper): Fields {
  return mapped(fields, (text) => {
    if (isTelling(text)) keeper.add(new Secret(text));
    return new Secret(text);
  });
}

/** Too short, or one plain word: to mask it everywhere would hide `active` and `unchanged` in every other text. */
const isTelling = (text: string): boolean => text.trim().length >= 8 && !/^[a-z]*$/i.test(text.trim());

/** Outcome words of Ansible's results are no secrets: conditions and `failed_when` need them. */
const OUTCOME: ReadonlySet<MapKey> = new Set(['changed', 'failed', 'skipped', 'rc']);

const mapped = (fields: Fields, seal: (text: string) => Value): Fields =>
  new Map([...fields].map(([key, value]) => [key, OUTCOME.has(key) ? value : mappedValue(value, seal)]));

function mappedValue(value: Value, seal: (text: string) => Value): Value {
  if (typeof value === 'string') return seal(value);
  if (isList(value)) return value.map((item) => mappedValue(item, seal));
  if (isMapping(value)) return new Map([...value].map(([key, item]) => [key, mappedValue(item, seal)]));
  return value;
}
