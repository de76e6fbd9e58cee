import type { Value } from '../domain/value.ts';

export type Pins =
  | { readonly ok: true; readonly pins: readonly string[] }
  | { readonly ok: false; readonly wrong: Value };

/** `bulwark_host_key`: one key or a list; each `SHA256:…`, or a public key line as in `ssh_host_ed25519_key.pub`. */
export function hostKeyPins(given: Value): Pins {
  const all: readonly Value[] = Array.isArray(given) ? given : [given];
  const pins: string[] = [];
  for (const one of all) {
    const pin = typeof one === 'string' ? (fingerprintOf(one) ?? keyLineOf(one)) : null;
    if (pin === null) return { ok: false, wrong: one };
    pins.push(pin);
  }
  return pins.length === 0 ? { ok: false, wrong: given } : { ok: true, pins };
}

/** 32 bytes in base64, as `ssh-keygen -l` prints them. */
const fingerprintOf = (text: string): string | null => /^(SHA256:[A-Za-z0-9+/]{43})=?$/.exec(text.trim())?.[1] ?? null;

/** Types that ssh2 can check; without the comment. */
function keyLineOf(text: string): string | null {
  const [type = '', key = ''] = text.trim().split(/\s+/);
  if (!/^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521))$/.test(type)) return null;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key) || key.length % 4 !== 0) return null;
  return atob(key).slice(4, 4 + type.length) === type ? `${type} ${key}` : null;
}
