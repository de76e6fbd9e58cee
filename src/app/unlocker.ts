import { parsed } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { Secret } from '../domain/secret.ts';
import { sealKind } from '../domain/sealed-texts.ts';
import type { Opened, SealedTexts, Unsealed } from '../domain/sealed-texts.ts';
import { readAgeIdentities } from './age-identities.ts';
import type { IdentityChoices } from './age-identities.ts';
import { createProgramRunner } from './inventory-programs.ts';
import type { InputPorts } from './ports.ts';
import { readVaultPasswords } from './vault-passwords.ts';
import type { VaultChoices, VaultPassword } from './vault-passwords.ts';

/** Opens encrypted texts once somebody has asked for them; passwords are asked for then, and only once. */
export interface Unlocker {
  readonly texts: SealedTexts;
  /** Opens what was asked for and is still closed. False: there was nothing. Errors: where passwords and identities come from. */
  openWanted(): Promise<Parsed<boolean>>;
}

export interface Keys {
  readonly vault: VaultChoices;
  readonly age: IdentityChoices;
}

export function createUnlocker(keys: Keys, ports: InputPorts): Unlocker {
  const known = new Map<string, Opened>();
  const wanted = new Map<string, Uint8Array>();
  let passwords: Parsed<readonly VaultPassword[]> | null = null;
  let identities: Parsed<readonly Secret[]> | null = null;
  const open = (sealed: Uint8Array): Opened => {
    const key = Buffer.from(sealed).toString('latin1');
    const opened = known.get(key);
    if (opened === undefined) wanted.set(key, sealed);
    return opened ?? { kind: 'closed' };
  };
  const openWanted = async (): Promise<Parsed<boolean>> => {
    const closed = [...wanted];
    wanted.clear();
    const [vaulted, aged] = [closed.filter(([, text]) => sealKind(text) === 'ansible-vault'), closed.filter(isAge)];
    if (vaulted.length > 0) {
      passwords ??= await readVaultPasswords(keys.vault, new Set(vaulted.map(([, text]) => labelOf(text))), ports);
      if (!passwords.ok) return passwords;
    }
    if (aged.length > 0) {
      identities ??= readAgeIdentities(keys.age, ports);
      if (!identities.ok) return identities;
    }
    const tried = { passwords: passwords?.ok === true ? passwords.value : [], identities: valueOf(identities) };
    for (const [key, text] of vaulted) known.set(key, await openVaultText(text, tried.passwords, ports));
    for (const [key, text] of aged) known.set(key, ageResult(await ports.ciphers.openAge(text, tried.identities)));
    return parsed(closed.length > 0);
  };
  return { texts: { open, keep: (secret) => ports.secrets.add(secret) }, openWanted };
}

/** Reads, opens and runs what that asked for, and reads again until everything is there or refused. `read` gets files that can be opened and run. */
export async function readUnlocked<T>(
  keys: Keys,
  ports: InputPorts,
  read: (ports: InputPorts) => Parsed<T>,
): Promise<Parsed<T>> {
  const { texts, openWanted } = createUnlocker(keys, ports);
  const { programs, runWanted } = createProgramRunner(ports);
  const { files } = ports;
  const unlocked: InputPorts = { ...ports, files: { ...files, sealed: texts, programs } };
  for (;;) {
    const result = read(unlocked);
    const more = await openWanted();
    if (!more.ok) return more;
    const ran = await runWanted();
    if (!more.value && !ran) return result;
  }
}

const isAge = ([, text]: readonly [string, Uint8Array]): boolean => sealKind(text) === 'age';
const valueOf = (read: Parsed<readonly Secret[]> | null): readonly Secret[] => (read?.ok === true ? read.value : []);

/** The id of `$ANSIBLE_VAULT;1.2;AES256;prod`; null: it carries none. */
function labelOf(sealed: Uint8Array): string | null {
  const [head = ''] = Buffer.from(sealed).toString('latin1').trimStart().split('\n');
  return head.split(';')[3]?.trim() || null;
}

/** Passwords of the text's own id first, then all others, as Ansible does. */
async function openVaultText(
  sealed: Uint8Array,
  passwords: readonly VaultPassword[],
  { ciphers }: Pick<InputPorts, 'ciphers'>,
): Promise<Opened> {
  const label = labelOf(sealed);
  const inTurn = passwords.toSorted((a, b) => Number(b.id === label) - Number(a.id === label));
  for (const { password } of inTurn) {
    const opened = await ciphers.openVault(sealed, password);
    if (opened.kind === 'plain') return { kind: 'opened', bytes: opened.bytes };
    if (opened.kind === 'damaged') return damaged(opened.message);
  }
  const of = label === null ? '' : ` (its id is ${label})`;
  return {
    kind: 'refused',
    message: `no vault password that was given opens this${of}, or it was changed after it was encrypted`,
    hint: label === null ? '--ask-vault-pass, --vault-password-file FILE' : `--vault-id ${label}@prompt`,
  };
}

function ageResult(opened: Unsealed): Opened {
  if (opened.kind === 'plain') return { kind: 'opened', bytes: opened.bytes };
  if (opened.kind === 'damaged') return damaged(opened.message);
  return {
    kind: 'refused',
    message: 'no age identity that was given opens this',
    hint: 'name another with --age-identity FILE; who encrypted it chose the keys that open it',
  };
}

const damaged = (message: string): Opened => ({
  kind: 'refused',
  message,
  hint: 'take it from the version control again, or encrypt it anew',
});
