import { isResult } from '../domain/event.ts';
import type { Recap, ResultEvent, RunEvent, RunEventBody, TaskFinished } from '../domain/event.ts';
import type { ExplainedDrift } from '../domain/drift.ts';

type Body<Type extends RunEventBody['type']> = Extract<RunEventBody, { type: Type }>;

/** What mails, metrics and traces need of a run: a fold over its events. Times are milliseconds since the epoch. */
export interface Watched {
  start: (Body<'run-started'> & { readonly at: number }) | null;
  /** Drift as it was explained, in the order of the events. */
  readonly explained: Body<'drift-explained'>[];
  /** What drifted, was changed or failed, the last word on each item of each host: tasks, then handlers. */
  readonly results: Map<string, ResultEvent & { readonly at: number }>;
  /** What an apply found before its first change. */
  planned: readonly TaskFinished[];
  readonly lost: Map<string, Body<'host-lost'> & { readonly at: number }>;
  readonly connectedAt: Map<string, number>;
  /** Milliseconds that the login took. */
  readonly login: Map<string, number>;
  readonly finishedAt: Map<string, number>;
  readonly maintenance: Map<string, Body<'host-in-maintenance'>>;
  refused: Body<'run-refused'> | null;
  stopped: Body<'run-stopped'> | null;
  end: { readonly at: number; readonly recap: Recap; readonly exit: number } | null;
}

export const startWatch = (): Watched => ({
  start: null,
  explained: [],
  results: new Map(),
  planned: [],
  lost: new Map(),
  connectedAt: new Map(),
  login: new Map(),
  finishedAt: new Map(),
  maintenance: new Map(),
  refused: null,
  stopped: null,
  end: null,
});

export function watchedRun(events: Iterable<RunEvent>): Watched {
  const watched = startWatch();
  for (const event of events) watch(watched, event);
  return watched;
}

/** Adds one event. Memory grows with what is not as wanted, and with the hosts. */
export function watch(watched: Watched, event: RunEvent): void {
  if (isResult(event)) return keepResult(watched, event);
  switch (event.type) {
    case 'run-started':
      watched.start = event;
      return;
    case 'plan-finished':
      watched.planned = event.drift;
      return;
    case 'drift-explained':
      watched.explained.push(event);
      return;
    case 'run-refused':
      watched.refused = event;
      return;
    case 'run-stopped':
      watched.stopped = event;
      return;
    case 'run-finished':
      watched.end = event;
      return;
    default:
      return watchHost(watched, event);
  }
}

function watchHost(watched: Watched, event: RunEvent): void {
  switch (event.type) {
    case 'host-connected':
      watched.connectedAt.set(event.host, event.at);
      watched.login.set(event.host, event.took);
      return;
    case 'host-lost':
      if (event.ignored !== true) watched.lost.set(event.host, event);
      return;
    case 'host-in-maintenance':
      watched.maintenance.set(event.host, event);
      return;
    case 'host-finished':
      watched.finishedAt.set(event.host, event.at);
      return;
    default:
  }
}

const worth: readonly TaskFinished['status'][] = ['changed', 'drifted', 'failed'];

function keepResult(watched: Watched, event: ResultEvent & { readonly at: number }): void {
  const key = itemKey(event.host, event);
  if (worth.includes(event.status)) watched.results.set(key, event);
  else if (event.status === 'ok') watched.results.delete(key);
}

const itemKey = (host: string, { taskId, item }: { readonly taskId: string; readonly item: string | null }): string =>
  JSON.stringify([host, taskId, item]);

/** What one cause did to one host, and how that ended. */
export interface HostDrift {
  readonly host: string;
  /** null: nobody explained it. */
  readonly explained: ExplainedDrift | null;
  /** The tasks of it, with what they change. */
  readonly tasks: readonly TaskFinished[];
  /** as-wanted: something moved, and all is as the playbook wants it. */
  readonly state: 'left' | 'repaired' | 'as-wanted';
}

/** Drift by host and cause: first what was explained, then what was not. */
export function driftOf(watched: Watched): readonly HostDrift[] {
  const planned = new Map(watched.planned.map((task) => [itemKey(task.host, task), task]));
  const told = new Set<string>();
  const explained = watched.explained.map((event): HostDrift => {
    const keys = event.items.map((item) => itemKey(event.host, item));
    for (const key of keys) told.add(key);
    const tasks = keys.flatMap((key) => watched.results.get(key) ?? planned.get(key) ?? []);
    const isMended = watched.start?.mode === 'apply' && keys.every((key) => mended(watched, event.host, key));
    return {
      host: event.host,
      explained: event,
      tasks,
      state: keys.length === 0 ? 'as-wanted' : isMended ? 'repaired' : 'left',
    };
  });
  return [...explained, ...unexplained(watched, told)];
}

/** Changed, or found as wanted when its turn came. */
function mended({ results, end }: Watched, host: string, key: string): boolean {
  const result = results.get(key);
  if (result !== undefined) return result.status === 'changed';
  const outcome = end?.recap.hosts.find((one) => one.host === host)?.outcome;
  return outcome === 'ok' || outcome === 'changed';
}

/** Of a host whose drift was explained, what handlers do belongs to that. */
function unexplained(watched: Watched, told: ReadonlySet<string>): readonly HostDrift[] {
  const withCause = new Set(watched.explained.filter(({ items }) => items.length > 0).map(({ host }) => host));
  const rest = [...watched.results].filter(
    ([key, { status, type, host }]) =>
      status !== 'failed' && !told.has(key) && !(type === 'handler-finished' && withCause.has(host)),
  );
  const byHost = Map.groupBy(
    rest.map(([, result]) => result),
    ({ host }) => host,
  );
  return [...byHost].map(([host, tasks]) => ({
    host,
    explained: null,
    tasks,
    state: tasks.some(({ status }) => status === 'drifted') ? 'left' : 'repaired',
  }));
}
