import type { HostMemory } from '../domain/run-plan.ts';
import type { CompiledPlay } from './compile-play.ts';
import type { CompiledTask } from './compiled.ts';

interface Before {
  /** Equal for hosts that come from the same plays. */
  readonly key: string;
  readonly memory: HostMemory;
}

/** Which variables the tasks before one will have set on a host: all of them unknown before the run. */
export class PendingNames {
  readonly #plays: readonly CompiledPlay[];
  readonly #lost: ReadonlySet<string>;
  /** What any task of any play sets: it may be known of another host. */
  readonly #anywhere: ReadonlySet<string>;
  readonly #hostsOf: readonly ReadonlySet<string>[];
  readonly #keys = new Map<string, string>();
  readonly #memories = new Map<string, HostMemory>();
  /** How many names the tasks of its play set before a task; tasks between which nothing is set share a memory. */
  readonly #setBefore = new Map<
    CompiledTask,
    { readonly play: number; readonly names: readonly string[]; readonly count: number }
  >();
  constructor(plays: readonly CompiledPlay[], lost: ReadonlySet<string>) {
    this.#plays = plays;
    this.#lost = lost;
    const tasks = plays.flatMap((play) => [...play.tasks, ...play.handlers]);
    this.#anywhere = new Set([...lost, ...tasks.flatMap(({ plan }) => plan.sets)]);
    this.#hostsOf = plays.map(({ plan }) => new Set(plan.hosts));
    plays.forEach((play, index) => this.#count(play, index));
  }

  before(task: CompiledTask, host: string): Before {
    const place = this.#setBefore.get(task);
    if (place === undefined) throw new Error(`${task.plan.id} is not in this plan`);
    const earlier = this.#earlierPlays(place.play, host);
    const key = `${place.play}:${place.count}:${earlier}`;
    const memory = this.#memories.get(key) ?? this.#memory(earlier, place.names.slice(0, place.count));
    this.#memories.set(key, memory);
    return { key, memory };
  }

  #count(play: CompiledPlay, index: number): void {
    const names: string[] = [];
    const hasRescue = hasRescueIn(play);
    const ofHandlers = play.handlers.flatMap(({ plan }) => plan.sets);
    let section: string | undefined;
    for (const task of [...play.tasks, ...play.handlers]) {
      const [, itsSection] = task.plan.id.split('.');
      if (section !== undefined && section !== itsSection) names.push(...ofHandlers);
      section = itsSection;
      this.#setBefore.set(task, { play: index, names, count: names.length });
      names.push(...task.plan.sets, ...(task.plan.meta === 'flush_handlers' ? ofHandlers : []));
      if (hasRescue) names.push(...failureNames);
    }
  }

  #earlierPlays(play: number, host: string): string {
    const key = `${play} ${host}`;
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const earlier = this.#hostsOf
      .slice(0, play)
      .flatMap((hosts, index) => (hosts.has(host) ? [index] : []))
      .join(',');
    this.#keys.set(key, earlier);
    return earlier;
  }

  #memory(earlier: string, names: readonly string[]): HostMemory {
    const plays = earlier === '' ? [] : earlier.split(',').map(Number);
    const before = plays.flatMap((index) => {
      const play = this.#plays[index];
      if (play === undefined) return [];
      return [
        ...[...play.tasks, ...play.handlers].flatMap(({ plan }) => plan.sets),
        ...(hasRescueIn(play) ? failureNames : []),
      ];
    });
    return {
      values: new Map(),
      pending: new Set([...this.#lost, ...before, ...names]),
      others: () => ({ values: new Map(), pending: this.#anywhere }),
    };
  }
}

/** What a rescue knows of the failure. */
const failureNames = ['ansible_failed_task', 'ansible_failed_result'];

const hasRescueIn = ({ plan }: CompiledPlay): boolean => plan.blocks.some(({ rescue, always }) => rescue < always);
