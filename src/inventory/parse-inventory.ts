import type { Parsed } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { collectProblems } from '../source/problems.ts';
import { buildInventory } from './build-inventory.ts';
import { newDraft } from './draft.ts';
import { rankGroups } from './group-ranks.ts';
import { folderOf } from './paths.ts';
import { readSource } from './read-source.ts';
import { isHostList } from './read-host-list.ts';
import { readVarsFiles } from './vars-files.ts';
import type { VarsFiles } from './vars-files.ts';

/**
 * Reads inventories (`-i`: files in YAML or INI, programs, folders of these, lists such as `cp-1,cp-2,`; later ones
 * add to earlier ones) with the `group_vars` and `host_vars` beside them and beside the playbook. `playbookFolder` is
 * null without a playbook. Errors, all at once: those of `parseYaml`, `inventory-missing`, `inventory-file`,
 * `inventory-format`, `inventory-program`, `inventory-empty`, `ini-section`, `ini-line`, `unknown-group`, `wrong-type`,
 * `unknown-key`, `host-name`, `host-range`, `group-name`, `group-is-host`, `group-cycle`, `vars-file`.
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
  const places = lastOnly([
    ...sources.filter((source) => !isHostList(source, files)).map((source) => inventoryFolder(source, files)),
    ...(playbookFolder === null ? [] : [normal(playbookFolder)]),
  ]);
  const own = playbookFolder === null ? null : normal(playbookFolder);
  const readBeside = (folder: string): VarsFiles => readVarsFiles(folder, draft, files, problems);
  const beside = {
    inventory: places.filter((folder) => folder !== own).map(readBeside),
    playbook: places.filter((folder) => folder === own).map(readBeside),
  };
  return problems.finish(buildInventory(sources, draft, ranks, beside));
}

const inventoryFolder = (source: string, files: SourceFiles): string =>
  normal(files.isFolder(source) ? source : folderOf(source));

const normal = (folder: string): string => folder.replaceAll(/(?<=^|\/)\.\/+/g, '').replace(/(.)\/+$/, '$1') || '.';

/** What stands in a folder that is named twice counts where it is named last. */
const lastOnly = (folders: readonly string[]): readonly string[] => [...new Set(folders.toReversed())].toReversed();
