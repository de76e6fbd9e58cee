import type { RunEvent } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { conditionsOf } from '../report/conditions.ts';
import { driftOf } from '../report/watch.ts';
import type { HostDrift, Watched } from '../report/watch.ts';
import { wrap } from './columns.ts';
import { ago, duration } from './duration.ts';
import { ofCluster, reached, sinceStart } from './fleet-words.ts';
import { byName } from './fold.ts';
import { escapeControls } from './host-text.ts';
import { driftText as causeText, groupDrift, headText } from './mail/drift-text.ts';
import { mailText } from './mail/mail-text.ts';
import { isConverged, sections } from './plan-text.ts';
import type { HostStory, Story } from './story.ts';
import type { TextOptions } from './text-options.ts';
import { besideTime, timed } from './time-column.ts';

type Finished = Extract<RunEvent, { type: 'run-finished' }>;

/** What `drift` found: one line where nothing did, else the causes as a mail tells them, with every diff where asked. */
export function driftText(story: Story, watched: Watched, { exit }: Finished, options: TextOptions): readonly string[] {
  if (exit === 0 && isConverged(story)) return calmText(story, driftOf(watched), options);
  const told = { news: conditionsOf(watched, 'all'), known: [], over: [] };
  const [verdict = '', ...rest] = mailText(story, watched, told, options);
  return [
    verdict,
    `Nothing was changed. ${duration(sinceStart(story))}`,
    ...(options.diff ? sections(story, reached(story), options) : []),
    ...rest,
  ];
}

/** Before a repair: what happened where, in a line a cause: `drift      cp-2  k8s 1.32.8 (x1) -> 1.32.9 (x2), 06:12 UTC`. */
export function causeLines(watched: Watched, at: number, options: TextOptions): readonly string[] {
  const lines = groupDrift(driftOf(watched).filter(({ explained }) => explained !== null)).flatMap((group) =>
    wrap(`drift      ${headText(group, at)}`, besideTime(options), 11),
  );
  return timed(lines, at, options);
}

/** Nothing has to be done. `moved`: what moved, and is as wanted all the same. */
export function calmText(
  story: Story,
  moved: readonly HostDrift[],
  options: Pick<TextOptions, 'width'>,
): readonly string[] {
  const causes = groupDrift(moved).flatMap((group) => ['', ...causeText(group, story.now)]);
  return [...wrap(`${calmWords(story, moved)}   ${duration(sinceStart(story))}`, options.width, 4), ...causes];
}

/** `ok  5 hosts unchanged since run 1121-k7 (alice@laptop, 2 h ago)` */
function calmWords(story: Story, moved: readonly HostDrift[]): string {
  const hosts = [...story.hosts.values()];
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

/** `run 1121-k7 (alice@laptop, 2 h ago)`; of several runs the last. Empty where a host remembers none. */
function sinceWords(hosts: readonly HostStory[], now: number): string {
  const known = hosts.flatMap(({ compared }) => compared?.since ?? []).toSorted((a, b) => b.at - a.at);
  const [last] = known;
  if (last === undefined || known.length < hosts.length) return '';
  const runs = new Set(known.map(({ run }) => run)).size;
  const words = `run ${escapeControls(last.run)} (${escapeControls(last.who)}, ${ago(now - last.at)})`;
  return runs === 1 ? words : `${count(runs, 'run')}, the last ${words.slice('run '.length)}`;
}
