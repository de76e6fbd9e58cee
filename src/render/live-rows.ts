import { foldNodes } from '../domain/node-set.ts';
import { clip, padTo } from './columns.ts';
import { duration, stopwatch } from './duration.ts';
import { failuresOf } from './failure-text.ts';
import { escapeControls } from './host-text.ts';
import { hostsInWork, isOpen } from './story.ts';
import type { HostStory, Story } from './story.ts';

/** Rows of the live area at most, whatever the number of hosts. */
export const maxRows = 10;
/** Milliseconds from which on it is told how long something takes. */
const LONG = 5000;

/** What goes on right now, in a handful of rows. `now`: milliseconds since the epoch. `last`: a line that stays at the bottom. */
export function liveRows(story: Story, now: number, width: number, last: string | null): readonly string[] {
  if (story.start === null || story.finished !== null) return [];
  const hosts = [...story.hosts.values()];
  const writing = story.batches.length > 0 && (story.start.mode === 'apply' || story.start.mode === 'rollback');
  const rows = writing ? workingRows(story, hosts, now, last) : readingRows(story, hosts, now, last);
  return rows.map((row) => clip(row, width - 1));
}

/** `plan  prod-a  3/5 hosts read   1.1 s`, who is being read, who has not answered. */
function readingRows(story: Story, hosts: readonly HostStory[], now: number, last: string | null): readonly string[] {
  const read = hosts.filter((host) => host.traits !== null || !isOpen(host)).length;
  const refreshing = hosts.filter((host) => isOpen(host) && host.refresh !== null);
  const reading = hosts.filter(
    (host) => isOpen(host) && host.connected && host.traits === null && host.refresh === null,
  );
  const waiting = hosts.filter((host) => isOpen(host) && !host.connected);
  const took = duration(now - story.startedAt);
  const running = story.start?.mode === 'exec';
  const head = [
    story.start?.mode ?? '',
    clusterWords(hosts),
    `${read}/${hosts.length} hosts ${running ? 'done' : 'read'}`,
  ];
  return [
    `${head.filter((part) => part !== '').join('  ')}   ${took}`,
    row(running ? 'running' : 'reading', namesOf(reading)),
    row('waiting', namesOf(waiting)),
    ...refreshRows(refreshing, now),
    ...(last === null ? [] : [last]),
  ];
}

/** `apply 1121-k7  prod-a   1 of 4 hosts   0:38`, a row a host in work while they fit, then folded; counts. */
function workingRows(story: Story, hosts: readonly HostStory[], now: number, last: string | null): readonly string[] {
  const reached = hosts.filter((host) => host.lost === null);
  const done = reached.filter((host) => host.finished !== null).length;
  const head = [`${story.start?.mode ?? ''} ${story.start?.run ?? ''}`, clusterWords(hosts)];
  const busy = new Set(hostsInWork(story));
  const next = reached.filter((host) => isOpen(host) && !busy.has(host.name));
  const tail = [
    ...(next.length === 0 ? [] : [row('next', namesOf(next))]),
    countsRow(hosts),
    last ?? stopWords([...busy]),
  ].filter((line) => line !== '');
  return [
    `${head.filter((part) => part !== '').join('  ')}   ${done} of ${reached.length} hosts   ${stopwatch(now - story.startedAt)}`,
    ...busyRows(
      reached.filter((host) => busy.has(host.name)),
      maxRows - 1 - tail.length,
      now,
    ),
    ...tail,
  ];
}

function busyRows(busy: readonly HostStory[], room: number, now: number): readonly string[] {
  const shown = busy.length <= room ? busy : busy.slice(0, room - 1);
  const others = busy.slice(shown.length);
  return [
    ...shown.map((host) => row(host.name, doingWords(host, now))),
    ...(others.length === 0 ? [] : [row('and', namesOf(others))]),
  ];
}

/** `snapd     worker-1 waits for change 12: Auto-refresh snap "k8s"  0:14`, a row a host while they are few. */
function refreshRows(hosts: readonly HostStory[], now: number): readonly string[] {
  const shown = hosts.length > 3 ? hosts.slice(0, 2) : hosts;
  const others = hosts.slice(shown.length);
  return [
    ...shown.map((host) => row('snapd', `${host.name} waits for ${refreshWords(host, now)}`)),
    ...(others.length === 0 ? [] : [row('and', namesOf(others))]),
  ];
}

const refreshWords = ({ refresh }: HostStory, now: number): string =>
  refresh === null
    ? ''
    : `change ${escapeControls(refresh.change)}: ${escapeControls(refresh.what)}  ${stopwatch(now - refresh.since)}`;

/** What ended last; how long ago, when that is long: the host is at work on what follows. */
function doingWords(host: HostStory, now: number): string {
  const { doing, doingSince } = host;
  if (host.refresh !== null) return `waits for snapd, ${refreshWords(host, now)}`;
  if (doing === '') return 'begun';
  return `${escapeControls(doing)}${now - doingSince < LONG ? '' : `  ${stopwatch(now - doingSince)}`}`;
}

const row = (name: string, words: string): string => `  ${padTo(name, 8)}  ${words}`;
const namesOf = (hosts: readonly HostStory[]): string =>
  hosts.length === 0 ? '-' : foldNodes(hosts.map(({ name }) => name));

const clusterWords = (hosts: readonly HostStory[]): string =>
  [...new Set(hosts.map((host) => host.cluster))]
    .filter((cluster) => cluster !== '')
    .slice(0, 3)
    .join(',');

/** What Ctrl-C would do now. */
const stopWords = (busy: readonly string[]): string =>
  busy.length === 0 ? '' : `Ctrl-C: finish the step of ${foldNodes(busy)}, then stop`;

function countsRow(hosts: readonly HostStory[]): string {
  const ended = (...outcomes: readonly string[]): number =>
    hosts.filter(({ finished }) => finished !== null && outcomes.includes(finished.outcome)).length;
  const lost = hosts.filter((host) => host.lost !== null).length;
  const failed = hosts.filter((host) => failuresOf(host).length > 0).length;
  return row('counts', `${ended('ok')} ok  ${ended('changed')} changed  ${failed} failed  ${lost} unreachable`);
}
