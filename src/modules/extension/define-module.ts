import type { Module } from '../../domain/module.ts';
import { hostModule, type HostModule } from '../registry/registered.ts';
import type { ModuleWords } from '../words/module-words.ts';

/** A module of somebody else's: the same interface as ours, and what its parameters and results mean. */
export interface ModuleDefinition<Params, State> extends Module<Params, State> {
  /** `parameters` has a line for each parameter, `results` one for each field of `register`. */
  readonly words: Pick<ModuleWords, 'parameters'> & Partial<ModuleWords>;
}

/** What a file of a module exports by default; made by `defineModule` and by nothing else. */
export type DefinedModule = HostModule;

const defined = new WeakSet<object>();

/** A module for playbooks. Pure: `probe` makes a question that only reads, `plan` decides from its answer. */
export function defineModule<Params, State>(definition: ModuleDefinition<Params, State>): DefinedModule {
  const { words, ...module } = definition;
  const { claims: _, ...judgeless } = module;
  const made = hostModule({ ...judgeless, plan: withoutFindings(module) }, { results: {}, notes: [], ...words });
  defined.add(made);
  return made;
}

/** Nobody but its author knows what it looks at: what it says of controls is not taken for a verdict. */
const withoutFindings =
  <Params, State>({ plan }: Pick<Module<Params, State>, 'plan'>): Module<Params, State>['plan'] =>
  (params, state) => {
    const planned = plan(params, state);
    return planned.kind === 'changes' ? { ...planned, findings: [] } : planned;
  };

export const isDefinedModule = (value: unknown): value is DefinedModule =>
  typeof value === 'object' && value !== null && defined.has(value);
