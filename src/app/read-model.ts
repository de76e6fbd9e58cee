import type { SourceFiles } from '../domain/source-files.ts';
import { ownModules, type ModuleSet } from '../modules/index.ts';
import type { Playbook } from '../playbook/model.ts';
import { moduleRegistry } from '../playbook/parse-module.ts';
import { parsePlaybook } from '../playbook/parse-playbook.ts';
import { collectProblems } from '../source/problems.ts';

/** A playbook as far as it can be read without an inventory, mistakes left to `lint`; null where there is no such file. */
export const readModel = (path: string, files: SourceFiles, modules: ModuleSet = ownModules): Playbook | null =>
  files.isFile(path)
    ? parsePlaybook(path, files, moduleRegistry(modules.names, modules.find), collectProblems())
    : null;
