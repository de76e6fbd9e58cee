import { refused, parsed } from './diagnostic.ts';
import type { Parsed } from './diagnostic.ts';

interface Part {
  readonly before: string;
  /** Digits as written, leading zeros included; empty when the name is not folded. */
  readonly digits: string;
  readonly after: string;
}

/** More names than a fleet has; a mistyped range must not fill the memory. */
const MAX_NAMES = 100_000;

/**
 * Host names in short, as `-l` takes them back: `cp-[1-3],worker-[1-2]`. Sorted, each name once, so that the order
 * of the input does not show. Folds the last number of the first label (of the whole name in an IPv4 address);
 * zeros in front are kept. Names must hold none of `[],`.
 */
export function foldNodes(names: Iterable<string>): string {
  const parts = [...new Set(names)].map(split).toSorted(compare);
  const runs: Part[][] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && follows(last, part)) run.push(part);
    else runs.push([part]);
  }
  return runs.map(written).join(',');
}

/** The names that a folded text stands for, in its order. Error `node-set`. */
export function expandNodes(text: string): Parsed<readonly string[]> {
  const names = new Set<string>();
  for (const term of text === '' ? [] : text.split(',')) {
    const expanded = expandTerm(term);
    if (expanded === null || names.size + expanded.length > MAX_NAMES) return wrongTerm(term);
    for (const name of expanded) names.add(name);
  }
  return parsed([...names]);
}

function split(name: string): Part {
  const pattern = /^(?:\d+\.){3}\d+$/.test(name) ? /^(.*?)(\d{1,15})()$/ : /^([^.]*?)(\d{1,15})([^\d.]*(?:\..*)?)$/;
  const [, before = name, digits = '', after = ''] = pattern.exec(name) ?? [];
  return { before, digits, after };
}

const compare = (a: Part, b: Part): number =>
  order(a.before, b.before) ||
  order(a.after, b.after) ||
  a.digits.length - b.digits.length ||
  order(a.digits, b.digits);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function follows(last: Part, next: Part): boolean {
  const sameFrame =
    last.before === next.before && last.after === next.after && last.digits !== '' && next.digits !== '';
  const sameWidth = last.digits.length === next.digits.length || !(isPadded(last.digits) || isPadded(next.digits));
  return sameFrame && sameWidth && Number(next.digits) === Number(last.digits) + 1;
}

const isPadded = (digits: string): boolean => digits.length > 1 && digits.startsWith('0');

function written(run: readonly Part[]): string {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return '';
  const numbers = run.length === 1 ? first.digits : `[${first.digits}-${last.digits}]`;
  return `${first.before}${numbers}${first.after}`;
}

function expandTerm(term: string): readonly string[] | null {
  const match = /^([^[\]]*)\[(\d{1,15})-(\d{1,15})\]([^[\]]*)$/.exec(term);
  if (match === null) return term === '' || /[[\]]/.test(term) ? null : [term];
  const [, before = '', from = '', to = '', after = ''] = match;
  const count = Number(to) - Number(from) + 1;
  if (count < 1 || count > MAX_NAMES || (isPadded(from) && from.length !== to.length)) return null;
  const width = isPadded(from) ? from.length : 0;
  return Array.from(
    { length: count },
    (_, index) => `${before}${String(Number(from) + index).padStart(width, '0')}${after}`,
  );
}

const wrongTerm = (term: string): Parsed<never> =>
  refused({
    severity: 'error',
    code: 'node-set',
    summary: `\`${term}\` is not a set of hosts`,
    hint: 'for example cp-[1-3],worker-[01-12]; first the smaller number',
  });
