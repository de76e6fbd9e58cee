import type { BoundModule } from '../../src/domain/bound.ts';
import type { ControllerResult, Planned } from '../../src/domain/module.ts';
import { findModule } from '../../src/modules/index.ts';

/** A module bound to parameters that must be good. */
export function boundModule(name: string, input: unknown): BoundModule {
  const module = findModule(name);
  if (module?.kind !== 'host') throw new Error(`${name} is no module for hosts`);
  const bound = module.bind(input);
  if (!bound.ok) throw new Error(`${name}: ${JSON.stringify(bound.issues)}`);
  return bound.value;
}

export function evaluated(name: string, input: unknown): ControllerResult {
  const module = findModule(name);
  if (module?.kind !== 'controller') throw new Error(`${name} is no module for the controller`);
  const result = module.evaluate(input);
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.issues)}`);
  return result.value;
}

/** What is wrong with parameters, as `path: message` lines; empty when nothing is. */
export function complaints(name: string, input: unknown): readonly string[] {
  const module = findModule(name);
  if (module === undefined) throw new Error(`there is no module ${name}`);
  const parsed = module.kind === 'host' ? module.bind(input) : module.evaluate(input);
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

export const targetsOf = (planned: Planned): readonly string[] =>
  planned.kind === 'changes' ? planned.changes.map(({ target }) => target) : [`refused: ${planned.message}`];
