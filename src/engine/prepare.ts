import type { Answered } from '../domain/bound.ts';
import type { Identity } from '../domain/connection.ts';
import type { BadAnswer } from '../domain/module.ts';
import type { Resource } from '../domain/resource.ts';
import {
  type Binding,
  type BoundItem,
  type TaskBinder,
  type TaskPlan,
  isElsewhere as isOfAnother,
} from '../domain/run-plan.ts';
import { askItems } from './ask-items.ts';
import { byIdentity } from './ask-slots.ts';
import { mayBeStale } from './conflicts.ts';
import { askElsewhere, byMachine, isElsewhere } from './delegate.ts';
import type { HostWork } from './host-work.ts';
import type { Value } from '../domain/value.ts';
import type { Slot } from './slot.ts';
import type { Upcoming } from './upcoming.ts';

/** A task bound for a host, with what the host answered so far. */
export interface Prepared {
  readonly task: TaskPlan;
  readonly binding: Binding;
  readonly items: readonly PreparedItem[];
}

/** `answer` is null until asked, and again when a change may have made it stale. */
export interface PreparedItem {
  readonly item: BoundItem;
  answer: Answered | BadAnswer | null;
  /** How often it was planned from an answer that no longer held. */
  moved: number;
  /** At least one of its steps was performed, or may have been. */
  touched: boolean;
}

/** `0.tasks.12#0`: the same in every run of the same playbook. */
export const itemKey = ({ task, items }: Prepared, item: PreparedItem): string =>
  `${task.id}#${String(items.indexOf(item))}`;

export type HostItem = Extract<BoundItem, { kind: 'host' }>;

/** Without the names that only results have. */
const turnOf = ({ turn }: BoundItem): ReadonlyMap<string, Value> =>
  new Map(
    [...(turn ?? [])].flatMap(([name, value]) =>
      name === 'ansible_loop_var' || name === 'ansible_index_var' ? [] : [[String(name), value] as const],
    ),
  );

const nothingToBind: Binding = { kind: 'items', looped: false, items: [] };

/** Binds tasks as soon as what they use is known, and asks everything that can be asked in one frame an identity. */
export class Preparation {
  readonly #store = new Map<string, Prepared>();
  readonly #host: HostWork;
  readonly #binder: TaskBinder;
  /** Names whose task was not performed in check mode: what uses them can only be assumed. */
  readonly assumed = new Set<string>();
  /** What should be written and is not, in any section so far: a handler or a later play that needs it does not fail for that. */
  readonly unmade: Resource[] = [];
  /** Services that are older than their files, each with the item that tells it. */
  readonly toldStale = new Map<string, PreparedItem>();
  readonly #unmadeElsewhere = new Map<HostWork, Resource[]>();

  constructor(host: HostWork, binder: TaskBinder) {
    this.#host = host;
    this.#binder = binder;
    host.assumed = this.assumed;
  }

  /** The same of what is delegated. */
  unmadeOn(machine: HostWork): Resource[] {
    const known = this.#unmadeElsewhere.get(machine) ?? [];
    this.#unmadeElsewhere.set(machine, known);
    return known;
  }

  get(task: TaskPlan): Prepared | undefined {
    return this.#store.get(task.id);
  }

  /** `tasks` in order, the first of them next to run. Afterwards at least the first one is bound and answered. */
  async prepare(tasks: readonly Upcoming[]): Promise<void> {
    this.#dropDisturbed();
    const pending = new Set(this.assumed);
    for (const { task, sets } of tasks) {
      const known = this.#store.get(task.id);
      if (known === undefined || known.binding.kind === 'deferred') this.#bind(task, pending);
      for (const name of sets) pending.add(name);
    }
    const first = tasks[0]?.task;
    if (first === undefined || !this.#waits(first)) return;
    await this.ask(tasks.flatMap(({ task }) => this.unanswered(task)));
  }

  /** A task that comes a second time (a handler that is notified again) is bound and asked anew. */
  forget(tasks: readonly TaskPlan[]): void {
    for (const { id } of tasks) this.#store.delete(id);
  }

  /** A loop whose items see what those before them set: its turns stay. */
  rebind(task: TaskPlan): void {
    const known = this.#store.get(task.id);
    if (known !== undefined)
      this.#bind(
        task,
        this.assumed,
        known.items.map(({ item }) => turnOf(item)),
      );
  }

  #bind(task: TaskPlan, pending: ReadonlySet<string>, turns?: readonly ReadonlyMap<string, Value>[]): void {
    const binding =
      task.implicit === true
        ? nothingToBind
        : this.#binder.bind(task, this.#host.name, {
            ...this.#host.memoryWith(pending),
            ...(turns && { turns }),
          });
    const items =
      binding.kind === 'items' ? binding.items.map((item) => ({ item, answer: null, moved: 0, touched: false })) : [];
    if (binding.kind === 'deferred' && isOfAnother(binding.on)) this.assumed.add(binding.on);
    this.#store.set(task.id, { task: asBound(task, binding), binding, items });
  }

  /** What tasks of other hosts wrote on this machine is asked again. */
  #dropDisturbed(): void {
    const disturbances = this.#host.takeDisturbances();
    if (disturbances.length === 0) return;
    for (const { items } of this.#store.values())
      for (const prepared of items)
        if (prepared.item.kind === 'host' && !isElsewhere(this.#host, prepared)) {
          const { reads } = prepared.item.bound.query;
          if (disturbances.some((writes) => mayBeStale(reads, writes, this.#host.realPath))) prepared.answer = null;
        }
  }

  #waits(task: TaskPlan): boolean {
    return this.unanswered(task).length > 0;
  }

  unanswered(task: TaskPlan): readonly PreparedItem[] {
    return (this.#store.get(task.id)?.items ?? []).filter(
      ({ item, answer }) => item.kind === 'host' && answer === null,
    );
  }

  /** Who does the work of these tasks, as far as that is known before any of them has run: nothing is asked. */
  identities(tasks: readonly TaskPlan[]): readonly Identity[] {
    const pending = new Set<string>();
    for (const task of tasks) {
      this.#bind(task, pending);
      for (const name of task.sets) pending.add(name);
    }
    return byIdentity([...this.#store.values()].flatMap(({ items }) => items)).map(([identity]) => identity);
  }

  /** Asks until every question of these has an answer. */
  async ask(items: readonly PreparedItem[]): Promise<void> {
    for (const [machine, asked] of byMachine(this.#host, items))
      await (machine === this.#host ? this.#askHere(asked) : askElsewhere(this.#host, machine, asked));
  }

  async #askHere(items: readonly PreparedItem[]): Promise<void> {
    const { marks } = this.#host;
    const groups = byIdentity(items);
    marks?.chooseFrom(groups.map(([identity]) => identity));
    for (const [identity, asked] of groups.toSorted(([a], [b]) => (marks?.order(a) ?? 0) - (marks?.order(b) ?? 0))) {
      const looks = (): readonly Slot[] => marks?.slots(identity, readsOf(items)) ?? [];
      if (!(await askItems(this.#host, identity, asked, { looks }))) return;
    }
  }
}

/** `ignore_errors` as it is on this host. */
const asBound = (task: TaskPlan, binding: Binding): TaskPlan =>
  'ignoreErrors' in binding && binding.ignoreErrors !== undefined
    ? { ...task, ignoreErrors: binding.ignoreErrors }
    : task;

/** What the questions of these items depend on. */
export const readsOf = (items: readonly PreparedItem[]): readonly Resource[] =>
  items.flatMap(({ item }) => (item.kind === 'host' ? item.bound.query.reads : []));
