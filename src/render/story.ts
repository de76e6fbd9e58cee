import { duration } from './duration.ts';
import { escapeControls } from './host-text.ts';
import type { Message } from './message-text.ts';
import type { HostOutcome, HostTraits, Recap, RunEvent, RunEventBody, TaskFinished } from '../domain/event.ts';
import type { GateReport } from '../domain/gate.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Value } from '../domain/value.ts';

type Body<Type extends RunEventBody['type']> = Extract<RunEventBody, { type: Type }>;

/** What a run has told so far, sorted by host: the state that every text for people is made from. Times in milliseconds. */
export interface Story {
  start: Body<'run-started'> | null;
  startedAt: number;
  now: number;
  readonly hosts: Map<string, HostStory>;
  /** What the plan found; null before every reachable host was planned. */
  planned: Body<'plan-finished'> | null;
  readonly batches: { readonly play: string; readonly hosts: readonly string[] }[];
  refused: Body<'run-refused'> | null;
  planFile: Body<'plan-file'> | null;
  /** null: the run assesses nothing, or did not come so far. */
  assessed: Body<'assessed'>['assessment'] | null;
  /** Files of `-o`. */
  readonly reports: Body<'report-written'>[];
  /** Hosts that the plan file does not fit. */
  readonly moved: Body<'host-moved'>[];
  stopped: Body<'run-stopped'> | null;
  /** What `debug` said in a plan, told after the verdict. */
  readonly messages: Message[];
  readonly pending: Body<'handler-pending'>[];
  readonly diagnostics: Diagnostic[];
  /** Different tasks that were looked at on at least one host. */
  readonly tasks: Set<string>;
  finished: { readonly recap: Recap; readonly exit: number } | null;
}

export interface HostStory {
  readonly name: string;
  readonly cluster: string;
  readonly controlPlane: boolean;
  connected: boolean;
  begun: boolean;
  lost: Body<'host-lost'> | null;
  /** An outage of it was announced. */
  maintenance: Body<'host-in-maintenance'> | null;
  /** What changed, would change, failed, was kept or warned of; tasks that were fine leave only a count. */
  news: TaskFinished[];
  /** The same of handlers. */
  handlers: TaskFinished[];
  quiet: number;
  gates: GateReport[];
  rolledBack: Body<'host-rolled-back'> | null;
  finished: { readonly outcome: HostOutcome; readonly took: number } | null;
  traits: HostTraits | null;
  /** The change of snapd's that it is waited for, since when. */
  refresh: { readonly change: string; readonly what: string; readonly since: number } | null;
  /** What moved since the last good run; null where nobody asked. */
  compared: Body<'host-compared'> | null;
  causes: Body<'drift-explained'>[];
  /** What the command of an `exec` said. */
  command: Body<'command-finished'> | null;
  facts: ReadonlyMap<string, Value> | null;
  /** When they came, in milliseconds since the epoch. */
  factsAt: number;
  /** The last thing that it was seen doing, for the live area. */
  doing: string;
  /** Milliseconds since the epoch. */
  doingSince: number;
}

export const startStory = (): Story => ({
  start: null,
  startedAt: 0,
  now: 0,
  hosts: new Map(),
  planned: null,
  batches: [],
  refused: null,
  planFile: null,
  assessed: null,
  reports: [],
  moved: [],
  stopped: null,
  pending: [],
  messages: [],
  diagnostics: [],
  tasks: new Set(),
  finished: null,
});

/** Adds one event to the story. */
export function tell(story: Story, event: RunEvent): void {
  if (story.startedAt === 0) story.startedAt = event.at;
  story.now = event.at;
  if ('host' in event && event.host !== null) tellOfHost(hostOf(story, event.host), event);
  tellOfRun(story, event);
}

export function storyOf(events: Iterable<RunEvent>): Story {
  const story = startStory();
  for (const event of events) tell(story, event);
  return story;
}

function hostOf(story: Story, name: string, cluster = '', controlPlane = false): HostStory {
  const known = story.hosts.get(name);
  if (known !== undefined) return known;
  const host: HostStory = {
    ...silence,
    name,
    cluster: escapeControls(cluster),
    controlPlane,
    news: [],
    handlers: [],
    gates: [],
    causes: [],
  };
  story.hosts.set(name, host);
  return host;
}

const silence = {
  connected: false,
  begun: false,
  lost: null,
  maintenance: null,
  quiet: 0,
  rolledBack: null,
  finished: null,
  traits: null,
  refresh: null,
  compared: null,
  command: null,
  facts: null,
  factsAt: 0,
  doing: '',
  doingSince: 0,
} as const;

