import type { TaggedLines } from './tagged-lines.ts';

/** One of snapd's changes, and what it did to one snap. Times are whole seconds of the host, in milliseconds since the epoch. */
export interface SnapChange {
  readonly id: string;
  /** `other` leaves units and revision alone (a service that was restarted), or its tasks could not be read. */
  readonly kind: 'refresh' | 'failed-refresh' | 'revert' | 'disable' | 'enable' | 'other';
  readonly snap: string;
  /** The revision that it made current, or tried to; null where snapd does not say, as for a local file. */
  readonly revision: string | null;
  readonly startedAt: number;
  /** Null: in progress. */
  readonly endedAt: number | null;
  /** When it took units away and wrote them; null: not yet, or never. */
  readonly wrote: { readonly from: number; readonly until: number } | null;
  readonly summary: string;
}

/**
 * Reads `change SNAP LINE` of `snap changes --abs-time` and `task ID LINE` of `snap change --abs-time`, oldest first.
 * Null when snapd did not answer. What a change did is told from its tasks: the summary of a refresh from a file, of an
 * automatic one and of one of several snaps differ.
 */
export function readSnapChanges(lines: TaggedLines): readonly SnapChange[] | null {
  const listed = lines.get('change') ?? [];
  if (!listed.some((line) => /^\S+ (?:ID |no changes found)/.test(line))) return null;
  const tasks = tasksById(lines.get('task') ?? []);
  return listed
    .flatMap((line) => readChange(line, tasks))
    .toSorted((a, b) => a.startedAt - b.startedAt || Number(a.id) - Number(b.id));
}

interface Task {
  readonly status: string;
  readonly readyAt: number | null;
  readonly summary: string;
}

function tasksById(lines: readonly string[]): ReadonlyMap<string, readonly Task[]> {
  const tasks = new Map<string, Task[]>();
  for (const line of lines) {
    const [, id, status, ready, summary] = /^(\d+) (\S+) +\S+ +(\S+) +(.*)$/.exec(line) ?? [];
    if (id === undefined || status === undefined || summary === undefined) continue;
    tasks.set(id, [...(tasks.get(id) ?? []), { status, readyAt: timeOf(ready), summary }]);
  }
  return tasks;
}

function readChange(line: string, tasks: ReadonlyMap<string, readonly Task[]>): readonly SnapChange[] {
  const [, snap, id, spawn, ready, summary] = /^(\S+) (\d+) +\S+ +(\S+) +(\S+) +(.*)$/.exec(line) ?? [];
  const startedAt = timeOf(spawn);
  if (snap === undefined || id === undefined || summary === undefined || startedAt === null) return [];
  const about = { id, snap, startedAt, endedAt: timeOf(ready), summary };
  return [{ ...about, ...workOf(about, tasks.get(id) ?? []) }];
}

function workOf(
  { snap, summary, startedAt }: Pick<SnapChange, 'snap' | 'summary' | 'startedAt'>,
  tasks: readonly Task[],
): Pick<SnapChange, 'kind' | 'revision' | 'wrote'> {
  const quoted = JSON.stringify(snap);
  const unlink = tasks.find(({ summary: said }) => said === `Make current revision for snap ${quoted} unavailable`);
  const made = tasks.filter(({ summary: said }) => said.startsWith(`Make snap ${quoted} (`));
  const link = made.find(({ summary: said }) => said.endsWith(') available to the system'));
  const unmake = made.find(({ summary: said }) => said.endsWith(') unavailable to the system'));
  const revision = /\((\w+)\) available/.exec(link?.summary ?? '')?.[1] ?? null;
  return {
    kind: kindOf({ summary, unlink, link, unmake }),
    revision: revision === 'unset' ? null : revision,
    wrote: spanOf([unlink, link, unmake], tasks, startedAt),
  };
}

interface Work {
  readonly summary: string;
  readonly unlink: Task | undefined;
  readonly link: Task | undefined;
  readonly unmake: Task | undefined;
}

function kindOf({ summary, unlink, link, unmake }: Work): SnapChange['kind'] {
  if (unlink !== undefined) {
    if (takenBack.has(unlink.status)) return 'failed-refresh';
    if (link === undefined || notDone.has(link.status)) return 'other';
    return summary.startsWith('Revert ') ? 'revert' : 'refresh';
  }
  if (unmake?.status === 'Done') return 'disable';
  return link?.status === 'Done' ? 'enable' : 'other';
}

const takenBack = new Set(['Undone', 'Undoing', 'Undo']);
/** Of an earlier task of the same change that failed. */
const notDone = new Set(['Hold', 'Error']);

/** snapd says when a task was ready, not when it began: that is when the one before it was, to the second. */
function spanOf(tasks: readonly (Task | undefined)[], all: readonly Task[], startedAt: number): SnapChange['wrote'] {
  const ready = tasks.flatMap((task) => (task === undefined || task.status === 'Hold' ? [] : readyOf(task)));
  if (ready.length === 0) return null;
  const first = Math.min(...ready);
  const before = all.flatMap(readyOf).filter((time) => time < first);
  return { from: Math.max(startedAt, ...before), until: Math.max(...ready) };
}

const readyOf = ({ readyAt }: Task): readonly number[] => (readyAt === null ? [] : [readyAt]);

/** `2026-11-21T19:34:22Z`; `-`: not yet. */
function timeOf(text: string | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}
