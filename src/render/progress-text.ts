import type { HostOutcome, HostRecap, RunEvent } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { changesOf } from './blocks.ts';
import { padTo, wrap } from './columns.ts';
import { hostsOutOf } from './fleet-words.ts';
import { hostLine } from './host-line.ts';
import { escapeControls } from './host-text.ts';
import { movedText } from './moved-text.ts';
import { planFileText } from './plan-file-text.ts';
import type { Story } from './story.ts';
import type { TextOptions } from './text-options.ts';
import { duration } from './duration.ts';
import { besideTime, timed } from './time-column.ts';
import { unreachableText } from './unreachable-text.ts';

/** The lines that one event of an `apply` or `rollback` adds to the story that holds it already. */
export function progressText(story: Story, event: RunEvent, options: TextOptions): readonly string[] {
  const lines = linesFor(story, event, options);
  return event.type === 'run-started' ? lines : timed(lines, event.at, options);
}

function linesFor(story: Story, event: RunEvent, options: TextOptions): readonly string[] {
  const width = besideTime(options);
  switch (event.type) {
    case 'run-started':
      return options.times ? headText(event, options) : [];
    case 'host-connected':
      return reachText(story, width, options.times);
    case 'host-lost':
      return event.midway ? lostText(event.host, event.message, width) : reachText(story, width, options.times);
    case 'plan-finished':
      return options.times ? wrap(`plan       ${planWords(story)}`, width, 11) : [];
    default:
      return laterLines(story, event, width);
  }
}

function laterLines(story: Story, event: RunEvent, width: number): readonly string[] {
  switch (event.type) {
    case 'host-finished': {
      const host = story.hosts.get(event.host);
      return host === undefined || isToldElsewhere(event.outcome)
        ? []
        : hostLine(host, story.hosts.values(), event.outcome, event.took, width);
    }
    case 'host-moved':
      return movedText(event, width);
    case 'plan-file':
      return planFileText(story, width, 'plan file  ');
    case 'run-finished':
      return event.recap.hosts.flatMap((host) => unfinishedText(story, host, width));
    case 'run-stopped':
      return wrap(`stopped    ${escapeControls(event.because)}${notBegunWords(story, event.notBegun)}`, width, 11);
    case 'handler-pending':
      return wrap(`pending    ${event.host}  ${pendingWords(story, event)}`, width, 11);
    default:
      return controlText(event, width);
  }
}

/** What the flow of control does on a host: a failure that is cleared, another attempt, a block that is put back. */
function controlText(event: RunEvent, width: number): readonly string[] {
  switch (event.type) {
    case 'task-finished':
    case 'handler-finished': {
      if (!event.rescued) return [];
      const item = event.item === null ? '' : ` (${escapeControls(event.item)})`;
      const why = escapeControls(event.error?.message ?? 'failed').split('\n')[0] ?? '';
      return wrap(`rescued    ${event.host}  ${escapeControls(event.task)}${item}: ${why}`, width, 11);
    }
    case 'task-retried':
      return wrap(
        `retry      ${event.host}  ${escapeControls(event.task)}: not yet, again in ${duration(event.delay)}, ${count(event.left, 'attempt')} left`,
        width,
        11,
      );
    case 'block-rolled-back':
      return wrap(
        `undone     ${event.host}  block of "${escapeControls(event.task)}": ${escapeControls(event.message)}`,
        width,
        11,
      );
    default:
      return [];
  }
}

function pendingWords(story: Story, event: Extract<RunEvent, { type: 'handler-pending' }>): string {
  const handler = escapeControls(event.handler);
  if (event.run === story.start?.run && !event.settled)
    return `${handler}: the play ended here before it ran; the next apply does it`;
  return `${handler} of run ${escapeControls(event.run)}: ${event.settled ? 'settled now' : 'not settled'}`;
}

/** The recap counts them; what is fine needs no line. */
const isToldElsewhere = (outcome: HostOutcome): boolean =>
  outcome === 'unreachable' ||
  outcome === 'maintenance' ||
  outcome === 'untouched' ||
  outcome === 'moved' ||
  outcome === 'ok';

/** A host that was changed or failed, but whose end nobody told: the run was cut. */
function unfinishedText(story: Story, { host: name, outcome }: HostRecap, width: number): readonly string[] {
  const host = story.hosts.get(name);
  if (host === undefined || host.finished !== null || isToldElsewhere(outcome)) return [];
  return hostLine(host, story.hosts.values(), outcome, null, width);
}

/** What earlier plays changed on a host stays: it is not untouched, but goes no further. */
function notBegunWords(story: Story, hosts: readonly string[]): string {
  const changed = hosts.filter((name) => changesOf(story.hosts.get(name) ?? nobody) > 0);
  const words = [
    { names: hosts.filter((name) => !changed.includes(name)), one: 'was not begun', more: 'were not begun' },
    { names: changed, one: 'goes no further', more: 'go no further' },
  ]
    .filter(({ names }) => names.length > 0)
    .map(({ names, one, more }) => `${foldNodes(names)} ${names.length === 1 ? one : more}`);
  return words.length === 0 ? '' : `; ${words.join(', ')}`;
}

const nobody = { news: [] };

const lostText = (host: string, message: string, width: number): readonly string[] =>
  wrap(`lost       ${host}  ${escapeControls(message)}`, width, 11);

/** `run 1121-k7  alice@laptop  hardening.yaml  bulwark 0.3.0` */
function headText(event: Extract<RunEvent, { type: 'run-started' }>, options: TextOptions): readonly string[] {
  const parts = [`run ${event.run}`, options.who, escapeControls(event.playbook ?? ''), `bulwark ${options.version}`];
  return wrap(parts.filter((part) => part !== '').join('  '), options.width, 2);
}

/** Once every host has answered or not; `always`: also when there is nothing to tell. */
function reachText(story: Story, width: number, always: boolean): readonly string[] {
  const hosts = [...story.hosts.values()];
  const lost = hosts.filter((host) => host.lost !== null).length;
  if (hosts.some((host) => !host.connected && host.lost === null) || (lost === 0 && !always)) return [];
  return [
    `${padTo('reach', 9)}  ${hostsOutOf(hosts.length - lost, hosts.length)}`,
    ...unreachableText(story, width, ''),
  ];
}

/** `cp-[1-3] 9 changes each, worker-1 as wanted` */
export function planWords(story: Story): string {
  if (story.start?.mode === 'rollback') return undoWords(story);
  const parts = hostsByChanges(story).map(([number, hosts]) =>
    number === 0
      ? `${foldNodes(hosts)} as wanted`
      : `${foldNodes(hosts)} ${count(number, 'change')}${hosts.length > 1 ? ' each' : ''}`,
  );
  return parts.length === 0 ? 'no host is left' : parts.join(', ');
}

/** `cp-[1-3] 9 changes to undo` */
function undoWords(story: Story): string {
  const parts = hostsByChanges(story)
    .filter(([number]) => number > 0)
    .map(([number, same]) => `${foldNodes(same)} ${count(number, 'change')}${same.length > 1 ? ' each' : ''} to undo`);
  return parts.length === 0 ? 'nothing to undo' : parts.join(', ');
}

/** Hosts that were planned, by how many changes they need; most first. */
function hostsByChanges(story: Story): readonly (readonly [number: number, hosts: readonly string[]])[] {
  const changes = Object.entries(story.planned?.changes ?? {});
  return [...Map.groupBy(changes, ([, number]) => number)]
    .map(([number, hosts]) => [number, hosts.map(([host]) => host)] as const)
    .toSorted(([a], [b]) => b - a);
}
