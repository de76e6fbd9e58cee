import { globTest, type TextTest } from '../../domain/glob.ts';

/** What a path of a task stands for. `folder`: what has to be listed, and how deep; null for `plain`. */
export interface PathPattern {
  readonly text: string;
  readonly plain: boolean;
  readonly folder: string;
  /** Levels below `folder`; Infinity: all. */
  readonly depth: number;
  /** By a slash at its end it means folders alone. */
  readonly foldersOnly: boolean;
}

/**
 * `*`, `?` and `[…]` stand within one name, `**` for any number of folders, none too. `X/**` is all that is in X, and X
 * itself; with a slash at the end a pattern means folders alone.
 */
export function readPattern(text: string): PathPattern {
  const names = namesOf(text);
  const first = names.findIndex(isPattern);
  const rest = first < 0 ? [] : names.slice(first);
  return {
    text,
    plain: first < 0,
    folder: `/${names.slice(0, Math.max(0, first)).join('/')}`,
    depth: rest.includes('**') ? Infinity : rest.length,
    foldersOnly: first >= 0 && text.endsWith('/'),
  };
}

/** Whether a path of the host is meant, whatever stands there. */
export function pathTest(pattern: PathPattern): TextTest {
  const patterns = testsOf(pattern);
  return (path) => match(patterns, namesOf(path));
}

function match(patterns: readonly NameTest[], names: readonly string[]): boolean {
  const [pattern, ...others] = patterns;
  const [name, ...below] = names;
  if (pattern === undefined) return name === undefined;
  if (pattern === '**') return match(others, names) || (name !== undefined && match(patterns, below));
  return name !== undefined && pattern(name) && match(others, below);
}

/** Whether something below a path of the host may be meant. */
export function reachesBelow(pattern: PathPattern): TextTest {
  const patterns = testsOf(pattern);
  return (path) => isBegun(patterns, namesOf(path));
}

function isBegun(patterns: readonly NameTest[], names: readonly string[]): boolean {
  const [pattern, ...others] = patterns;
  const [name, ...below] = names;
  if (pattern === undefined || name === undefined) return pattern !== undefined;
  if (pattern === '**') return isBegun(others, names) || isBegun(patterns, below);
  return pattern(name) && isBegun(others, below);
}

/** Of one name of a path; `**` is any number of them. */
type NameTest = '**' | TextTest;

const testsOf = ({ text }: PathPattern): readonly NameTest[] =>
  namesOf(text).map((name) => (name === '**' ? name : globTest(name)));

const namesOf = (path: string): readonly string[] => path.split('/').filter((name) => name !== '');

const isPattern = (name: string): boolean => /[*?[]/.test(name);
