import type { SourceFiles } from '../domain/source-files.ts';
import { folderOf, pathFrom } from '../inventory/paths.ts';
import { asMap } from '../source/decode.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import type { Problems } from '../source/problems.ts';
import { Attempts, bindProblem } from './bind-problems.ts';
import { evaluateFill } from './evaluate-fill.ts';
import type { Setting, VarsFile, VarTable } from './model.ts';
import { varTable } from './parse-values.ts';
import type { HostScope } from './scope.ts';

/** The `vars_files` of a play, weakest first; null for one that cannot be read, which is reported. Paths are beside the playbook. */
export function readVarsFiles(
  wanted: readonly VarsFile[],
  playbook: string,
  scope: HostScope,
  files: SourceFiles,
  problems: Problems,
): readonly (VarTable | null)[] {
  return wanted.map((one) => readOne(one, playbook, scope, files, problems));
}

function readOne(
  { paths, range }: VarsFile,
  playbook: string,
  scope: HostScope,
  files: SourceFiles,
  problems: Problems,
): VarTable | null {
  const candidates = paths.map((path) => pathOf(path, playbook, scope, problems));
  const known = candidates.filter((path) => path !== null);
  if (known.length < candidates.length) return null;
  const path = known.find((candidate) => files.isFile(candidate));
  if (path !== undefined) return readTable(path, files, problems);
  problems.error(
    'vars-file-missing',
    `there is no file ${known.map((candidate) => `\`${candidate}\``).join(' nor ')}`,
    range,
    {
      hint: 'paths in `vars_files` start at the folder of the playbook',
    },
  );
  return null;
}

function pathOf({ fill, range }: Setting, playbook: string, scope: HostScope, problems: Problems): string | null {
  const attempts = new Attempts(scope);
  const path = attempts.run(() => {
    const value = evaluateFill(fill, scope);
    if (typeof value === 'string' && value !== '') return pathFrom(folderOf(playbook), value);
    throw bindProblem('wrong-type', '`vars_files` must name files', range);
  });
  problems.addAll(attempts.problems);
  return path;
}

function readTable(path: string, files: SourceFiles, problems: Problems): VarTable | null {
  const parsed = parseYaml(path, files.read(path) ?? '', files.sealed);
  const root = problems.take(parsed);
  if (root === null) return parsed.ok ? new Map() : null;
  const map = asMap(root, path, problems);
  return map === null ? null : varTable(map, problems);
}
