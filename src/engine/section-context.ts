import type { RunEventBody, TaskFinished } from '../domain/event.ts';
import type { Intent } from '../domain/intent.ts';
import type { Change } from '../domain/module.ts';
import type { Resource } from '../domain/resource.ts';
import type { PlayPlan, TaskBinder, TaskPlan } from '../domain/run-plan.ts';
import type { Place } from './drift/scope.ts';
import type { HostWork } from './host-work.ts';
import { type Meetings, noMeetings } from './meeting.ts';
import type { Outcome } from './outcome.ts';
import type { RunPorts } from './ports.ts';
import { Preparation, type Prepared, type PreparedItem } from './prepare.ts';
import type { Upcoming } from './upcoming.ts';

/** One item in the order of the play; `outcome` is null until it is performed, and stays so when it was not. */
export interface Queued {
  readonly prepared: Prepared;
  /** null: the task as a whole (skipped, failed before its items, an empty loop). */
  readonly item: PreparedItem | null;
  readonly startedAt: number;
  outcome: Outcome | null;
  /** The first entry of the host's journal that it wrote; null: none. */
  entry: number | null;
}

export interface SectionContext {
  readonly host: HostWork;
  readonly play: PlayPlan;
  readonly binder: TaskBinder;
  readonly preparation: Preparation;
  readonly ports: RunPorts;
  /** plan: looks and never changes. */
  readonly mode: 'plan' | 'apply';
  /** What is prepared together: the tasks after this section too, as long as nothing is changed. */
  readonly ahead: (next: readonly Upcoming[]) => readonly Upcoming[];
  /** Whether no further task is to start here: the operator's stop, or a failure elsewhere that ends the play for all. */
  readonly halted: () => boolean;
  emit(event: RunEventBody): void;
  /** In a plan: an item that is not as wanted, what its question reads, and what it counts as. */
  readonly found?: (finished: TaskFinished, reads: readonly Resource[], place: Place) => void;
  /** In a plan: another host is to do something for this one too, and how that ends is not known. */
  readonly awaits?: () => void;
  /** In a plan: what an item is to change. */
  readonly intend?: (intent: Intent) => void;
  /** Ids of the handlers of this play that were notified and have not run. */
  readonly notified: Set<string>;
  readonly meetings: Meetings;
}

/** `later`: tasks that are prepared together with these; `notified` collects handlers by id. */
export const sectionContext = (
  basis: Omit<SectionContext, 'preparation' | 'ahead' | 'halted' | 'emit' | 'notified' | 'meetings'> & {
    preparation?: Preparation;
    meetings?: Meetings;
  },
  about: Pick<SectionContext, 'halted' | 'emit' | 'notified'> & { later: readonly Upcoming[] },
): SectionContext => ({
  preparation: new Preparation(basis.host, basis.binder),
  meetings: noMeetings,
  ...basis,
  ahead: (next) => [...next, ...about.later],
  halted: about.halted,
  emit: about.emit,
  notified: about.notified,
});

/** ended: the host's play ends here, by `meta: end_host` or `end_play`; what was notified does not run. */
export type SectionEnd = 'done' | 'failed' | 'stopped' | 'ended';

/** `item`: names may hang on it. */
export function handlersNotifiedBy(play: PlayPlan, task: TaskPlan, item: PreparedItem | null): readonly TaskPlan[] {
  const names = item?.item.notify ?? task.notify;
  if (names.length === 0) return [];
  return play.handlers.filter((handler) => names.some((name) => answers(handler, name)));
}

export const handlersOf = ({ play }: SectionContext, { prepared, item }: Queued): readonly TaskPlan[] =>
  handlersNotifiedBy(play, prepared.task, item);

/** A name that is notified and that no handler of the play answers to. */
export const unknownHandler = (play: PlayPlan, { item }: PreparedItem): string | undefined =>
  item.notify?.find((name) => !play.handlers.some((handler) => answers(handler, name)));

const answers = (handler: TaskPlan, name: string): boolean => name === handler.name || handler.listen.includes(name);

export const writesOf = (changes: readonly Change[]): readonly Resource[] => changes.flatMap(({ writes }) => writes);
