import { foldNodes } from '../domain/node-set.ts';
import { Float, isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { padTo, wrap } from './columns.ts';
import { duration } from './duration.ts';
import { hostsOutOf, ofCluster, reached, sinceStart } from './fleet-words.ts';
import { foldEqual } from './fold.ts';
import { factsSummary } from './facts-summary.ts';
import { escapeControls } from './host-text.ts';
import type { HostStory, Story } from './story.ts';
import type { TextOptions } from './text-options.ts';
import { unreachableText } from './unreachable-text.ts';

/** What hosts are, folded by equal values: what most have, then `except` lines; with `-v` every fact too. */
export function factsText(story: Story, options: TextOptions): readonly string[] {
  const hosts = reached(story);
  const head = `${hostsOutOf(hosts.length, story.hosts.size)}${ofCluster(story)} ${story.hosts.size === 1 ? 'answers' : 'answer'}, ${sudoWords(hosts)}${duration(sinceStart(story))}`;
  const lost = unreachableText(story, options.width, '');
  return [
    ...wrap(head, options.width, 2),
    ...(lost.length === 0 ? [] : ['', ...lost]),
    '',
    ...factsSummary(hosts, options.width),
    ...(options.verbosity > 0 ? ['', ...factLines(hosts, options)] : []),
    ...(story.hosts.size > 0 && hosts.length > 0
      ? ['', `Next   ${options.command('plan playbooks/hardening.yaml', { limit: null })}`]
      : []),
  ];
}

const sudoWords = (hosts: readonly HostStory[]): string =>
  hosts.length > 0 && hosts.every((host) => host.facts?.get('uid') === 0) ? 'sudo works, ' : '';

function factLines(hosts: readonly HostStory[], options: TextOptions): readonly string[] {
  const all = [...new Set(hosts.flatMap((host) => [...(host.facts?.keys() ?? [])]))];
  const names = all.filter(
    (name) => options.verbosity > 0 || !(ownNames.has(name) || hosts.every((host) => isEmpty(host.facts?.get(name)))),
  );
  const wide = Math.min(32, Math.max(0, ...names.map((name) => name.length)));
  return names.flatMap((name) => factText(name, hosts, wide, options));
}

function factText(name: string, hosts: readonly HostStory[], wide: number, options: TextOptions): readonly string[] {
  const values = hosts.flatMap((host) => {
    const value = host.facts?.get(name);
    return value === undefined || (options.verbosity === 0 && isDeep(value))
      ? []
      : [{ host: host.name, value: shownFact(value) }];
  });
  const [usual, ...others] = foldEqual(values, (value) => value);
  if (usual === undefined) return [];
  const lead =
    others.length > 0 && others.length >= usual.hosts.length
      ? [`${padTo(name, wide)}  ${usual.value}  ${foldNodes(usual.hosts)}`]
      : [`${padTo(name, wide)}  ${usual.value}`];
  const odd = others.map(({ value, hosts: holders }) => `  ${padTo(`except ${foldNodes(holders)}`, wide)}  ${value}`);
  return [...lead, ...odd].flatMap((line) => wrap(line, options.width, Math.min(wide + 2, options.width >> 1)));
}

/** What differs from host to host by nature. */
const ownNames: ReadonlySet<string> = new Set(['clock', 'hostname', 'nodename', 'machine_id', 'uid']);

const isEmpty = (value: Value | undefined): boolean =>
  value === undefined ||
  value === null ||
  (isMapping(value) && value.size === 0) ||
  (isList(value) && value.length === 0);

/** Mappings inside mappings are for `-v` and for programs. */
const isDeep = (value: Value): boolean =>
  isMapping(value) && [...value.values()].some((part) => isMapping(part) || isList(part));

function shownFact(value: Value): string {
  if (value instanceof Float) return String(value.value);
  if (isList(value)) return value.map(shownFact).join(', ');
  if (isMapping(value))
    return [...value].map(([key, part]) => `${escapeControls(String(key))} ${shownFact(part)}`).join(', ');
  return escapeControls(String(value ?? 'none'));
}
