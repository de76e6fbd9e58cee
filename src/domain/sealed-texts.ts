import type { Secret } from './secret.ts';

/**
 * What came of opening an encrypted text. closed: it was not tried yet; that it is wanted is noted, and whatever is
 * read with it now will be read again. refused: no password or identity fits, or it is damaged.
 */
export type Opened =
  | { readonly kind: 'opened'; readonly bytes: Uint8Array }
  | { readonly kind: 'closed' }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string };

/** The way of pure readers to what is encrypted: they ask for the plain text, and tell which secrets they made of it. */
export interface SealedTexts {
  open(sealed: Uint8Array): Opened;
  keep(secret: Secret): void;
}

export type SealKind = 'ansible-vault' | 'age';

/** By the first bytes: ansible-vault, age (age-encryption.org/v1) or armoured age (RFC 7468); null: not encrypted. */
export function sealKind(bytes: Uint8Array | string): SealKind | null {
  const head =
    typeof bytes === 'string' ? bytes.slice(0, 200) : new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  if (/^\s*\$ANSIBLE_VAULT;/.test(head)) return 'ansible-vault';
  return /^age-encryption\.org\/v1\n|^\s*-----BEGIN AGE ENCRYPTED FILE-----/.test(head) ? 'age' : null;
}

/** What a key made of an encrypted text. */
export type Unsealed =
  | { readonly kind: 'plain'; readonly bytes: Uint8Array }
  | { readonly kind: 'wrong-key' }
  | { readonly kind: 'damaged'; readonly message: string };
