import type { GivenWords } from '../domain/history.ts';
import { isSecretName } from '../domain/secret-name.ts';
import { Secret } from '../domain/secret.ts';
import type { SecretKeeper } from '../domain/secret-keeper.ts';
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

/**
 * Leaves out each `-e` that may hold a secret, by name or by look, or that holds one that `keeper` knows; of those only
 * the names of the variables stay. All other words are masked.
 */
export function keptWords(given: Words, files: SourceFiles, keeper: Pick<SecretKeeper, 'holds' | 'mask'>): GivenWords {
  const texts = (given.values.get('extra-vars') ?? []).map((text) => ({
    text,
    secrets: secretsIn(text, files, keeper),
  }));
  const kept = texts.filter(({ secrets }) => secrets.length === 0).map(({ text }) => text);
  const masked = (words: readonly string[]): readonly string[] => words.map((word) => keeper.mask(word));
  const others = [...given.values]
    .filter(([name]) => name !== 'extra-vars')
    .map(([name, words]) => [name, masked(words)] as const);
  return {
    operands: masked(given.operands),
    values: Object.fromEntries(kept.length === 0 ? others : [...others, ['extra-vars', kept]]),
    flags: Object.fromEntries(given.flags),
    secrets: [...new Set(texts.flatMap(({ secrets }) => secrets))].toSorted(),
  };
}

/** The variables of one `-e` where one of them looks secret. A file is named, never read. */
function secretsIn(text: string, files: SourceFiles, keeper: Pick<SecretKeeper, 'holds'>): readonly string[] {
  if (text.trim().startsWith('@')) return [];
  const read = readExtraVars([text], files);
  if (!read.ok) return ['?'];
  const entries = [...read.value];
  const isSecret = keeper.holds(text) || entries.some(([name, value]) => looksSecret(name, value));
  return isSecret ? entries.map(([name]) => name) : [];
}

function looksSecret(name: string, value: Value): boolean {
  if (isSecretName(name) || value instanceof Secret) return true;
  if (isMapping(value)) return [...value].some(([key, item]) => looksSecret(String(key), item));
  if (isList(value)) return value.some((item) => looksSecret(name, item));
  return typeof value === 'string' && SECRET_LOOK.test(value);
}

/** A password in an address, a private key, a header. */
const SECRET_LOOK = /:\/\/[^/\s:@]*:[^/\s@]+@|-----BEGIN |\b(?:bearer|basic) [\w+/=.-]{8,}/i;
