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

/** A table, null for a file that cannot be read, which is reported, or a file whose name hangs on the host. */
export type VarsOfFile = VarTable | null | 'of-the-host';

/** Reads the `vars_files` of one play. Paths are beside the playbook; each file is read once. */
export class VarsFiles {
  readonly #playbook: string;
  readonly #files: SourceFiles;
  readonly #problems: Problems;
  readonly #read = new Map<string, VarTable | null>();

  constructor(playbook: string, files: SourceFiles, problems: Problems) {
    this.#playbook = playbook;
    this.#files = files;
    this.#problems = problems;
  }

  /** Weakest first; `scope` holds what is known without a host. */
  withoutHost(wanted: readonly VarsFile[], scope: HostScope): readonly VarsOfFile[] {
    return wanted.map((one) => {
      const paths = one.paths.map((path) => this.#pathOf(path, scope, null));
      return paths.includes(null) && one.paths.some(({ fill }) => fill.kind === 'template')
        ? 'of-the-host'
        : this.#table(one, scope);
    });
  }

  /** The same for one host, where names hang on it. */
  ofHost(wanted: readonly VarsFile[], known: readonly VarsOfFile[], scope: HostScope): readonly (VarTable | null)[] {
    return wanted.map((one, at) => {
      const table = known[at] ?? null;
      return table === 'of-the-host' ? this.#table(one, scope) : table;
    });
  }

  #table({ paths, range }: VarsFile, scope: HostScope): VarTable | null {
    const candidates = paths.map((path) => this.#pathOf(path, scope, this.#problems));
    const known = candidates.filter((path) => path !== null);
    if (known.length < candidates.length) return null;
    const path = known.find((candidate) => this.#files.isFile(candidate));
    if (path !== undefined) return this.#tableIn(path);
    const names = known.map((candidate) => `\`${candidate}\``).join(' nor ');
    this.#problems.error('vars-file-missing', `there is no file ${names}`, range, {
      hint: 'paths in `vars_files` start at the folder of the playbook',
    });
    return null;
  }

  #pathOf({ fill, range }: Setting, scope: HostScope, problems: Problems | null): string | null {
    const attempts = new Attempts(scope);
    const path = attempts.run(() => {
      const value = evaluateFill(fill, scope);
      if (typeof value === 'string' && value !== '') return pathFrom(folderOf(this.#playbook), value);
      throw bindProblem('wrong-type', '`vars_files` must name files', range);
    });
    problems?.addAll(attempts.problems);
    return path;
  }

  #tableIn(path: string): VarTable | null {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const table = this.#parsed(path);
    this.#read.set(path, table);
    return table;
  }

  #parsed(path: string): VarTable | null {
    const parsed = parseYaml(path, this.#files.read(path) ?? '', this.#files.sealed);
    const root = this.#problems.take(parsed);
    if (root === null) return parsed.ok ? new Map() : null;
    const map = asMap(root, path, this.#problems);
    return map === null ? null : varTable(map, this.#problems);
  }
}
