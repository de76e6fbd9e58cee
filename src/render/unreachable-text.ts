import { foldNodes } from '../domain/node-set.ts';
import { padTo, wrap } from './columns.ts';
import { foldEqual } from './fold.ts';
import { escapeControls } from './host-text.ts';
import type { HostStory, Story } from './story.ts';

/** Hosts that do not answer, folded by equal words; `indent` is in front of every line. */
export const unreachableText = (story: Story, width: number, indent: string): readonly string[] =>
  lostHostsText([...story.hosts.values()], 'unreachable', width, indent);

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
    (host) => JSON.stringify([host.lost?.message, host.lost?.hint]),
  );
  return alike.flatMap(({ value, hosts: names }) => lostText(value, foldNodes(names), { word, width, indent }));
}

function lostText(
  { lost }: HostStory,
  nodes: string,
  { word, width, indent }: { readonly word: string; readonly width: number; readonly indent: string },
): readonly string[] {
  if (lost === null) return [];
  const column = indent.length + 13;
  const head = wrap(`${indent}${padTo(word, 11)}  ${nodes}  ${escapeControls(lost.message)}`, width, column);
  return lost.hint === null
    ? head
    : [...head, ...wrap(`${' '.repeat(column)}${escapeControls(lost.hint)}`, width, column)];
}
