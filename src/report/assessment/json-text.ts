/** C1 controls, what turns text around, and what no reader shows: JSON leaves them as they are, terminals obey them. */
const UNESCAPED = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;

/** JSON that is safe to print. Nothing is lost: readers get the same values. */
export const jsonText = (value: unknown): string => `${safe(JSON.stringify(value, null, 2))}\n`;

/** The same without a line and a space for each value: for files that programs read, one a host. */
export const compactJson = (value: unknown): string => safe(JSON.stringify(value));

/** An object as `compactJson` writes it, up to its closing brace: more fields can follow. */
export const openObject = (value: Readonly<Record<string, unknown>>): string => compactJson(value).slice(0, -1);

/**
 * What `jsonText` gives, in pieces: lists and objects are taken apart so many levels deep, and a list there may be any
 * iterable, which is gone through as the pieces are taken.
 */
export function* jsonParts(value: unknown, levels: number): Iterable<string> {
  yield* pieces(value, levels, '\n');
  yield '\n';
}

/** `line`: a line feed and the blanks that lines at this level begin with. */
function* pieces(value: unknown, levels: number, line: string): Iterable<string> {
  if (levels === 0 || typeof value !== 'object' || value === null) {
    yield safe(JSON.stringify(value, null, 2)).replaceAll('\n', line);
    return;
  }
  const list = isIterable(value);
  let before = list ? '[' : '{';
  for (const [key, item] of list ? keyless(value) : Object.entries(value)) {
    if (item === undefined) continue;
    yield `${before}${line}  ${key === null ? '' : `${safe(JSON.stringify(key))}: `}`;
    yield* pieces(item, levels - 1, `${line}  `);
    before = ',';
  }
  if (before === ',') yield line + (list ? ']' : '}');
  else yield list ? '[]' : '{}';
}

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;

function* keyless(list: Iterable<unknown>): Iterable<readonly [key: null, item: unknown]> {
  for (const item of list) yield [null, item ?? null];
}

const safe = (json: string): string => json.replaceAll(UNESCAPED, escaped);

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
