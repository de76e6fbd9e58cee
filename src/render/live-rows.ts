import { foldNodes } from '../domain/node-set.ts';
import { changesOf } from './blocks.ts';
import { clip, padTo } from './columns.ts';
import { stopwatch } from './duration.ts';
import { failuresOf } from './failure-text.ts';
import { escapeControls } from './host-text.ts';
import type { HostStory, Story } from './story.ts';

/** Rows of the live area at most, whatever the number of hosts. */
export const maxRows = 10;

/** What goes on right now, in a handful of rows. `now`: milliseconds since the epoch. `last`: a line that stays at the bottom. */
export function liveRows(story: Story, now: number, width: number, last: string | null): readonly string[] {
  if (story.start === null || story.finished !== null) return [];
  const hosts = [...story.hosts.values()];
  const tail = [countsRow(hosts), ...(last === null ? [] : [last])];
  const rows = [headRow(story, hosts, now), ...workRows(story, hosts, maxRows - 1 - tail.length), ...tail];
  return rows.map((row) => clip(row, width - 1));
}

function headRow(story: Story, hosts: readonly HostStory[], now: number): string {
  const clusters = [...new Set(hosts.map((host) => host.cluster))].filter((cluster) => cluster !== '');
  const done = hosts.filter((host) => host.finished !== null || host.lost !== null).length;
  const parts = [
    `${story.start?.mode ?? ''} ${story.start?.run ?? ''}`,
    clusters.slice(0, 3).join(','),
    `${done} of ${hosts.length} hosts`,
    stopwatch(now - story.startedAt),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** Hosts in work, one a row while they fit, then folded; those that wait in one row. */
function workRows(story: Story, hosts: readonly HostStory[], room: number): readonly string[] {
  const open = hosts.filter((host) => host.finished === null && host.lost === null);
  const busy = open.filter((host) => host.connected && host.doing !== '');
  const silent = open.filter((host) => !busy.includes(host));
  const waiting =
    silent.length === 0
      ? []
      : [row(story.planned === null ? 'waiting' : 'next', foldNodes(silent.map((host) => host.name)))];
  const shown = busy.length <= room - waiting.length ? busy : busy.slice(0, room - waiting.length - 1);
  const others = busy.slice(shown.length);
  const more = others.length === 0 ? [] : [row('and', foldNodes(others.map((host) => host.name)))];
  return [...shown.map((host) => row(host.name, escapeControls(host.doing))), ...more, ...waiting];
}

const row = (name: string, words: string): string => `  ${padTo(name, 8)}  ${words}`;

function countsRow(hosts: readonly HostStory[]): string {
  const lost = hosts.filter((host) => host.lost !== null).length;
  const failed = hosts.filter((host) => failuresOf(host).length > 0).length;
  const changed = hosts.filter((host) => changesOf(host) > 0 && failuresOf(host).length === 0).length;
  const ok = hosts.filter((host) => host.finished?.outcome === 'ok').length;
  return row('counts', `${ok} ok  ${changed} with changes  ${failed} failed  ${lost} unreachable`);
}
