import { Failure } from './failure.ts';

const space = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** What Python's `isspace` holds for white space; JavaScript's `\\s` differs by six characters. */
const whitespace = new RegExp(`[${space}]+`);
export const isSpaceCharacter = (character: string): boolean => whitespace.test(character);
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** Python's `str.split`: by runs of white space where `separator` is null; at most `limit` cuts unless negative. */
export function splitText(text: string, separator: string | null, limit: number): readonly string[] {
  if (separator === null) return splitWords(text, limit);
  if (separator === '')
    throw new Failure('template-value', 'the separator is empty', 'write x | list for the characters');
  const parts = text.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitWords(text: string, limit: number): readonly string[] {
  const words = text.split(whitespace).filter((word) => word !== '');
  if (limit < 0 || words.length <= limit) return words;
  let rest = stripText(text, null, 'start');
  const parts: string[] = [];
  for (const word of words.slice(0, limit)) {
    parts.push(word);
    rest = stripText(rest.slice(word.length), null, 'start');
  }
  return rest === '' ? parts : [...parts, rest];
}

/** Python's `str.strip`: white space, or any of `characters`. */
export function stripText(text: string, characters: string | null, side: 'both' | 'start' = 'both'): string {
  const isStripped =
    characters === null ? (each: string) => whitespace.test(each) : (each: string) => characters.includes(each);
  const units = [...text];
  let [start, end] = [0, units.length];
  while (start < end && isStripped(units[start] ?? '')) start++;
  while (side === 'both' && end > start && isStripped(units[end - 1] ?? '')) end--;
  return units.slice(start, end).join('');
}

/** Python's `str.splitlines`: a line end at the end of the text opens no further line. */
export function splitLines(text: string): readonly string[] {
  const lines = text.split(lineEnd);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
