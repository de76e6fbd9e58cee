import { globTest } from '../../domain/glob.ts';
import { keyPath } from './key.ts';

/** One line of a sysctl.d file. `value` null: `-key`, which takes the key out of later globs. `line` is 1-based. */
export interface Assignment {
  readonly file: string;
  readonly line: number;
  readonly key: string;
  readonly value: string | null;
}

/** What a line assigns; null for comments, blank lines and what cannot be read. */
export function readAssignment(file: string, line: number, text: string): Assignment | null {
  const match = /^\s*(-?)\s*([^\s=#;][^=]*?)\s*(?:=(.*))?$/.exec(text);
  if (match === null || (match[3] === undefined && match[1] === '')) return null;
  return { file, line, key: keyPath(match[2] ?? ''), value: match[3]?.trim() ?? null };
}

/** The assignment that counts at boot for a path below /proc/sys: the last that names it, else the last glob that matches. */
export function winner(assignments: readonly Assignment[], key: string): Assignment | null {
  const named = assignments.findLast((assignment) => assignment.key === key);
  if (named !== undefined) return named.value === null ? null : named;
  return assignments.findLast((assignment) => isGlob(assignment.key) && globMatches(assignment.key, key)) ?? null;
}

/** The same file name in an earlier folder hides the later one; then by name, whatever the folder (sysctl.d(5)). */
export function bootOrder(files: readonly string[]): readonly string[] {
  const byName = new Map<string, string>();
  for (const file of files) if (!byName.has(nameOf(file))) byName.set(nameOf(file), file);
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

const isGlob = (key: string): boolean => /[*?[]/.test(key);

/** As fnmatch(3) with FNM_PATHNAME: nothing matches a slash. Hosts write the pattern, so the time it takes is bounded. */
function globMatches(glob: string, key: string): boolean {
  const names = key.split('/');
  const patterns = glob.split('/');
  return names.length === patterns.length && names.every((name, at) => globTest(patterns[at] ?? '')(name));
}
