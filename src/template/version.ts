import { Failure } from './failure.ts';
import { orderText } from './code-points.ts';

type Part = number | string;

/** Orders versions as Python's LooseVersion does: numbers as numbers, letters as text. Fails where the two cannot be told apart. */
export function orderVersions(left: string, right: string): number {
  const [a, b] = [partsOf(left), partsOf(right)];
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const difference = orderParts(part, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function partsOf(version: string): readonly Part[] {
  const parts = version.split(/(\d+|[a-z]+|\.)/).filter((part) => part !== '' && part !== '.');
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function orderParts(a: Part, b: Part): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return orderText(a, b);
  throw new Failure(
    'template-value',
    'the versions cannot be ordered: a number stands against a word',
    'compare releases only, or use version_type="semver"',
  );
}

/** Orders versions as Python's StrictVersion: two or three numbers, then perhaps `a1` or `b1`. Fails for anything else. */
export function orderStrict(left: string, right: string): number {
  const [a, b] = [strictParts(left), strictParts(right)];
  for (const [index, part] of a.entries()) {
    const difference = orderParts(part, b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A release comes after its alphas and betas: `c` stands for none. */
function strictParts(version: string): readonly Part[] {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(version);
  if (match === null)
    throw new Failure('template-value', 'this is not a strict version', 'write it as 1.2, 1.2.3, 1.2a1 or 1.2.3b2');
  const [, major, minor, patch = '0', letter = 'c', count = '0'] = match;
  return [Number(major), Number(minor), Number(patch), letter, Number(count)];
}

/** Orders semantic versions (semver.org, item 11); build metadata does not count. Fails for anything else. */
export function orderSemantic(left: string, right: string): number {
  const [a, b] = [semantic(left), semantic(right)];
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  return orderPrerelease(a.pre, b.pre);
}

interface Semantic {
  readonly numbers: readonly number[];
  readonly pre: readonly string[];
}

function semantic(version: string): Semantic {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-([\da-zA-Z.-]+))?(?:\+[\da-zA-Z.-]+)?$/.exec(version);
  if (match === null) throw new Failure('template-value', 'this is not a semantic version', 'write it as 1.2.3');
  return { numbers: match.slice(1, 4).map(Number), pre: match[4]?.split('.') ?? [] };
}

function orderPrerelease(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const difference = orderIdentifiers(part, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function orderIdentifiers(a: string, b: string): number {
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (x && y) return Number(a) - Number(b);
  return x === y ? orderText(a, b) : x ? -1 : 1;
}
