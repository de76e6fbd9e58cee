import { namesSecret } from '../domain/secret-name.ts';
import { Secret } from '../domain/secret.ts';
import type { SecretKeeper } from '../domain/secret-keeper.ts';
import type { Value } from '../domain/value.ts';

/**
 * `-e db_password=…`: a text under such a name is masked wherever it would be shown, and stays a text like any other.
 */
export function keepSecretVars(vars: ReadonlyMap<string, Value>, keeper: SecretKeeper): void {
  for (const [name, value] of vars) {
    if (value instanceof Secret) keeper.add(value);
    if (typeof value === 'string' && namesSecret(name)) keeper.add(new Secret(value));
  }
}
