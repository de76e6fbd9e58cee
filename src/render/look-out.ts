import { foldNodes } from '../domain/node-set.ts';
import { foldEqual } from './fold.ts';
import type { Held } from './fold.ts';
import type { HostStory } from './story.ts';
import { wrap } from './columns.ts';
import { escapeControls } from './host-text.ts';

/** Values that differ from the wanted one but meet it, under the hosts that have them. */
export function keptText(hosts: readonly HostStory[], width: number): readonly string[] {
  const kept = hosts.flatMap((host) =>
    host.news.flatMap((task) => task.kept.map((value) => ({ host: host.name, value }))),
  );
  const sections = Map.groupBy(
    foldEqual(kept, (value) => JSON.stringify(value)),
    (held) => foldNodes(held.hosts),
  );
  return [...sections].flatMap(([nodes, held]) => [
    '',
    keptHead(nodes, held, hosts.length),
    ...held.flatMap(({ value }) => keptLine(value, width)),
  ]);
}

function keptHead(nodes: string, held: readonly Held<unknown>[], fleet: number): string {
  const hosts = held[0]?.hosts.length ?? 0;
  if (hosts === fleet) return fleet > 1 ? `all ${fleet} hosts` : nodes;
  return `${nodes} ${hosts === 1 ? 'differs' : 'differ'}`;
}

const keptLine = (kept: { readonly what: string; readonly why: string }, width: number): readonly string[] =>
  wrap(`  kept ${escapeControls(kept.what)}    (${escapeControls(kept.why)})`, width, 7);

/**
 * Risks that were found on these hosts, each once: its first line after `label`, with the hosts that it holds for, then its
 * other lines, indented by two.
 */
export function warningLines(hosts: readonly HostStory[], label = ''): readonly string[] {
  const warnings = hosts.flatMap((host) =>
    [...host.news, ...host.handlers].flatMap((task) => task.warnings.map((value) => ({ host: host.name, value }))),
  );
  return foldEqual(warnings, (value) => value).flatMap(({ value, hosts: held }) => {
    const [first = '', ...rest] = value.trimEnd().split('\n').map(escapeControls);
    const where = held.length === hosts.length ? '' : ` (${foldNodes(held)})`;
    return [`${label}${first}${where}`, ...rest.map((line) => `  ${line}`)];
  });
}
