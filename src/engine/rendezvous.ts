import type { MapKey, Value } from '../domain/value.ts';
import type { PlayPlan, TaskPlan } from '../domain/run-plan.ts';
import type { Meeting, Meetings, SharedResult } from './meeting.ts';
import { Slots } from './schedule.ts';

/** What a rendezvous needs from the run. */
export interface RendezvousPorts {
  /** Gives the place of a host among those in work to others while it waits. */
  outside(wait: () => Promise<void>): Promise<void>;
  /** What is known of a task before this batch begins, from a host that does not take part. */
  known?(task: TaskPlan): SharedResult | undefined;
  /** `--step`: whether the batch does this task; asked once. */
  allows?(task: TaskPlan): Promise<boolean>;
  /** Whether the operator is asked about this task. */
  asksAbout?(task: TaskPlan): boolean;
}

/** How far a host is, as the position of the task that it last met others for; -1 before the first. */
type Place = number | 'apart' | 'gone';

/**
 * Where the hosts of one batch of one play meet. A host that comes to a meeting waits until every other one is there,
 * is past it, is gone or stands apart (it queues for its turn). Since all go through the tasks in one order, the one
 * that is least far never waits: what waits always ends.
 */
export class Rendezvous {
  readonly #order: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #ports: RendezvousPorts;
  readonly #places = new Map<string, Place>();
  readonly #wakes = new Set<() => void>();
  readonly #shared = new Map<string, Shared>();
  readonly #throttles = new Map<string, Slots>();
  readonly #answers = new Map<string, Promise<boolean>>();
  readonly #held = new Map<string, Slots>();
  /** How often a host has come to a handler: each time is a meeting of its own. */
  readonly #times = new Map<string, number>();

  /** `hosts` in the order of the batch; `apart`: those that queue for a turn. */
  constructor(play: PlayPlan, hosts: readonly string[], apart: ReadonlySet<string>, ports: RendezvousPorts) {
    this.#order = hosts;
    this.#positions = new Map(play.tasks.map(({ id }, at) => [id, at]));
    this.#ports = ports;
    for (const host of hosts) this.#places.set(host, apart.has(host) ? 'apart' : -1);
  }

  /** Who did a task for all, and what came of it; undefined where nobody has. */
  sharedOf({ id }: TaskPlan): { readonly by: string | null; readonly result: SharedResult } | undefined {
    const shared = this.#shared.get(`${id} 0`);
    return shared === undefined || shared.result === null ? undefined : { by: shared.by, result: shared.result };
  }

  /** Hosts that failed where they did something for all. */
  get failedForAll(): readonly string[] {
    return [...this.#shared.values()].flatMap(({ by, result }) =>
      by !== null && result?.fields.get('failed') === true ? [by] : [],
    );
  }

  /** Its turn has come: from now on others wait for it. */
  join(host: string): void {
    if (this.#places.get(host) === 'apart') this.#place(host, -1);
  }

  /** Nobody waits for it any more; what it was doing for all has failed. */
  leave(host: string): void {
    this.#release(host);
    this.#place(host, 'gone');
    for (const shared of this.#shared.values()) if (shared.by === host) shared.settle(lostResult);
  }

  of(host: string): Meetings {
    return {
      meets: (task) => this.#meets(task),
      meet: (task) => this.#meet(host, task),
      done: (task, result) => this.#done(host, task, result),
    };
  }

  #meets(task: TaskPlan): boolean {
    return meetsOthers(task) || this.#ports.asksAbout?.(task) === true;
  }

  async #meet(host: string, task: TaskPlan): Promise<Meeting> {
    if (!this.#meets(task)) return { kind: 'go' };
    this.#release(host);
    await this.#arrive(host, task);
    if (this.#ports.asksAbout?.(task) === true && !(await this.#isAllowed(task))) return { kind: 'skip' };
    if (task.runOnce) {
      const shared = await this.#shareOf(host, task);
      if (shared !== null) return { kind: 'shared', ...shared };
    }
    if (task.throttle !== null) await this.#throttle(host, task, task.throttle);
    return { kind: 'go' };
  }

  #done(host: string, task: TaskPlan, result: SharedResult): void {
    this.#release(host);
    const shared = this.#shared.get(this.#key(host, task));
    if (shared?.by === host) shared.settle(result);
  }

  async #arrive(host: string, task: TaskPlan): Promise<void> {
    const at = this.#positions.get(task.id);
    if (at === undefined) {
      const key = `${task.id} ${host}`;
      this.#times.set(key, (this.#times.get(key) ?? 0) + 1);
      return;
    }
    this.#place(host, at);
    await this.#until(() => this.#order.every((other) => this.#isThere(other, at)));
  }

