import type { SourceFiles } from '../domain/source-files.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import type { Problems } from '../source/problems.ts';
import type { Draft } from './draft.ts';
import { joinPath } from './paths.ts';
import { readGroups } from './read-groups.ts';

/** Adds what an inventory file says, or all inventory files of a folder in sorted order. */
export function readSource(draft: Draft, path: string, files: SourceFiles, problems: Problems): void {
  if (files.isFolder(path)) {
    for (const file of inventoryFiles(path, files)) readFile(draft, file, files, problems);
    return;
  }
  readFile(draft, path, files, problems);
}

function inventoryFiles(folder: string, files: SourceFiles): readonly string[] {
  const names = (files.list(folder) ?? []).filter(
    (name) => !name.startsWith('.') && name !== 'group_vars' && name !== 'host_vars',
  );
  return names.flatMap((name) => {
    const path = joinPath(folder, name);
    if (files.isFolder(path)) return inventoryFiles(path, files);
    return /^[^.]+$|\.(?:ya?ml|json)$/.test(name) ? [path] : [];
  });
}

function readFile(draft: Draft, path: string, files: SourceFiles, problems: Problems): void {
  const bytes = files.read(path);
  if (bytes === null) {
    problems.error('inventory-missing', `there is no inventory ${path}`);
    return;
  }
  if (looksLikeIni(path, bytes)) {
    problems.error('inventory-format', `${path} is an INI inventory, which comes with a later version`, undefined, {
      hint: `convert it: ansible-inventory -i ${path} --list --yaml --output hosts.yaml`,
    });
    return;
  }
  const node = problems.take(parseYaml(path, bytes, files.sealed));
  if (node !== null) readGroups(draft, path, node, problems);
  else if (!problems.hasErrors()) problems.error('inventory-empty', `the inventory ${path} is empty`);
}

/** A line that holds only `[name]` or `[name:vars]`. */
const looksLikeIni = (path: string, bytes: Uint8Array): boolean =>
  !/\.(?:ya?ml|json)$/.test(path) && /^\[[\w:.-]+\]\s*$/m.test(new TextDecoder().decode(bytes));
