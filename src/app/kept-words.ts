import type { GivenWords } from '../domain/history.ts';
import { isSecretName } from '../domain/secret-name.ts';
import { Secret } from '../domain/secret.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { readExtraVars } from './extra-vars.ts';

/** Words of a command line, as the history keeps them. */
export interface Words {
  readonly operands: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly flags: ReadonlyMap<string, number>;
}

/** Leaves out each `-e` that may hold a secret, by name or by look; of those only the names of the variables stay. */
export function keptWords(given: Words, files: SourceFiles): GivenWords {
  const texts = (given.values.get('extra-vars') ?? []).map((text) => ({ text, secrets: secretsIn(text, files) }));
  const kept = texts.filter(({ secrets }) => secrets.length === 0).map(({ text }) => text);
  const others = [...given.values].filter(([name]) => name !== 'extra-vars');
  return {
    operands: given.operands,
    values: Object.fromEntries(kept.length === 0 ? others : [...others, ['extra-vars', kept]]),
    flags: Object.fromEntries(given.flags),
    secrets: [...new Set(texts.flatMap(({ secrets }) => secrets))].toSorted(),
  };
}

/** The variables of one `-e` where one of them looks secret. A file is named, never read. */
function secretsIn(text: string, files: SourceFiles): readonly string[] {
  if (text.trim().startsWith('@')) return [];
  const read = readExtraVars([text], files);
  if (!read.ok) return ['?'];
  const entries = [...read.value];
  return entries.some(([name, value]) => looksSecret(name, value)) ? entries.map(([name]) => name) : [];
}

function looksSecret(name: string, value: Value): boolean {
  if (isSecretName(name) || value instanceof Secret) return true;
  if (isMapping(value)) return [...value].some(([key, item]) => looksSecret(String(key), item));
  if (isList(value)) return value.some((item) => looksSecret(name, item));
  return typeof value === 'string' && SECRET_LOOK.test(value);
}

/** A password in an address, a private key, a header. */
const SECRET_LOOK = /:\/\/[^/\s:@]*:[^/\s@]+@|-----BEGIN |\b(?:bearer|basic) [\w+/=.-]{8,}/i;
