import type { AssessedHost, Assessment } from '../../domain/assessment.ts';

/** What a host is called in names of files. */
export const hostFileNames = ({ scope }: Assessment): ReadonlyMap<string, string> =>
  safeNames(scope.hosts.map(({ name }) => name));

export const hostFileName = (assessment: Assessment, { name }: AssessedHost): string | null =>
  hostFileNames(assessment).get(name) ?? null;

/** For each name one that is safe in a file name on any system; different names stay different. */
export function safeNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const safe = new Map<string, string>();
  for (const name of names) {
    const word = free(
      name
        .replaceAll(/[^A-Za-z0-9._-]/g, '_')
        .replace(/^[.-]/, '_')
        .slice(0, 100) || '_',
      taken,
    );
    taken.add(word.toLowerCase());
    safe.set(name, word);
  }
  return safe;
}

function free(word: string, taken: ReadonlySet<string>): string {
  if (!taken.has(word.toLowerCase())) return word;
  for (let number = 2; ; number += 1) if (!taken.has(`${word}-${number}`.toLowerCase())) return `${word}-${number}`;
}
