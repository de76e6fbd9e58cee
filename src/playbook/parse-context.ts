import type { Problems } from '../source/problems.ts';
import type { ModuleRegistry } from './parse-module.ts';

export interface ParseContext {
  readonly modules: ModuleRegistry;
  readonly problems: Problems;
  /** Names of variables and handlers that belong to tasks which could not be read. */
  readonly lost: Set<string>;
}
