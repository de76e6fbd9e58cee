import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import { neverRuns } from './lint/never-runs.ts';
import { unusedHandlers } from './lint/unused-handlers.ts';
import { unusedVariables } from './lint/unused-variables.ts';
import type { WrittenFiles } from './lint/unused-variables.ts';
import type { Playbook } from './model.ts';

/** What is no mistake and probably not meant; found by reading, each with its place. For `lint` only: a run stays quiet about it. */
export const lintPlaybook = (playbook: Playbook, inventory: Inventory, files: WrittenFiles): readonly Diagnostic[] => [
  ...neverRuns(playbook),
  ...unusedHandlers(playbook),
  ...unusedVariables(playbook, inventory, files),
];
