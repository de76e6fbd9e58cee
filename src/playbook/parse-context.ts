import type { SourceFiles } from '../domain/source-files.ts';
import type { Problems } from '../source/problems.ts';
import type { TextSetting, VarTable } from './model.ts';
import type { ModuleRegistry } from './parse-module.ts';

/** The name of a file to import, filled in with these variables (weakest first); null when it cannot be, which is reported. */
export type FileNames = (name: TextSetting, tables: readonly VarTable[]) => string | null;

export interface ParseContext {
  readonly modules: ModuleRegistry;
  readonly problems: Problems;
  /** Names of variables and handlers that belong to tasks which could not be read. */
  readonly lost: Set<string>;
  readonly files: SourceFiles;
  readonly fileName: FileNames;
  /** The files that are being read, the playbook first: each was imported by the one before it. */
  readonly chain: readonly [string, ...string[]];
  /** How many more files may be imported. */
  readonly imports: { left: number };
  /** The playbook whose play this is. */
  readonly playbook: string;
  /** Variables that the name of an imported file may use, weakest first. */
  readonly tables: readonly VarTable[];
}
