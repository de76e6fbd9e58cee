import { foldNodes } from '../domain/node-set.ts';
import { padTo, wrap } from './columns.ts';
import { foldEqual } from './fold.ts';
import { escapeControls } from './host-text.ts';
import type { HostStory, Story } from './story.ts';

/** Hosts that do not answer, folded by equal words; `indent` is in front of every line. */
export function unreachableText(story: Story, width: number, indent: string): readonly string[] {
  const hosts = [...story.hosts.values()];
  const announced = hosts.filter(isAnnounced);
  const ignored = hosts.filter((host) => isIgnored(host) && !isAnnounced(host));
  const others = hosts.filter((host) => !isAnnounced(host) && !isIgnored(host));
  return [
    ...lostHostsText(others, 'unreachable', width, indent),
    ...lostHostsText(announced, 'maintenance', width, indent),
    ...lostHostsText(ignored, 'ignored', width, indent),
  ];
}

const isAnnounced = (host: HostStory): boolean => host.maintenance !== null;

/** `ignore_unreachable`. */
const isIgnored = ({ lost }: HostStory): boolean => lost?.ignored === true;

/** The same with another word in front, for some of the hosts. */
export function lostHostsText(
  hosts: readonly HostStory[],
  word: string,
  width: number,
  indent: string,
): readonly string[] {
  const lost = hosts.filter((host) => host.lost !== null);
  const alike = foldEqual(
    lost.map((host) => ({ host: host.name, value: host })),
    (host) => JSON.stringify([host.lost?.message, host.lost?.hint, host.maintenance?.why, host.maintenance?.until]),
  );
  return alike.flatMap(({ value, hosts: names }) => lostText(value, foldNodes(names), { word, width, indent }));
}

function lostText(
  { lost, maintenance }: HostStory,
  nodes: string,
  { word, width, indent }: { readonly word: string; readonly width: number; readonly indent: string },
): readonly string[] {
  if (lost === null) return [];
  const column = indent.length + 13;
  const head = wrap(`${indent}${padTo(word, 11)}  ${nodes}  ${escapeControls(lost.message)}`, width, column);
  const more = maintenance === null ? lost.hint : `${maintenance.why}, until ${maintenance.until}`;
  return more === null ? head : [...head, ...wrap(`${' '.repeat(column)}${escapeControls(more)}`, width, column)];
}
