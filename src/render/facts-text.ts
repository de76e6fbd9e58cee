import { foldNodes } from '../domain/node-set.ts';
import { Float, isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { count } from '../domain/count.ts';
import { padTo, wrap } from './columns.ts';
import { duration } from './duration.ts';
import { sinceStart } from './fleet-words.ts';
import { foldEqual } from './fold.ts';
import { factsSummary } from './facts-summary.ts';
import { escapeControls } from './host-text.ts';
import type { HostStory, Story } from './story.ts';
import type { TextOptions } from './text-options.ts';
import { lostHostsText } from './unreachable-text.ts';

/** What hosts are, folded by equal values: what most have, then `except` lines; with `-v` every fact too. */
export function factsText(story: Story, options: TextOptions): readonly string[] {
  const all = [...story.hosts.values()];
  const hosts = all.filter((host) => host.lost === null || host.facts !== null);
  const lost = [
    ...lostHostsText(
      all.filter((host) => host.facts !== null),
      'no sudo',
      options.width,
      '',
    ),
    ...lostHostsText(
      all.filter((host) => host.facts === null),
      'unreachable',
      options.width,
      '',
    ),
  ];
  const answer = `${hosts.length} of ${count(all.length, 'host')} ${all.length === 1 ? 'answers' : 'answer'}`;
  return [
    ...wrap(`${answer}${sudoWords(hosts)}, ${duration(sinceStart(story))}`, options.width, 2),
    ...(lost.length === 0 ? [] : ['', ...lost]),
    ...(hosts.length === 0 ? [] : ['', ...whatTheyAre(hosts, story, options), '', nextLine(hosts, story, options)]),
  ];
}

const hasSudo = (host: HostStory): boolean => host.facts?.get('uid') === 0;

/** `, sudo works on all`, or on how many. */
function sudoWords(hosts: readonly HostStory[]): string {
  const roots = hosts.filter(hasSudo).length;
  if (hosts.length === 0) return '';
  return roots === hosts.length ? ', sudo works on all' : `, sudo works on ${roots === 0 ? 'none' : roots}`;
}

function whatTheyAre(hosts: readonly HostStory[], story: Story, options: TextOptions): readonly string[] {
  const of = (some: readonly HostStory[]): readonly string[] => [
    ...factsSummary(some, story, options.width),
    ...(options.verbosity > 0 ? ['', ...factLines(some, options)] : []),
  ];
  if (options.byHost !== true) return of(hosts);
  return hosts.flatMap((host, at) => [...(at === 0 ? [] : ['']), ...of([host])]);
}

/** A plan that needs no words where the project names its playbook, else the shipped one; where sudo works nowhere, its password first. */
function nextLine(hosts: readonly HostStory[], { start }: Story, options: TextOptions): string {
  if (!hosts.some(hasSudo)) return `Next   ${options.command('facts', { add: ['-K'] })}     ask for sudo's password`;
  const add = start?.playbook === null ? ['playbooks/hardening.yaml'] : [];
  return `Next   ${options.command('plan', { limit: null, add, playbook: 'none' })}`;
}

function factLines(hosts: readonly HostStory[], options: TextOptions): readonly string[] {
  const names = [...new Set(hosts.flatMap((host) => [...(host.facts?.keys() ?? [])]))];
  const wide = Math.min(32, Math.max(0, ...names.map((name) => name.length)));
  return names.flatMap((name) => factText(name, hosts, wide, options));
}

function factText(name: string, hosts: readonly HostStory[], wide: number, options: TextOptions): readonly string[] {
  const values = hosts.flatMap((host) => {
    const value = host.facts?.get(name);
    return value === undefined ? [] : [{ host: host.name, value: shownFact(value) }];
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

function shownFact(value: Value): string {
  if (value instanceof Float) return String(value.value);
  if (isList(value)) return value.length === 0 ? 'none' : value.map(shownFact).join(', ');
  if (isMapping(value))
    return [...value].map(([key, part]) => `${escapeControls(String(key))} ${shownPart(part)}`).join(', ');
  return escapeControls(String(value ?? 'none'));
}

const shownPart = (value: Value): string => (isMapping(value) ? `(${shownFact(value)})` : shownFact(value));