  #isThere(host: string, at: number): boolean {
    const place = this.#places.get(host);
    return typeof place !== 'number' || place >= at;
  }

  #place(host: string, place: Place): void {
    this.#places.set(host, place);
    for (const wake of this.#wakes) wake();
  }

  async #until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await this.#ports.outside(
      () =>
        new Promise<void>((resolve) => {
          const wake = (): void => {
            if (!holds()) return;
            this.#wakes.delete(wake);
            resolve();
          };
          this.#wakes.add(wake);
        }),
    );
  }

  /** Null: this host is to do it. */
  async #shareOf(host: string, task: TaskPlan): Promise<SharedResult | null> {
    const key = this.#key(host, task);
    const known = this.#shared.get(key) ?? this.#knownBefore(key, task) ?? this.#choose(key, host, task);
    if (known.by === host) return null;
    if (known.result === null) await this.#ports.outside(() => known.whenSettled);
    return known.result ?? lostResult;
  }

  #knownBefore(key: string, task: TaskPlan): Shared | undefined {
    const result = this.#ports.known?.(task);
    if (result === undefined) return undefined;
    const shared = new Shared(null);
    shared.settle(result);
    this.#shared.set(key, shared);
    return shared;
  }

  /** The first of the batch that has come; of a handler, whoever comes first. */
  #choose(key: string, host: string, task: TaskPlan): Shared {
    const at = this.#positions.get(task.id);
    const isHere = (name: string): boolean => this.#places.get(name) === at;
    const shared = new Shared(at === undefined ? host : (this.#order.find(isHere) ?? host));
    this.#shared.set(key, shared);
    return shared;
  }

  #key(host: string, task: TaskPlan): string {
    return `${task.id} ${String(this.#times.get(`${task.id} ${host}`) ?? 0)}`;
  }

  async #throttle(host: string, task: TaskPlan, limit: number): Promise<void> {
    const slots = this.#throttles.get(task.id) ?? new Slots(limit);
    this.#throttles.set(task.id, slots);
    if (!slots.tryTake()) await this.#ports.outside(() => slots.take());
    this.#held.set(host, slots);
  }

  #release(host: string): void {
    this.#held.get(host)?.give();
    this.#held.delete(host);
  }

  async #isAllowed(task: TaskPlan): Promise<boolean> {
    const answer = this.#answers.get(task.id) ?? this.#ports.allows?.(task) ?? Promise.resolve(true);
    this.#answers.set(task.id, answer);
    let allowed = true;
    await this.#ports.outside(async () => void (allowed = await answer));
    return allowed;
  }
}

/** The words that make hosts meet before a task. */
export const meetsOthers = ({ barrier, runOnce, delegated, throttle }: TaskPlan): boolean =>
  barrier === 'batch' || runOnce || delegated || throttle !== null;

class Shared {
  /** Who does it; null: it was known before. */
  readonly by: string | null;
  result: SharedResult | null = null;
  readonly whenSettled: Promise<void>;
  #resolve: () => void = () => undefined;

  constructor(by: string | null) {
    this.by = by;
    this.whenSettled = new Promise((resolve) => (this.#resolve = resolve));
  }

  settle(result: SharedResult): void {
    this.result ??= result;
    this.#resolve();
  }
}

/** Who did it for all was lost, or stopped, before it had ended. */
const lostResult: SharedResult = {
  fields: new Map<MapKey, Value>([
    ['changed', false],
    ['failed', true],
    ['unreachable', true],
    ['msg', 'the host that was to do this for all was lost'],
  ]),
  facts: new Map(),
  assumed: false,
};
