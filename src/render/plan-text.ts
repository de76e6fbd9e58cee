import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { blocksOf, changesOf, componentOf, restartsOf } from './blocks.ts';
import { padTo, wrap } from './columns.ts';
import { nextLines } from './command-lines.ts';
import { duration } from './duration.ts';
import { failureText, failureHeadline, failuresOf } from './failure-text.ts';
import { hostsOutOf, ofCluster, reached, sinceStart } from './fleet-words.ts';
import { foldEqual, foldPlans } from './fold.ts';
import { keptText, warningLines } from './look-out.ts';
import { awayWords, orderWords } from './order-words.ts';
import { planFileNext, planFileText } from './plan-file-text.ts';
import { refreshedWords } from './refreshed-words.ts';
import { sectionText } from './section-text.ts';
import { settlesWords } from './settles.ts';
import type { HostStory, Story } from './story.ts';
import type { TextOptions } from './text-options.ts';
import { unreachableText } from './unreachable-text.ts';

/** The whole plan: the verdict, sets of hosts with equal changes, what to look out for, the next commands. */
export function planText(story: Story, options: TextOptions): readonly string[] {
  if (isConverged(story)) return [...convergedText(story, options), ...planFileText(story, options.width)];
  return [...planBody(story, options), ...spaced(nextAfterPlan(story, options))];
}

/** The same without the commands that could follow. */
export function planBody(story: Story, options: TextOptions): readonly string[] {
  const hosts = planned(story);
  return [
    ...wrap(planVerdict(story), options.width, 2),
    ...planFileText(story, options.width),
    ...notSelectedText(story, options),
    ...sections(story, hosts, options),
    ...keptText(hosts, options.width),
    ...trouble(story, options),
    ...spaced(notes(story, options.width)),
  ];
}

/** `Plan for 5 hosts of prod-a: 33 changes, 14 restarts. Nothing was changed. 1.4 s` */
function planVerdict(story: Story): string {
  const failed = planned(story).filter((host) => failuresOf(host).length > 0).length;
  const announced = [...story.hosts.values()].filter((host) => host.lost !== null && host.maintenance !== null).length;
  const lost = story.hosts.size - reached(story).length - announced;
  const trouble = [
    failed > 0 ? `${count(failed, 'host')} failed` : '',
    lost > 0 ? `${count(lost, 'host')} unreachable` : '',
    announced > 0 ? `${count(announced, 'host')} in maintenance` : '',
  ].filter((part) => part !== '');
  return `${planHead(story)}${trouble.map((part) => `, ${part}`).join('')}. Nothing was changed. ${duration(sinceStart(story))}`;
}

/** The verdict up to what is to be changed: `Plan for 1 of 5 hosts of prod-a: 3 changes, 1 restart`. */
export function planHead(story: Story): string {
  const hosts = planned(story);
  const known = story.hosts.size + (story.start?.notSelected.length ?? 0);
  const restarts = hosts.flatMap(restartsOf);
  const changes = hosts.reduce((sum, host) => sum + changesOf(host), 0);
  return `Plan for ${hostsOutOf(hosts.length, known)}${ofCluster(story)}: ${count(changes, 'change')}${restarts.length === 0 ? '' : `, ${count(restarts.length, 'restart')}`}`;
}

/** What goes down, for the question: ` (kube-apiserver, kubelet)`. */
export function restartedWords(story: Story): string {
  const names = new Set(
    planned(story)
      .flatMap(restartsOf)
      .map(({ target }) => componentOf(target)),
  );
  return names.size === 0 || names.size > 4 ? '' : ` (${[...names].join(', ')})`;
}

/** One line for a fleet that is as it should be. */
export function convergedText(story: Story, options: TextOptions): readonly string[] {
  const verdict = `${count(story.hosts.size, 'host')}${ofCluster(story)} ${story.hosts.size === 1 ? 'is' : 'are'} as the ${options.partial === true ? 'chosen tasks want' : 'playbook wants'}`;
  const line = `ok  ${verdict}. ${count(story.tasks.size, 'task')} looked at, ${duration(sinceStart(story))}`;
  return [
    ...wrap(line, options.width, 4),
    ...warningLines(planned(story), 'look out: ').flatMap((words) => wrap(`    ${words}`, options.width, 6)),
    ...pendingLines(story).flatMap((words) => wrap(`    pending: ${words}`, options.width, 6)),
  ];
}

