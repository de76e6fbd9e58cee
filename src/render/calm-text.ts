import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import type { HostDrift } from '../report/watch.ts';
import { wrap } from './columns.ts';
import { ago, duration } from './duration.ts';
import { ofCluster, reached, sinceStart } from './fleet-words.ts';
import { byName } from './fold.ts';
import { escapeControls } from './host-text.ts';
import { causeText, groupDrift } from './mail/drift-text.ts';
import type { HostStory, Story } from './story.ts';
import type { TextOptions } from './text-options.ts';

/** Nothing has to be done on the hosts that answer. `moved`: what moved, and is as wanted all the same. */
export function calmText(
  story: Story,
  moved: readonly HostDrift[],
  options: Pick<TextOptions, 'width'>,
): readonly string[] {
  const causes = groupDrift(moved, story.now).flatMap((group) => ['', ...causeText(group, story.now)]);
  return [...wrap(`${calmWords(story, moved)}   ${duration(sinceStart(story))}`, options.width, 4), ...causes];
}

/** `ok  5 hosts unchanged since run 1121-k7 (alice@laptop, 2 h ago)` */
function calmWords(story: Story, moved: readonly HostDrift[]): string {
  const hosts = reached(story);
  const all = count(hosts.length, 'host');
  const wanted = `${all}${ofCluster(story)} ${hosts.length === 1 ? 'is' : 'are'} as the playbook wants`;
  if (moved.length > 0) {
    const names = [...new Set(moved.map(({ host }) => host))].toSorted(byName);
    return `ok  ${wanted}; something moved on ${foldNodes(names)}`;
  }
  const since = sinceWords(hosts, story.now);
  if (since === '') return `ok  ${wanted}`;
  const looked = hosts.some(({ compared }) => compared?.why !== null);
  return looked ? `ok  ${wanted}, as since ${since}` : `ok  ${all} unchanged since ${since}`;
}

/** `run 1121-k7 (alice@laptop, 2 h ago)`; of several runs the last, and how many more. Empty where a host remembers none. */
function sinceWords(hosts: readonly HostStory[], now: number): string {
  const known = hosts.flatMap(({ compared }) => compared?.since ?? []).toSorted((a, b) => b.at - a.at);
  const [last] = known;
  if (last === undefined || known.length < hosts.length) return '';
  const runs = new Set(known.map(({ run }) => run)).size;
  const [run, rest] = [escapeControls(last.run), `${escapeControls(last.who)}, ${ago(now - last.at)}`];
  return runs === 1 ? `run ${run} (${rest})` : `run ${run} (${rest}) and ${runs - 1} earlier`;
}
