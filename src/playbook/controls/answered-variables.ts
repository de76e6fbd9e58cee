import { holdsName } from '../../domain/name-patterns.ts';
import type { Value } from '../../domain/value.ts';
import { withoutVerdict } from '../../domain/without-verdict.ts';
import { findModule } from '../../modules/index.ts';
import { factOf } from '../../modules/setup/fact-names.ts';
import { parametersOf } from '../bind-parameters.ts';
import type { CompiledTask } from '../compiled.ts';
import type { Definitions } from '../definitions.ts';
import { usesOf } from '../fill.ts';
import type { Task } from '../model.ts';

/** Variables that hosts answer: what tasks of hosts register, facts, and what is made of them. */
export class AnsweredVariables {
  readonly #names = new Set<string>(['ansible_facts']);
  /** Names and patterns that something else sets, too: what they hold may be anybody's word. */
  readonly #overwritten: ReadonlySet<string>;
  readonly #definitions: Definitions;
  constructor(tasks: readonly CompiledTask[], definitions: Definitions) {
    this.#definitions = definitions;
    for (const { task, plan } of tasks)
      if (plan.where === 'host' && task.register !== null) this.#names.add(task.register);
    const facts = tasks.filter(({ task }) => task.module.name === 'set_fact');
    let before = -1;
    while (before !== this.#names.size) {
      before = this.#names.size;
      for (const { task, plan } of facts)
        if (this.#reaches(namesIn(task))) for (const name of plan.sets) this.#names.add(name);
    }
    const others = tasks.filter(({ task, plan }) => plan.where === 'controller' && !this.#reaches(namesIn(task)));
    this.#overwritten = new Set(others.flatMap(({ plan }) => plan.sets));
  }

  /**
   * Whether the outcome of the task can say that a control is met: it compares the host with what is wanted, or
   * asserts something about what a host answered. Modules of the project's own cannot: nobody but their author knows
   * what they look at.
   */
  letTell(task: Task): boolean {
    const { module } = task;
    if (module.name === 'assert') return this.#reads(namesIn(task));
    return !withoutVerdict.has(module.name) && findModule(module.name) === module;
  }

  /** Names of `-e` that stand in the place of an answer that the task judges. */
  forced(task: Task, extraVars: ReadonlyMap<string, Value>): readonly string[] {
    const reached = this.#definitions.closure(namesIn(task));
    return reached.filter((name) => extraVars.has(name) && this.#reaches([name]));
  }

  /**
   * Names of `-e` that stand in the place of what the `vars` of the task and its blocks judge an answer by. Of a task
   * whose entries are compared with the catalogue a value may come from anywhere.
   */
  moved({ task, inherited }: CompiledTask, extraVars: ReadonlyMap<string, Value>): readonly string[] {
    if (task.module.kind === 'host' && task.module.claims) return [];
    const reached = new Set(this.#definitions.closure(namesIn(task)));
    const own = new Set(inherited.vars.flatMap((table) => [...table.keys()]));
    return [...own].filter((name) => reached.has(name) && extraVars.has(name) && !this.#reaches([name]));
  }

  #reads(names: readonly string[]): boolean {
    const reached = this.#definitions.closure(names);
    return reached.some((name) => this.#isAnswer(name)) && !reached.some((name) => holdsName(this.#overwritten, name));
  }

  #reaches(names: readonly string[]): boolean {
    return this.#definitions.closure(names).some((name) => this.#isAnswer(name));
  }

  #isAnswer(name: string): boolean {
    return this.#names.has(name) || factOf(name) !== null;
  }
}

/** What the parameters read; conditions only decide whether it is looked at. */
const namesIn = ({ parameters }: Task): readonly string[] =>
  parametersOf(parameters)
    .flatMap(({ content }) =>
      content.kind === 'expressions'
        ? content.items.flatMap(({ expression }) => expression?.uses ?? [])
        : usesOf(content.fill),
    )
    .map(({ name }) => name);
