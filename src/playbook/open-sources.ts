import type { SourceFiles } from '../domain/source-files.ts';
import { folderOf, joinPath } from '../inventory/paths.ts';
import { parametersOf } from './bind-parameters.ts';
import type { CompiledTask } from './compiled.ts';

/** Whether it has a source whose name hangs on variables: which file that is, a host may have to say first. */
export const hasOpenSource = ({ task }: CompiledTask): boolean =>
  parametersOf(task.parameters).some(({ content }) => content.kind === 'source' && content.fill.kind !== 'literal');

/** Folders in folders that are looked into. */
const deepest = 5;

/**
 * Reads the files that such a name can mean, so that they are part of the run plan's digest: all of `files/` and
 * `templates/`, and beside the playbook, where other things lie too, only templates by their name (`.j2`).
 */
export function readOpenSources(playbooks: readonly string[], files: SourceFiles): void {
  for (const folder of new Set(playbooks.map(folderOf))) readBeside(folder, files);
}

function readBeside(folder: string, files: SourceFiles): void {
  for (const name of files.list(folder) ?? [])
    if (name.endsWith('.j2') && files.isFile(joinPath(folder, name))) files.read(joinPath(folder, name));
  for (const name of ['files', 'templates']) readAll(joinPath(folder, name), files, deepest);
}

function readAll(folder: string, files: SourceFiles, depth: number): void {
  for (const name of (depth > 0 ? files.list(folder) : null) ?? []) {
    const path = joinPath(folder, name);
    if (files.isFile(path)) files.read(path);
    else if (files.isFolder(path)) readAll(path, files, depth - 1);
  }
}
