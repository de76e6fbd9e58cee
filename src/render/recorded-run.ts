import type { RunEvent } from '../domain/event.ts';
import { fullId } from '../domain/history.ts';
import type { RecordedRun } from '../domain/history.ts';
import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { recapOf } from '../report/recap.ts';
import { blocksOf } from './blocks.ts';
import { wrap } from './columns.ts';
import { foldPlans } from './fold.ts';
import { escapeControls } from './host-text.ts';
import { plainLayout } from './plain.ts';
import { readEvent } from './read-event.ts';
import { dayAndTime, endWord, hostsWords, typedText, whatWords } from './run-words.ts';
import { sectionText } from './section-text.ts';
import { storyOf } from './story.ts';
import type { TextOptions } from './text-options.ts';

export interface Recorded {
  readonly run: RecordedRun;
  /** Events, one a line of JSON. */
  readonly lines: readonly string[];
  /** Only this host, or all. */
  readonly host: string | null;
}

/** A run of the history: its verdict first, who and how, what was changed, and with `-v` how it went. */
export function recordedRunText(recorded: Recorded, options: TextOptions): readonly string[] {
  const events = eventsOf(recorded);
  const { first, last } = replay(events, options);
  const changes = changesText(events, options);
  const how = options.verbosity === 0 && recorded.host === null ? [] : first;
  const verdict = last.length === 0 ? plainVerdict(recorded, events, options) : last;
  return [
    ...verdict,
    '',
    ...aboutText(recorded.run, options),
    ...changes,
    ...(how.length === 0 ? [] : ['', 'What happened', ...how]),
  ];
}

/** The lines themselves, byte for byte; of one host those that name it and those that name none. */
export function recordedLines({ lines, host }: Recorded): readonly string[] {
  if (host === null) return lines;
  return lines.filter((line) => {
    const { host: named }: { host?: unknown } = JSON.parse(line);
    return named === undefined || named === host;
  });
}

function eventsOf(recorded: Recorded): readonly RunEvent[] {
  const { host } = recorded;
  const events = recorded.lines.flatMap((line) => readEvent(line) ?? []);
  return host === null ? events : events.flatMap((event) => ofHost(event, host));
}

function ofHost(event: RunEvent, host: string): readonly RunEvent[] {
  if (event.type === 'run-started') return [{ ...event, hosts: event.hosts.filter(({ name }) => name === host) }];
  if (event.type === 'run-finished')
    return [{ ...event, recap: { ...event.recap, hosts: event.recap.hosts.filter((one) => one.host === host) } }];
  if (event.type === 'batch-started') return event.hosts.includes(host) ? [{ ...event, hosts: [host] }] : [];
  return 'host' in event && event.host !== null && event.host !== host ? [] : [event];
}

/** What the renderer for people printed while it ran (`first`) and at its end (`last`). */
function replay(
  events: readonly RunEvent[],
  options: TextOptions,
): { readonly first: readonly string[]; readonly last: readonly string[] } {
  const layout = plainLayout({ ...options, times: true, quiet: false, verbosity: Math.max(0, options.verbosity - 1) });
  const [first, last]: [string[], string[]] = [[], []];
  // What the plan found is in no event of its own: the line about it would say that there was nothing to do.
  for (const event of events.filter(({ type }) => type !== 'plan-finished'))
    (event.type === 'run-finished' ? last : first).push(...layout.add(event).map(({ line }) => line));
  while (last[0] === '') last.shift();
  return { first, last };
}

/** Of a run without an end, and of one whose events are not kept. */
function plainVerdict({ run }: Recorded, events: readonly RunEvent[], { width }: TextOptions): readonly string[] {
  const id = fullId(run);
  if (run.summary !== null) return wrap(`Run ${id}: ${endWord(run)}. ${hostsWords(run)}`, width, 2);
  const byOutcome = Map.groupBy(recapOf(events).hosts, ({ outcome }) => outcome);
  return [
    ...wrap(`Run ${id} has not ended: its controller was killed, or is still at work`, width, 2),
    ...[...byOutcome].flatMap(([outcome, hosts]) =>
      wrap(`  ${outcome.padEnd(11)}  ${foldNodes(hosts.map(({ host }) => host))}`, width, 15),
    ),
    ...(run.about.mode === 'apply' ? [`Next   bulwark apply --resume ${run.about.run}`] : []),
  ];
}

function aboutText(run: RecordedRun, { width, timeZone }: TextOptions): readonly string[] {
  const { about } = run;
  const git =
    about.git === null ? '' : ` (git ${about.git.commit.slice(0, 7)}, ${about.git.clean ? 'clean' : 'changed since'})`;
  const line = `Run    ${fullId(run)}, ${whatWords(run)}${git}, by ${about.who}`;
  return [
    ...wrap(escapeControls(line), width, 9),
    `When   ${dayAndTime(about.at, timeZone)} ${about.year}, ${timeZone}; bulwark ${about.version}; ${count(Object.keys(about.files).length, 'file')} read`,
    ...typedText(run, width).map(escapeControls),
  ];
}

function changesText(events: readonly RunEvent[], options: TextOptions): readonly string[] {
  const story = storyOf(events);
  const hosts = [...story.hosts.values()];
  const plans = hosts.map((host) => ({ host: host.name, blocks: blocksOf(host) }));
  return foldPlans(plans).flatMap((section) => ['', ...sectionText(section, { ...options, fleet: hosts.length })]);
}
