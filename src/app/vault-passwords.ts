import { parsed, refused } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { Secret } from '../domain/secret.ts';
import { askPassword, passwordCommand, passwordFile, readPassword, vaultPassword } from './passwords.ts';
import type { PasswordChoice, PasswordPorts } from './passwords.ts';

/** A vault password and the id it goes by; null: it has none, and is tried for every text. */
export interface VaultPassword {
  readonly id: string | null;
  readonly password: Secret;
}

export interface VaultChoices {
  readonly given: PasswordChoice;
  readonly configured: PasswordChoice;
  /** `--vault-id` as typed: `prod@prompt`, `prod@FILE`, `prod@command:pass show prod`, or `FILE`. */
  readonly ids: readonly string[];
}

/**
 * Every vault password that was named, read once. Where none was, the operator is asked for one for each of `labels`
 * (the ids that encrypted texts carry; null: a text without). Errors: those of `readPassword`, `vault-id`.
 */
export async function readVaultPasswords(
  { given, configured, ids }: VaultChoices,
  labels: ReadonlySet<string | null>,
  ports: PasswordPorts,
): Promise<Parsed<readonly VaultPassword[]>> {
  const found: VaultPassword[] = [];
  const byId = ids.map((text) => [idOf(text), () => fromSource(text, ports)] as const);
  const general = await readPassword(vaultPassword, given, configured, ports);
  if (!general.ok) return general;
  if (general.value !== null) found.push({ id: null, password: general.value });
  const toAsk = ids.length > 0 || general.value !== null ? [] : [...labels];
  const asked = toAsk.map((label) => [label, () => askPassword(vaultPassword, promptFor(label), ports)] as const);
  for (const [id, read] of [...byId, ...asked]) {
    const password = await read();
    if (!password.ok) return password;
    ports.secrets.add(password.value);
    found.push({ id, password: password.value });
  }
  return parsed(found);
}

const idOf = (text: string): string | null => (text.includes('@') ? text.slice(0, text.indexOf('@')) || null : null);

async function fromSource(text: string, ports: PasswordPorts): Promise<Parsed<Secret>> {
  const source = text.slice(text.indexOf('@') + 1);
  if (source === 'prompt') return askPassword(vaultPassword, promptFor(idOf(text)), ports);
  if (source.startsWith('command:')) return passwordCommand(source.slice('command:'.length), vaultPassword, ports);
  if (source !== '') return passwordFile(source, vaultPassword, ports);
  return refused({
    severity: 'error',
    code: 'vault-id',
    summary: `--vault-id ${text} says no source`,
    hint: "for example prod@prompt, prod@FILE or 'prod@command:pass show prod'",
  });
}

const promptFor = (id: string | null): string => (id === null ? vaultPassword.prompt : `vault password (${id}): `);
