import {
  type Answers,
  BadAnswer,
  type Change,
  type Claim,
  type Fields,
  type Module,
  type Planned,
  type Query,
  type StepOutput,
} from './module.ts';
import type { CommandOutput } from './session.ts';
import type { ShellCommand } from './shell-command.ts';

/** A module with its parameters; `State` is hidden inside, so that all kinds fit one list. */
export interface BoundModule {
  readonly module: string;
  readonly query: Pick<Query<unknown>, 'files' | 'command' | 'reads'>;
  /** What its entries with controls guarantee once it is done. */
  readonly claims: readonly Claim[];
  /** Asked in the same frame, beside the question of the module. */
  readonly evidence?: readonly Evidence[];
  /** Throws BadAnswer. */
  answer(answers: Answers): Answered;
}

/** What the host tells of a service that uses what the module manages. */
export interface Evidence {
  /** The unit. */
  readonly about: string;
  readonly command: ShellCommand;
  /** What has to become live by the handler; null: nothing. */
  read(output: CommandOutput): Change | null;
}

export interface Answered {
  readonly planned: Planned;
  /** What is wanted of services by evidence, where the module itself wants nothing. */
  readonly stale?: readonly Change[];
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
    claims: module.claims?.(params) ?? [],
    answer: (answers) => {
      const state = query.parse(query.readsCut === true ? answers : whole(answers));
      return {
        planned: module.plan(params, state),
        result: (outputs) => module.result(params, state, outputs),
        now: () => module.now?.(params, state) ?? new Map(),
        changed: (outputs) => module.changed?.(params, outputs) ?? true,
      };
    },
  };
}

/** A part of what a host said must not pass for all of it. */
const whole = (answers: Answers): Answers => ({
  ...(answers.saved === undefined ? {} : { saved: answers.saved }),
  file: (path, follow) => answers.file(path, follow),
  get output() {
    const { output } = answers;
    if (output.truncated === true) throw new BadAnswer('the host said more than is kept of one answer');
    return output;
  },
});
