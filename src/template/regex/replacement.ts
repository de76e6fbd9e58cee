import { Failure } from '../failure.ts';
import { controls } from '../string-escapes.ts';
import type { Regex } from './compile.ts';
import type { Match } from './run.ts';

/** Pieces of text, and numbers of groups. */
export type Replacement = readonly (string | number)[];

const piece = /\\(?:g<([^>]*)>|([1-7][0-7]{2}|0[0-7]{0,2})|([1-9]\d?)|([^]))|[^\\]+|\\/g;

/** Reads the replacement of Python's `re.sub`: `\1`, `\g<1>`, `\g<name>`, `\n`. Throws Failure. */
export function parseReplacement(text: string, regex: Regex): Replacement {
  return [...text.matchAll(piece)].map(([whole, name, octal, number, letter]) => {
    if (name !== undefined) return groupOf(/^\d+$/.test(name) ? Number(name) : regex.names.get(name), regex);
    if (number !== undefined) return groupOf(Number(number), regex);
    if (octal !== undefined) return octalText(octal);
    if (letter === undefined) return whole === '\\' ? bad() : whole;
    return controls[letter] ?? (/[A-Za-z\d]/.test(letter) ? bad() : whole);
  });
}

export const replacementText = (replacement: Replacement, text: string, match: Match): string =>
  replacement
    .map((each) =>
      typeof each === 'string'
        ? each
        : each === 0
          ? text.slice(match.start, match.end)
          : (match.groups[each - 1] ?? ''),
    )
    .join('');

function groupOf(index: number | undefined, regex: Regex): number {
  if (index !== undefined && index <= regex.groups) return index;
  throw new Failure('template-value', 'the replacement names a group that the pattern does not have');
}

const octalText = (digits: string): string => {
  const code = Number.parseInt(digits, 8);
  return code > 0o377 ? bad() : String.fromCharCode(code);
};

function bad(): never {
  throw new Failure(
    'template-value',
    'the replacement has an unknown escape',
    String.raw`a backslash itself is written \\`,
  );
}