function tellOfRun(story: Story, event: RunEvent): void {
  switch (event.type) {
    case 'run-started':
      story.start = event;
      for (const { name, cluster, controlPlane } of event.hosts) hostOf(story, name, cluster, controlPlane);
      return;
    case 'plan-finished':
      story.planned = event;
      return;
    case 'run-refused':
      story.refused = event;
      return;
    case 'assessed':
      story.assessed = event.assessment;
      return;
    case 'report-written':
      story.reports.push(event);
      return;
    case 'run-stopped':
      story.stopped = event;
      return;
    case 'batch-started':
      story.batches.push(event);
      for (const name of event.hosts) hostOf(story, name).begun = true;
      return;
    default:
      return tellOfMore(story, event);
  }
}

function tellOfMore(story: Story, event: RunEvent): void {
  switch (event.type) {
    case 'plan-file':
      story.planFile = event;
      return;
    case 'host-moved':
      story.moved.push(event);
      return;
    case 'task-finished':
      story.tasks.add(event.taskId);
      return;
    case 'handler-pending':
      story.pending.push(event);
      return;
    case 'diagnostic':
      story.diagnostics.push(event);
      return;
    case 'run-finished':
      story.finished = event;
      return;
    default:
  }
}

function tellOfHost(host: HostStory, event: RunEvent): void {
  switch (event.type) {
    case 'host-connected':
      host.connected = true;
      return;
    case 'host-lost':
      host.lost = event;
      return;
    case 'task-finished':
      does(host, event.task, event.at);
      if (isNews(event)) host.news.push(event);
      else host.quiet += 1;
      return;
    case 'handler-finished':
      does(host, event.task, event.at);
      if (isNews(event)) host.handlers.push(event);
      return;
    case 'gate-finished':
      does(host, gateWords(event.reports), event.at);
      host.gates.push(...event.reports);
      return;
    default:
      return tellEndOfHost(host, event);
  }
}

function does(host: HostStory, what: string, at: number): void {
  host.doing = what;
  host.doingSince = at;
}

/** After `ready` the services are watched until they are stable: that takes longest. */
function gateWords(reports: readonly GateReport[]): string {
  const names = reports.map(({ component }) => component).join(', ');
  const ready = reports.flatMap(({ passed, readyAfter }) => (passed && readyAfter !== null ? [readyAfter] : []));
  if (ready.length < reports.length) return `gate ${names}`;
  return `${names}: ready after ${duration(Math.max(0, ...ready))}, watched until stable`;
}

function tellEndOfHost(host: HostStory, event: RunEvent): void {
  switch (event.type) {
    case 'host-in-maintenance':
      host.maintenance = event;
      return;
    case 'host-rolled-back':
      host.rolledBack = event;
      return;
    case 'refresh-waited':
      host.refresh = event.over ? null : { change: event.change, what: event.what, since: event.at - event.took };
      return;
    case 'host-read':
      host.traits = event.traits;
      return;
    case 'host-compared':
      host.compared = event;
      return;
    case 'drift-explained':
      host.causes.push(event);
      return;
    case 'command-finished':
      host.command = event;
      return;
    case 'host-finished':
      host.finished = event;
      return;
    case 'facts':
      host.facts = event.facts;
      host.factsAt = event.at;
      return;
    default:
  }
}

/** Hosts of batches that were begun, and that are not through yet. */
export const hostsInWork = (story: Story): readonly string[] =>
  story.start?.mode === 'apply' || story.start?.mode === 'rollback'
    ? [...story.hosts.values()]
        .filter((host) => isOpen(host) && host.begun && isNow(story, host))
        .map(({ name }) => name)
    : [];

export const isOpen = (host: HostStory): boolean => host.finished === null && host.lost === null;

/** In the batch that was begun last. */
const isNow = (story: Story, host: HostStory): boolean => story.batches.at(-1)?.hosts.includes(host.name) === true;

const isNews = (task: TaskFinished): boolean =>
  task.status === 'changed' ||
  task.status === 'drifted' ||
  task.status === 'failed' ||
  task.status === 'unreachable' ||
  task.kept.length > 0 ||
  task.warnings.length > 0;

/** The same run before anything was performed: what the plan found, as a story of its own. */
export function previewOf(story: Story): Story {
  const hosts = [...story.hosts].map(([name, host]): [string, HostStory] => [
    name,
    { ...host, news: [], handlers: [] },
  ]);
  const preview = { ...story, hosts: new Map(hosts) };
  for (const task of story.planned?.drift ?? []) {
    const host = preview.hosts.get(task.host);
    if (isHandler(task)) host?.handlers.push(task);
    else host?.news.push(task);
  }
  return preview;
}

/** Handlers are told apart by their place in the play: `0.handlers.2`. */
const isHandler = (task: TaskFinished): boolean => task.taskId.includes('.handlers.');
