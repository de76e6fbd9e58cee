/** A public key that a host shows. `blob` is its wire form in base64, `fingerprint` as `ssh-keygen -l` prints it. */
export interface HostKey {
  readonly type: string;
  readonly blob: string;
  readonly fingerprint: string;
}

/** A line of a known_hosts file, 1-based. */
interface KnownHostsPlace {
  readonly file: string;
  readonly line: number;
}

/** What a host shows now, against what the known_hosts files have of it. */
export type HostKeyState =
  | { readonly kind: 'known'; readonly key: HostKey }
  /** Best type first. */
  | { readonly kind: 'new'; readonly keys: readonly [HostKey, ...HostKey[]] }
  | {
      readonly kind: 'changed';
      readonly key: HostKey;
      readonly expected: HostKey;
      readonly at: KnownHostsPlace;
    }
  | { readonly kind: 'revoked'; readonly key: HostKey; readonly at: KnownHostsPlace }
  | { readonly kind: 'unreachable'; readonly message: string; readonly hint: string | null };

/** One host that was looked at. `name` is its name in the inventory, `id` how known_hosts files name it. */
export interface HostKeyLook {
  readonly name: string;
  readonly id: string;
  readonly state: HostKeyState;
}

/** A key that is to be trusted from now on. */
export interface Pin {
  readonly name: string;
  readonly id: string;
  readonly key: HostKey;
}

/** A line that names the host and that `forget` takes out; `kept` says why one stays. */
export interface KnownLine extends KnownHostsPlace {
  readonly name: string;
  readonly key: HostKey;
  readonly kept: 'pattern' | null;
}

/** `ED25519`, `RSA`, `ECDSA`: as `ssh-keygen -l` calls the type. */
export const keyTypeName = (type: string): string =>
  type.startsWith('ecdsa-')
    ? 'ECDSA'
    : type
        .replace(/^(?:ssh|rsa)-/, '')
        .replace(/-.*$/, '')
        .toUpperCase();
