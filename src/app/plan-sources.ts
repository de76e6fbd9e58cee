import type { Diagnostic } from '../domain/diagnostic.ts';
import type { PlanSource } from '../domain/plan-file.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { sha256 } from '../domain/sha256.ts';
import type { RecordedFiles } from '../playbook/digest.ts';

/** Everything that was read, by its content. Passwords and keys are not in it: a hash would give them away. */
export const sourcesOf = (files: RecordedFiles): readonly PlanSource[] =>
  [...files.seen]
    .map(([path, bytes]) => ({ path, sha256: sha256(bytes) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));

/** Which of the files that a plan was made from are not the same any more. */
export const movedSources = (sources: readonly PlanSource[], files: SourceFiles): readonly Diagnostic[] =>
  sources.flatMap(({ path, sha256: planned }) => {
    const bytes = files.isFile(path) ? files.read(path) : null;
    if (bytes === null)
      return [moved(`${path} is gone`, 'plan files name their sources from the folder they were made in')];
    return sha256(bytes) === planned ? [] : [moved(`${path} was changed since the plan was made`, 'plan again')];
  });

/** Files that are read now and were not when the plan was made. */
export const newSources = (sources: readonly PlanSource[], read: readonly PlanSource[]): readonly Diagnostic[] =>
  read
    .filter(({ path }) => sources.every((source) => source.path !== path))
    .map(({ path }) => moved(`${path} is new since the plan was made`, 'plan again'));

export const moved = (summary: string, hint: string): Diagnostic => ({
  severity: 'error',
  code: 'plan-moved',
  summary,
  hint,
});
