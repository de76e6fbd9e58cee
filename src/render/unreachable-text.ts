import { foldNodes } from '../domain/node-set.ts';
import { padTo, wrap } from './columns.ts';
import { foldEqual } from './fold.ts';
import { escapeControls } from './host-text.ts';
import type { HostStory, Story } from './story.ts';

/** Hosts that do not answer, folded by equal words; `indent` is in front of every line. */
export function unreachableText(story: Story, width: number, indent: string): readonly string[] {
  const lost = [...story.hosts.values()].filter((host) => host.lost !== null);
  const alike = foldEqual(
    lost.map((host) => ({ host: host.name, value: host })),
    (host) => JSON.stringify([host.lost?.message, host.lost?.hint]),
  );
  return alike.flatMap(({ value, hosts }) => lostText(value, foldNodes(hosts), width, indent));
}

function lostText({ lost }: HostStory, nodes: string, width: number, indent: string): readonly string[] {
  if (lost === null) return [];
  const column = indent.length + 13;
  const head = wrap(`${indent}${padTo('unreachable', 11)}  ${nodes}  ${escapeControls(lost.message)}`, width, column);
  return lost.hint === null
    ? head
    : [...head, ...wrap(`${' '.repeat(column)}${escapeControls(lost.hint)}`, width, column)];
}
