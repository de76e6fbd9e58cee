import { parseAddress } from './address.ts';

/** One term of a host pattern: how it combines, its text without `!` or `&`, and where that text starts. */
export interface Term {
  readonly operator: 'union' | 'intersect' | 'exclude';
  readonly text: string;
  readonly offset: number;
}

/**
 * Splits at commas; without any, at colons, unless the whole is one address (`::1`, `web:22`) or one name with a
 * range (`web[0:2]`). Unions come first, then intersections, then exclusions, wherever they stand.
 */
export function splitPattern(pattern: string): readonly Term[] {
  const terms = [...pattern.matchAll(separatorFor(pattern))].flatMap((match) => termOf(match[0], match.index));
  const of = (operator: Term['operator']): readonly Term[] => terms.filter((term) => term.operator === operator);
  return [...of('union'), ...of('intersect'), ...of('exclude')];
}

const separatorFor = (pattern: string): RegExp => {
  if (pattern.includes(',')) return /[^,]+/g;
  return parseAddress(pattern) === null ? /(?:[^\s:[\]]|\[[^\]]*\])+/g : /^.+$/gs;
};

function termOf(written: string, index: number): readonly Term[] {
  const trimmed = written.trim();
  if (trimmed === '') return [];
  const offset = index + written.indexOf(trimmed);
  const operator = trimmed.startsWith('!') ? 'exclude' : trimmed.startsWith('&') ? 'intersect' : 'union';
  return [
    operator === 'union'
      ? { operator, text: trimmed, offset }
      : { operator, text: trimmed.slice(1), offset: offset + 1 },
  ];
}
