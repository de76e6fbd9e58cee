import { namesSecret } from '../domain/secret-name.ts';
import { Secret } from '../domain/secret.ts';
import type { SecretKeeper } from '../domain/secret-keeper.ts';
import { isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';

/**
 * `-e db_password=…`: a text under such a name is masked wherever it would be shown, and stays a text like any other.
 */
export function keepSecretVars(vars: ReadonlyMap<string, Value>, keeper: SecretKeeper): void {
  for (const [name, value] of vars) keepUnder(name, value, keeper);
}

/** A list goes by the name that it stands under, a value in a mapping by its own. */
function keepUnder(name: string, value: Value, keeper: SecretKeeper): void {
  if (value instanceof Secret) keeper.add(value);
  else if (typeof value === 'string' && namesSecret(name)) keeper.add(new Secret(value));
  else if (isList(value)) for (const item of value) keepUnder(name, item, keeper);
  else if (isMapping(value)) for (const [key, item] of value) keepUnder(String(key), item, keeper);
}
