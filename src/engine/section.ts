import type { BlockPlan, TaskPlan } from '../domain/run-plan.ts';
import { unreachable } from '../domain/unreachable.ts';
import { ChangesMade } from './changes-made.ts';
import { Consideration } from './consider.ts';
import { failTask } from './fail-task.ts';
import type { Place } from './flow.ts';
import type { SharedResult } from './meeting.ts';
import { doMeta, passesMeta } from './meta-task.ts';
import { pauseFor, pauseOf } from './pausing.ts';
import { performGroup } from './perform.ts';
import type { PreparedItem } from './prepare.ts';
import { Results } from './results.ts';
import type { Queued, SectionContext, SectionEnd } from './section-context.ts';
import { type Paused, collectStretch } from './stretch.ts';
import type { Left } from './undo-block.ts';
import { type Upcoming, upcoming, withoutMeetings } from './upcoming.ts';
import { Walk } from './walk.ts';

/** What tasks of a play have around them; handlers have nothing. */
export interface Surroundings {
  readonly blocks: readonly BlockPlan[];
  /** Runs what was notified; `beside` may become stale by it. A failure there is `rescued` or not. */
  flush(about: Required<Beside>): Promise<SectionEnd>;
  /** Puts back what a block changed. False: not everything. */
  undo(left: Left): Promise<boolean>;
}

/** What runs in the middle of another section has to know of it. */
export interface Beside {
  readonly beside?: () => readonly PreparedItem[];
  readonly rescued?: boolean;
}

/** Tasks of one play on one host: asks, plans, performs in groups, verifies, and tells the results in order. */
export class Section {
  readonly #context: SectionContext;
  readonly #around: Surroundings | null;
  readonly #about: Beside;
  readonly #consideration: Consideration;
  readonly #walk: Walk;
  readonly #made: ChangesMade;
  readonly #results: Results;
  #paused: Paused | null = null;
  /** The task that the others were met for. */
  #met: TaskPlan | null = null;

  constructor(context: SectionContext, tasks: readonly TaskPlan[], around: Surroundings | null, about: Beside = {}) {
    this.#context = context;
    this.#around = around;
    this.#about = about;
    this.#consideration = new Consideration(context);
    this.#walk = new Walk(tasks, around?.blocks ?? []);
    this.#made = new ChangesMade(context, this.#walk);
    this.#results = new Results(context, { walk: this.#walk, made: this.#made, rescued: about.rescued });
  }

  async run(): Promise<SectionEnd> {
    let end: SectionEnd | 'next' = this.#ending();
    while (end === 'next' && this.#walk.place !== null) end = await this.#turn(this.#walk.place);
    this.#results.tellEarly();
    if (end === 'next') end = this.#walk.end;
    return this.#walk.isOut && end === 'done' ? 'failed' : end;
  }

  async #turn(place: Place): Promise<SectionEnd | 'next'> {
    const { ports, preparation, mode, halted } = this.#context;
    const { progress, tasks } = this.#walk;
    if (mode === 'apply' && halted()) return 'stopped';
    const task = tasks[place.at];
    if (task === undefined) throw new Error(`there is no task at ${String(place.at)}`);
    const met = await this.#meet(task);
    if (met !== null) return met;
    await progress.waitForAttempt(this.#context);
    if (progress.itemsDone > 0 && task.module === 'set_fact') preparation.rebind(task);
    await preparation.prepare(this.#context.ahead(this.#upcoming(place)));
    if (ports.kill.aborted) return 'stopped';
    const acted = await this.#act(task);
    if (acted !== null) return acted;
    await this.#pause(task);
    const queue = collectStretch(this.#context, {
      walk: this.#walk,
      consideration: this.#consideration,
      early: this.#results.early,
      paused: this.#paused,
    });
    const { group } = this.#consideration;
    if (group.length > 0) await performGroup(this.#context, group, this.#others(group));
    this.#made.noteEntries(group);
    this.#results.settle(queue, group);
    return this.#undo();
  }

  /** Meets the other hosts where the task wants it, once; null: this host is to do it. */
  async #meet(task: TaskPlan): Promise<SectionEnd | 'next' | null> {
    const { meetings, mode, halted } = this.#context;
    if (this.#met === task || !meetings.meets(task)) return null;
    this.#met = task;
    const meeting = await meetings.meet(task);
    if (mode === 'apply' && halted()) return 'stopped';
    switch (meeting.kind) {
      case 'go':
        return null;
      case 'skip':
        this.#context.host.declined += 1;
        this.#walk.advance();
        return 'next';
      case 'shared':
        return this.#take(task, meeting);
      default:
        return unreachable(meeting);
    }
  }

  /**
   * What another host did for all. Where that failed, this one has failed too, and as in Ansible a rescue is for the
   * one that did it: here only what the failure of that rescue would lead to is done.
   */
  async #take(task: TaskPlan, { fields, facts, assumed }: SharedResult): Promise<SectionEnd | 'next'> {
    const { host, preparation, mode, awaits } = this.#context;
    if (mode === 'plan' && fields.get('changed') === true) awaits?.();
    for (const [name, value] of facts) host.memory.set(name, value);
    if (task.register !== null) host.memory.set(task.register, fields);
    if (assumed) for (const name of task.sets) preparation.assumed.add(name);
    if (task.meta === 'end_play' && fields.get('ended') === true) return 'ended';
    if (fields.get('failed') !== true || task.ignoreErrors) {
      this.#walk.advance();
      return 'next';
    }
    this.#walk.isOut = true;
    this.#walk.fail();
    this.#walk.fail();
    return this.#undo();
  }

  async #pause(task: TaskPlan): Promise<void> {
    const item = this.#context.preparation.get(task)?.items[this.#walk.progress.itemsDone];
    const pause = item === undefined || this.#context.mode === 'plan' ? null : pauseOf(item);
    if (item === undefined || pause === null) return;
    this.#paused = { item, outcome: await pauseFor(pause, item.item.name, this.#context) };
  }

