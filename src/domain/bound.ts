import type { Answers, Fields, Module, Planned, Query, StepOutput } from './module.ts';

/** A module with its parameters; `State` is hidden inside, so that all kinds fit one list. */
export interface BoundModule {
  readonly module: string;
  readonly query: Pick<Query<unknown>, 'files' | 'command' | 'reads'>;
  /** Throws BadAnswer. */
  answer(answers: Answers): Answered;
}

export interface Answered {
  readonly planned: Planned;
  result(outputs: readonly StepOutput[]): Fields;
  /** Fields that tell how it is. */
  now(): Fields;
  changed(outputs: readonly StepOutput[]): boolean;
}

export function bind<Params, State>(module: Module<Params, State>, params: Params): BoundModule {
  const query = module.probe(params);
  return {
    module: module.name,
    query,
    answer: (answers) => {
      const state = query.parse(answers);
      return {
        planned: module.plan(params, state),
        result: (outputs) => module.result(params, state, outputs),
        now: () => module.now?.(params, state) ?? new Map(),
        changed: (outputs) => module.changed?.(params, outputs) ?? true,
      };
    },
  };
}
