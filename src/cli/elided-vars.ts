import { shellWords } from '../app/shell-words.ts';
import { isSecretName } from '../domain/secret-name.ts';

/** A longer value is not worth a line of its own. */
const LONGEST = 40;

/**
 * A text of `-e` as it may be shown again: `@file` and short values as they are, what a name calls secret and what was
 * typed as a mapping as `…`, so that one sees what is to be typed anew.
 */
export function elidedVars(text: string): string {
  const given = text.trim();
  if (given.startsWith('@')) return text;
  if (/^[{[]/.test(given)) return `{${jsonKeys(given).join(', ') || '…'}}`;
  const [, name] = /^([A-Za-z_]\w*):(?:\s|$)/.exec(given) ?? [];
  if (name !== undefined) return `${name}: …`;
  const words = shellWords(given);
  const shown = words?.map(elidedWord);
  return shown === undefined ? '…' : shown.join() === words?.join() ? text : shown.join(' ');
}

function elidedWord(word: string): string {
  const at = word.indexOf('=');
  if (at < 1) return word === '' ? word : '…';
  const name = word.slice(0, at);
  return isSecretName(name) || word.length > LONGEST ? `${name}=…` : word;
}

function jsonKeys(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.keys(value).map((key) => `${key}: …`) : [];
  } catch {
    return [];
  }
}