/** Handlers of other playbooks that wait on hosts: this run does not know them, and somebody has to. */
function pendingLines(story: Story): readonly string[] {
  const waiting = Map.groupBy(
    story.pending.filter(({ settled }) => !settled),
    ({ host, run }) => `on ${host}, left by run ${run}`,
  );
  return [...waiting].map(
    ([where, events]) =>
      `${where}: ${events.map(({ handler }) => handler).join(', ')}; the next apply of that run's playbook does it`,
  );
}

export const isConverged = (story: Story): boolean =>
  story.hosts.size > 0 &&
  story.refused === null &&
  [...story.hosts.values()].every(
    (host) =>
      host.lost === null && changesOf(host) === 0 && restartsOf(host).length === 0 && failuresOf(host).length === 0,
  );

export function notSelectedText(story: Story, options: TextOptions): readonly string[] {
  const left = story.start?.notSelected ?? [];
  if (left.length === 0) return [];
  return wrap(`  not selected${options.limit === null ? '' : ' by -l'}: ${foldNodes(left)}`, options.width, 4);
}

const planned = (story: Story): readonly HostStory[] => reached(story);

export function sections(story: Story, hosts: readonly HostStory[], options: TextOptions): readonly string[] {
  const plans = hosts.map((host) => ({ host: host.name, blocks: blocksOf(host) }));
  const folded = options.byHost === true ? plans.flatMap((plan) => foldPlans([plan])) : foldPlans(plans);
  const refreshed = (names: readonly string[]): string => refreshedWords(story, names, options.timeZone);
  return folded.flatMap((section) => ['', ...sectionText(section, { ...options, refreshed, fleet: hosts.length })]);
}

/** Hosts that could not be planned, with their reasons. */
export function trouble(story: Story, options: TextOptions): readonly string[] {
  const failed = planned(story).filter((host) => failuresOf(host).length > 0);
  const alike = foldEqual(
    failed.map((host) => ({ host: host.name, value: host })),
    (host) => JSON.stringify([failureHeadline(host), failureText(host, story.hosts.values(), false, options.width)]),
  );
  const failures = alike.flatMap(({ value, hosts }) => [
    '',
    ...wrap(`failed    ${foldNodes(hosts)}  ${failureHeadline(value)}`, options.width, 10),
    ...failureText(value, story.hosts.values(), false, options.width),
  ]);
  return [...failures, ...spaced(unreachableText(story, options.width, ''))];
}

function notes(story: Story, width: number): readonly string[] {
  const order = orderWords(story);
  return [
    ...note('Order', order === '' ? [] : [order, ...awayWords(story)], width),
    ...lookOutText(story, width),
    ...note('Settles', [settlesWords(planned(story))], width),
  ];
}

/** Risks that were found. */
export const lookOutText = (story: Story, width: number): readonly string[] =>
  note('Look out', warningLines(planned(story)), width);

/** A label in the first ten columns and its lines beside it. */
function note(label: string, lines: readonly string[], width: number): readonly string[] {
  return lines
    .filter((line) => line !== '')
    .flatMap((line, index) => wrap(`${padTo(index === 0 ? label : '', 10)}${line}`, width, 12));
}

function nextAfterPlan(story: Story, options: TextOptions): readonly string[] {
  if (story.refused !== null) return [];
  const kept = planFileNext(story, options);
  if (kept !== null) return nextLines(kept, options.width);
  return nextLines(
    [
      nextApply(story, options),
      {
        command: options.command('plan', { add: ['-o', 'prod.plan'] }),
        why: 'keep it: `apply prod.plan` does just it',
      },
      ...(options.diff ? [] : [{ command: options.command('plan', { add: ['-D'] }), why: 'every line of every file' }]),
    ],
    options.width,
  );
}

/** One worker where other hosts have changes too; nothing that would be refused since a control plane does not answer. */
function nextApply(story: Story, options: TextOptions): { readonly command: string; readonly why: string } {
  const changing = planned(story).filter((host) => changesOf(host) > 0);
  const worker = changing.find((host) => !host.controlPlane)?.name;
  const isHeld = [...story.hosts.values()].some((host) => host.controlPlane && host.lost !== null);
  if (worker !== undefined && (isHeld || changing.length > 1))
    return { command: options.command('apply', { limit: worker }), why: 'one worker first' };
  return isHeld
    ? { command: options.command('plan'), why: 'again, when all control planes answer' }
    : { command: options.command('apply'), why: 'do it' };
}

const spaced = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines]);
