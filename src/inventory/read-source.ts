import type { SourceFiles } from '../domain/source-files.ts';
import type { Problems } from '../source/problems.ts';
import type { Draft } from './draft.ts';
import { joinPath } from './paths.ts';
import { isHostList, readHostList } from './read-host-list.ts';
import { readFile } from './read-file.ts';

/** Adds what an inventory file says, or all inventory files of a folder in sorted order, or a list such as `cp-1,cp-2,`. */
export function readSource(draft: Draft, source: string, files: SourceFiles, problems: Problems): void {
  if (isHostList(source, files)) readHostList(draft, source, problems);
  else if (!files.isFolder(source)) readFile(draft, source, { files, named: true }, problems);
  else for (const file of inventoryFiles(source, files)) readFile(draft, file, { files, named: false }, problems);
}

function inventoryFiles(folder: string, files: SourceFiles): readonly string[] {
  return (files.list(folder) ?? [])
    .filter((name) => !IGNORED.test(name))
    .flatMap((name) => {
      const path = joinPath(folder, name);
      return files.isFolder(path) ? inventoryFiles(path, files) : [path];
    });
}

/** As Ansible does it. */
const IGNORED =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|(?:\.(?:pyc|pyo|swp|bak|rpm|md|txt|rst|orig|cfg|retry)|~)$/;
