import type { Parsed } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { collectProblems } from '../source/problems.ts';
import { buildInventory } from './build-inventory.ts';
import { newDraft } from './draft.ts';
import { rankGroups } from './group-ranks.ts';
import { folderOf } from './paths.ts';
import { readSource } from './read-source.ts';
import { readVarsFiles } from './vars-files.ts';

/**
 * Reads inventories (`-i`, each a YAML file or a folder of them; later ones add to earlier ones) with the
 * `group_vars` and `host_vars` beside them and beside the playbook. `playbookFolder` is null without a playbook.
 * Errors, all at once: those of `parseYaml`, `inventory-missing`, `inventory-format`, `inventory-empty`,
 * `wrong-type`, `unknown-key`, `host-name`, `group-name`, `group-is-host`, `group-cycle`, `group-priority`.
 */
export function parseInventory(
  sources: readonly string[],
  files: SourceFiles,
  playbookFolder: string | null,
): Parsed<Inventory> {
  const problems = collectProblems();
  const draft = newDraft();
  for (const source of sources) readSource(draft, source, files, problems);
  const ranks = rankGroups(draft, problems);
  const inventoryFolders = new Set(sources.map((source) => (files.isFolder(source) ? source : folderOf(source))));
  const playbookFolders = playbookFolder === null || inventoryFolders.has(playbookFolder) ? [] : [playbookFolder];
  const beside = {
    inventory: [...inventoryFolders].map((folder) => readVarsFiles(folder, draft, files, problems)),
    playbook: playbookFolders.map((folder) => readVarsFiles(folder, draft, files, problems)),
  };
  return problems.finish(buildInventory(sources, draft, ranks, beside));
}
