import { createHmac } from 'node:crypto';
import { asHostKey } from './look-at-host-key.ts';
import type { HostKey } from '../../domain/host-key.ts';
import { isNamed, parseKnownHosts } from './known-hosts.ts';

/** One line that names a host. `alone`: nobody else; `listed`: others too; `pattern`: by a wildcard, and it stays. */
export interface NamedLine {
  /** 1-based. */
  readonly line: number;
  readonly how: 'alone' | 'listed' | 'pattern';
  readonly key: HostKey;
}

/**
 * The lines of a known_hosts file (one character a byte) that hold a key of the host with one of these names.
 * `@revoked` and `@cert-authority` lines speak of keys that must not, or of others that may, be trusted: never among them.
 */
export function namedLines(text: string, names: ReadonlySet<string>): readonly NamedLine[] {
  return parseKnownHosts(text, '').flatMap(({ line, marker, names: written, key }) => {
    const how = marker === null ? howNamed(written, names) : null;
    return how === null ? [] : [{ line, how, key: asHostKey(key) }];
  });
}

/** The text without these names: their own lines are gone, shared lines lose the name; every other byte stays. */
export function forgetNames(text: string, names: ReadonlySet<string>): string {
  const found = new Map(namedLines(text, names).map(({ line, how }) => [line, how]));
  return text
    .split(/(?<=\n)/)
    .map((line, index) => {
      const how = found.get(index + 1);
      if (how === 'alone') return '';
      return how === 'listed' ? withoutNames(line, names) : line;
    })
    .join('');
}

/** Whether the file hides its names: then a new line does so too (ssh_config(5), HashKnownHosts). */
export const hidesNames = (text: string): boolean =>
  parseKnownHosts(text, '').some(({ names }) => names.startsWith('|1|'));

/** A new line, with its newline. `salt`: 20 random bytes to hide the name with, or null to show it. */
export function newLine(id: string, key: HostKey, salt: Buffer | null): string {
  const name =
    salt === null ? id : `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(id).digest('base64')}`;
  return `${name} ${key.type} ${key.blob}\n`;
}

function howNamed(written: string, names: ReadonlySet<string>): NamedLine['how'] | null {
  const isMeant = (words: string): boolean => [...names].some((name) => isNamed(words, name));
  if (!isMeant(written)) return null;
  if (written.startsWith('|1|')) return 'alone';
  const others = written.split(',').filter((name) => !names.has(name.toLowerCase()));
  if (others.length === 0) return 'alone';
  return isMeant(others.join(',')) ? 'pattern' : 'listed';
}

/** The names stand in the first word; a comma goes with each that is taken out. */
function withoutNames(line: string, names: ReadonlySet<string>): string {
  const [, indent = '', written = '', rest = ''] = /^(\s*)(\S+)([^]*)$/.exec(line) ?? [];
  return `${indent}${written
    .split(',')
    .filter((name) => !names.has(name.toLowerCase()))
    .join(',')}${rest}`;
}
