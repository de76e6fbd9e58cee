import type { RunEvent } from '../domain/event.ts';
import { count } from '../domain/count.ts';
import { wrap } from './columns.ts';
import { nextLines } from './command-lines.ts';
import { ago, duration } from './duration.ts';
import { hostsOutOf, ofCluster, reached, sinceStart } from './fleet-words.ts';
import { escapeControls } from './host-text.ts';
import { isConverged, sections, trouble } from './plan-text.ts';
import type { HostStory, Story } from './story.ts';
import type { TextOptions } from './text-options.ts';

type Finished = Extract<RunEvent, { type: 'run-finished' }>;

/** What `drift` found: one line where nothing did, else hosts by what drifted, and why. */
export function driftText(story: Story, { recap }: Finished, options: TextOptions): readonly string[] {
  if (recap.interrupted !== null || recap.refused !== null)
    return [`drift was interrupted after ${duration(sinceStart(story))}. Nothing was changed.`];
  if (isConverged(story)) return wrap(unchangedWords(story), options.width, 4);
  const drifted = recap.hosts.filter(({ outcome }) => outcome === 'drifted').length;
  const verdict =
    drifted === 0
      ? `Nothing drifted on ${hostsOutOf(reached(story).length, story.hosts.size)}${ofCluster(story)}. ${duration(sinceStart(story))}`
      : `drift on ${hostsOutOf(drifted, story.hosts.size)}${ofCluster(story)}. Nothing was changed. ${duration(sinceStart(story))}`;
  return [
    ...wrap(verdict, options.width, 2),
    ...sections(story, reached(story), options),
    ...trouble(story, options),
    ...(drifted === 0
      ? []
      : [
          '',
          ...nextLines(
            [{ command: options.command('apply', { add: ['--only-drifted'] }), why: 'put it back' }],
            options.width,
          ),
        ]),
  ];
}

/** `ok  5 hosts unchanged since run 1121-k7 (alice@laptop, 2 h ago)   0.6 s` */
function unchangedWords(story: Story): string {
  const hosts = [...story.hosts.values()];
  const looked = hosts.filter(({ compared }) => compared?.why !== null).length;
  const all = count(hosts.length, 'host');
  const took = duration(sinceStart(story));
  if (looked > 0) return `ok  ${all}${ofCluster(story)} as the playbook wants; ${looked} looked at wholly   ${took}`;
  return `ok  ${all} unchanged since ${sinceWords(hosts, story.now)}   ${took}`;
}

function sinceWords(hosts: readonly HostStory[], now: number): string {
  const runs = new Map(
    hosts.flatMap(({ compared }) => (compared?.since ? [[compared.since.run, compared.since]] : [])),
  );
  const [only] = runs.values();
  if (only !== undefined && runs.size === 1)
    return `run ${escapeControls(only.run)} (${escapeControls(only.who)}, ${ago(now - only.at)})`;
  return `${runs.size} good runs`;
}
