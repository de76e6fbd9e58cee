import type { HostRecap, Recap } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { blocksOf } from './blocks.ts';
import { wrap } from './columns.ts';
import { escapeControls } from './host-text.ts';
import type { Story } from './story.ts';

/** How things stand after a run that was not fine: the one answer that is wanted at night. */
export function nowText(story: Story, recap: Recap, width: number): readonly string[] {
  const lines = [
    ...planeWords(story, recap.hosts),
    ...mixedWords(story, recap.hosts),
    halfWayWords(story, recap.hosts),
    safeWords(story, recap.hosts),
  ];
  return lines
    .filter((line) => line !== '')
    .flatMap((line, index) => wrap(`${index === 0 ? 'Now    ' : '       '}${line}`, width, 7));
}

const isWhole = (host: HostRecap): boolean =>
  host.outcome === 'changed' ||
  host.outcome === 'ok' ||
  host.outcome === 'untouched' ||
  host.outcome === 'rolled-back' ||
  host.outcome === 'drifted';

/** Per cluster: how many control planes are as before or finished, as far as this run saw. */
function planeWords(story: Story, hosts: readonly HostRecap[]): readonly string[] {
  const planes = hosts.filter((host) => story.hosts.get(host.host)?.controlPlane === true);
  const bad = planes.filter((host) => !isWhole(host) || story.hosts.get(host.host)?.rolledBack?.healthy === false);
  if (planes.length === 0) return [];
  const words = `${planes.length - bad.length} of ${count(planes.length, 'control plane')} finished or as before`;
  return [bad.length === 0 ? `${words}.` : `${words}; look at ${foldNodes(bad.map((host) => host.host))}.`];
}

/** Control planes of one cluster that are no longer alike. */
function mixedWords(story: Story, hosts: readonly HostRecap[]): readonly string[] {
  const planes = hosts.filter((host) => story.hosts.get(host.host)?.controlPlane === true);
  if (story.start?.mode === 'rollback') return [];
  const clusters = Map.groupBy(planes, (host) => story.hosts.get(host.host)?.cluster ?? '');
  return [...clusters.values()].flatMap((members) => {
    const changed = members.filter((host) => host.outcome === 'changed').map((host) => host.host);
    const others = members.filter((host) => host.outcome !== 'changed' && host.outcome !== 'ok').length;
    return changed.length === 0 || others === 0
      ? []
      : [`Mixed: only ${foldNodes(changed)} ${changed.length === 1 ? 'has' : 'have'} ${whatOnly(story, changed)}.`];
  });
}

/** What hosts have that were changed, in short: services, or files where no service is among it. */
function whatOnly(story: Story, changed: readonly string[]): string {
  const targets = new Set(
    changed.flatMap((name) => blocksOf(story.hosts.get(name) ?? nobody).map(({ target }) => target)),
  );
  const services = [...targets].filter((target) => !target.startsWith('/'));
  const all = services.length > 0 ? services : [...targets];
  const more = all.length > 4 ? ` and ${all.length - 4} more` : '';
  return `the changes to ${all.slice(0, 4).map(escapeControls).join(', ')}${more}`;
}

const nobody = { news: [], handlers: [] };

function halfWayWords(story: Story, hosts: readonly HostRecap[]): string {
  const halfWay = hosts
    .filter(({ host, outcome }) => outcome === 'half-way' || story.hosts.get(host)?.rolledBack?.complete === false)
    .map(({ host }) => host);
  return halfWay.length === 0
    ? 'Nothing is half-way.'
    : `Half-way: ${foldNodes(halfWay)}. The next apply goes on there; rollback puts it back.`;
}

/** Whether one may go to bed: nothing half-way, nothing unhealthy, no handler pending. */
function safeWords(story: Story, hosts: readonly HostRecap[]): string {
  const pending = story.pending.filter((event) => !event.settled).map((event) => event.host);
  if (pending.length > 0) return `A handler is still pending on ${foldNodes(pending)}.`;
  const sick = hosts.some(({ host, outcome }) => {
    const back = story.hosts.get(host)?.rolledBack ?? null;
    return (
      outcome === 'half-way' ||
      (outcome === 'failed' && back === null) ||
      back?.healthy === false ||
      back?.complete === false
    );
  });
  return sick ? '' : 'Safe to leave like this: yes. No handler is pending.';
}
