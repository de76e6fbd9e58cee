import { isDeepStrictEqual } from 'node:util';
import type { JsonEvent } from '../../../src/render/json-schema.ts';
import type { Answer, AnswerEvent } from './answers.ts';
import type { Run } from './run-case.ts';

type OurEvent = Omit<AnswerEvent, 'status'> & { readonly status: Result['status'] };
type Result = Extract<JsonEvent, { type: 'task-finished' | 'handler-finished' }>;

/** What is held against Ansible of one run. */
export interface Told {
  readonly exit: number;
  /** Hosts that did not end well. */
  readonly lost: Readonly<Record<string, 'failed' | 'unreachable'>>;
  /** In order, by host. */
  readonly events: Readonly<Record<string, readonly string[]>>;
}

export const isSame = (ours: readonly Told[], theirs: readonly Told[]): boolean => isDeepStrictEqual(ours, theirs);

/**
 * Ours. In check mode `drifted` is Ansible's changed. A host that cannot be reached is told once for the run, not by a
 * task: who is `lost` is compared, not when.
 */
export function ofRun({ exit, events }: Run): Told {
  const end = events.find((event) => event.type === 'run-finished');
  const isCheck = events.some((event) => event.type === 'run-started' && event.mode === 'plan');
  const hosts = end?.type === 'run-finished' ? Object.entries(end.hosts) : [];
  return {
    exit,
    lost: byHost(
      hosts.flatMap(([host, { outcome, unreachable }]) => {
        if (outcome === 'unreachable' || (outcome === 'half-way' && unreachable > 0)) return [[host, 'unreachable']];
        return ['failed', 'rolled-back', 'half-way'].includes(outcome) ? [[host, 'failed']] : [];
      }),
    ),
    events: grouped(events.filter(isReached).map((event) => [event.host, line(ourEvent(event, isCheck))])),
  };
}

const isReached = (event: JsonEvent): event is Result =>
  (event.type === 'task-finished' || event.type === 'handler-finished') && event.status !== 'unreachable';

const ourEvent = (event: Result, isCheck: boolean): OurEvent => ({
  host: event.host,
  play: event.play,
  task: event.task,
  ...(event.type === 'handler-finished' && { handler: true }),
  ...(event.item !== undefined && event.item !== hidden && { item: event.item }),
  status: isCheck && event.status === 'drifted' ? 'changed' : event.status,
  ...(event.ignored === true && { ignored: true }),
  ...ourMessage(event),
});

/** By `no_log`; Ansible's item is not there, then. */
const hidden = '‹secret›';

const ourMessage = (event: Result): { message?: unknown } => {
  if (event.error?.message === 'hidden by no_log') return {};
  if (event.module === 'fail' && event.error !== undefined) return { message: event.error.message };
  return event.message === undefined || event.status === 'failed' ? {} : { message: event.message };
};

/** Ansible's, in our words; its recap counts failures that were cleared or ignored. What a failed `assert` or `debug` says is worded by us: only `fail` speaks for itself. */
export function ofAnswer(answer: Answer): Told {
  return {
    exit: exitOf(answer),
    lost: byHost(
      (answer.exit === 0 ? [] : Object.entries(answer.recap)).flatMap(([host, { failures = 0, unreachable = 0 }]) => {
        if (unreachable > 0) return [[host, 'unreachable']];
        return failures > 0 ? [[host, 'failed']] : [];
      }),
    ),
    events: grouped(
      answer.events.filter(({ status }) => status !== 'unreachable').map((event) => [event.host, line(event)]),
    ),
  };
}

/**
 * Ansible's 4 is "unreachable", also where others failed, and "this is no playbook"; its 1 and 250 are mistakes too.
 * Ours are 4, 6 and 5.
 */
function exitOf({ exit, recap }: Answer): number {
  if (exit === 0) return 0;
  const ends = Object.values(recap);
  if (ends.length === 0) return 5;
  const isLost = ends.some(({ unreachable = 0 }) => unreachable > 0);
  const isFailed = ends.some(({ failures = 0 }) => failures > 0);
  if (isLost) return isFailed ? 6 : 4;
  return 2;
}

const byHost = (entries: readonly (readonly string[])[]): Told['lost'] =>
  Object.fromEntries(
    entries.flatMap(([host, end]) =>
      host !== undefined && (end === 'failed' || end === 'unreachable') ? [[host, end] as const] : [],
    ),
  );

function grouped(lines: readonly (readonly [string, string])[]): Told['events'] {
  const hosts = Map.groupBy(lines, ([host]) => host);
  return Object.fromEntries([...hosts].toSorted().map(([host, found]) => [host, found.map(([, text]) => text)]));
}

/** `play / task [item] status (ignored): message` */
function line({ play, task, handler, item, status, ignored, message }: OurEvent): string {
  const parts = [
    `${play} / ${task}`,
    ...(handler === true ? ['(handler)'] : []),
    ...(item === undefined ? [] : [`[${typeof item === 'string' ? item : JSON.stringify(item)}]`]),
    status,
    ...(ignored === true ? ['ignored'] : []),
  ];
  return message === undefined ? parts.join(' ') : `${parts.join(' ')}: ${JSON.stringify(sorted(message))}`;
}

/** Ansible prints dictionaries in their order, too, but JSON's are unordered. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