  /**
   * The success path from here, up to a pause. What hosts meet for is left out until they have met; what it sets is
   * not known to those behind it.
   */
  #upcoming(place: Place): readonly Upcoming[] {
    const { flow, tasks } = this.#walk;
    const { handlers } = this.#context.play;
    const all = upcoming(flow, flow.ahead(place), { tasks, handlers: this.#around === null ? [] : handlers });
    const cut = all.findIndex(({ task }, at) => at > 0 && task.module === 'pause');
    const known = cut < 0 ? all : all.slice(0, cut);
    return withoutMeetings(known, (task) => task !== this.#met && this.#context.meetings.meets(task));
  }

  /** Items whose answers this group may make stale: those to come, and those that were changed before. */
  #others(group: readonly Queued[]): readonly PreparedItem[] {
    const performed = new Set(group.map(({ item }) => item));
    return this.#open().filter((item) => !performed.has(item));
  }

  /** Everything that was asked and may still matter. */
  #open(): readonly PreparedItem[] {
    const later = this.#walk.left.flatMap((task) => this.#context.preparation.get(task)?.items ?? []);
    return [...new Set([...this.#made.items, ...later, ...(this.#about.beside?.() ?? [])])];
  }

  /** What `meta` asks for is done at once; null: nothing of that kind is next. */
  async #act(task: TaskPlan): Promise<SectionEnd | 'next' | null> {
    const prepared = this.#context.preparation.get(task);
    if (task.meta === null || prepared === undefined || passesMeta(prepared, this.#context)) return null;
    if (prepared.binding.kind === 'failed') return null;
    if (doMeta(this.#context, task)) return 'ended';
    if (task.meta === 'flush_handlers' && this.#context.notified.size > 0 && this.#around !== null) {
      const rescued = this.#walk.isRescued(task);
      const end = await this.#around.flush({ beside: () => this.#open(), rescued });
      if (end === 'failed') {
        failTask(this.#context, this.#walk, task);
        return this.#undo();
      }
      if (end !== 'done') return end;
    }
    this.#walk.advance();
    return 'next';
  }

  /**
   * What the tasks of blocks that were left by a failure changed here is put back, where the blocks say so. A host on
   * which that does not end well has failed, whatever a rescue would do.
   */
  async #undo(): Promise<SectionEnd | 'next'> {
    const undoing = this.#walk.takeUndoing();
    if (undoing === null || this.#around === null || this.#context.mode === 'plan') return this.#ending();
    const { blocks, failed } = undoing;
    const from = this.#made.firstEntryOf(blocks);
    if (from === null) return this.#ending();
    for (const item of this.#open()) item.answer = null;
    const isUndone = await this.#around.undo({ failed, from });
    if (!isUndone) return 'failed';
    this.#forgetChanges(blocks);
    return this.#ending();
  }

  #forgetChanges(blocks: readonly BlockPlan[]): void {
    const isInside = (task: TaskPlan): boolean => {
      const at = this.#walk.positionOf(task);
      return blocks.some(({ begin, rescue }) => begin <= at && at < rescue);
    };
    this.#made.forget(isInside);
    this.#results.forgetEarly(isInside);
  }

  #ending(): SectionEnd | 'next' {
    return this.#walk.place === null ? this.#walk.end : 'next';
  }
}
