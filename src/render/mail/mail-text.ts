import type { Condition } from '../../report/conditions.ts';
import type { Told } from '../../report/repeats.ts';
import type { HostDrift, Watched } from '../../report/watch.ts';
import { cells, wrap } from '../columns.ts';
import { commandLines } from '../command-lines.ts';
import { ofCluster } from '../fleet-words.ts';
import { escapeControls } from '../host-text.ts';
import { hostLine } from '../host-line.ts';
import { movedText } from '../moved-text.ts';
import { nowText } from '../now-text.ts';
import { refusalText } from '../refusal-text.ts';
import type { HostStory, Story } from '../story.ts';
import type { TextOptions } from '../text-options.ts';
import { lostHostsText } from '../unreachable-text.ts';
import { causeText, groupDrift } from './drift-text.ts';
import { knownText, resolvedText } from './resolved-text.ts';
import { verdictText } from './verdict.ts';
import { MAIL, nodesOf, restartedBy, timeWords } from './words.ts';

/**
 * What a person who is not watching has to know of a finished run, as the text of a mail: the verdict, each cause,
 * whether a service is affected, what to type. Empty where nothing is news. The exit code in words is not part of it.
 */
export function mailText(
  story: Story,
  watched: Watched,
  told: Pick<Told, 'news' | 'known' | 'over'>,
  options: TextOptions,
): readonly string[] {
  const { news, over } = told;
  if (news.length === 0 && over.length === 0) return [];
  const now = watched.end?.at ?? 0;
  const resolved = resolvedText(over, ofCluster(story), now);
  if (news.length === 0) return [...resolved, ...knownText(told.known, now), ...endText(watched, options, false)];
  const blocks = [
    ...troubleBlocks(story, watched, news, { ...options, width: MAIL }),
    ...groupDrift(
      news.flatMap(({ drift }) => drift ?? []),
      now,
    ).map((group) => causeText(group, now)),
    nextText(watched, news, options),
    knownText(told.known, now),
    resolved,
  ].filter((block) => block.length > 0);
  return [verdictText(story, news), ...blocks.flatMap((block) => ['', ...block]), '', ...endText(watched, options)];
}

/** All but drift. */
function troubleBlocks(
  story: Story,
  watched: Watched,
  news: readonly Condition[],
  options: TextOptions,
): readonly (readonly string[])[] {
  const hostsOf = (kind: Condition['kind']): readonly HostStory[] =>
    news.flatMap((one) => (one.kind === kind && one.host !== null ? (story.hosts.get(one.host) ?? []) : []));
  const failed = hostsOf('failed').map((host) =>
    hostLine(host, story.hosts.values(), outcomeOf(watched, host.name), host.finished?.took ?? null, MAIL),
  );
  const refused = news.some(({ kind }) => kind === 'refused' || kind === 'busy') ? watched.refused : null;
  const moved = hostsOf('moved').map(({ name }) => name);
  return [
    ...failed,
    ...(failed.length === 0 || watched.end === null ? [] : [nowText(story, watched.end.recap, MAIL)]),
    failed.length === 0 ? [] : historyText(watched, options),
    lostHostsText(hostsOf('unreachable'), 'unreachable', MAIL, ''),
    ...(refused === null ? [] : [refusalText(story, { seq: 0, at: watched.end?.at ?? 0, ...refused }, options)]),
    ...story.moved.filter(({ host }) => moved.includes(host)).map((event) => movedText(event, MAIL)),
    news.some(({ kind }) => kind === 'stopped') ? stoppedText(watched) : [],
  ];
}

const outcomeOf = ({ end }: Watched, name: string) =>
  end?.recap.hosts.find(({ host }) => host === name)?.outcome ?? 'failed';

function historyText({ start }: Watched, { recorded }: TextOptions): readonly string[] {
  if (recorded !== true || start === null) return [];
  return labelled('Look', `bulwark history show ${start.run}`);
}

function stoppedText({ stopped, end }: Watched): readonly string[] {
  const signal = end?.recap.interrupted ?? null;
  const because = signal === null ? escapeControls(stopped?.because ?? '') : `it was ended by ${signal}`;
  const rest = stopped === null || stopped.notBegun.length === 0 ? '' : `; not begun: ${nodesOf(stopped.notBegun)}`;
  return wrap(`The run was stopped: ${because}${rest}`, MAIL, 2);
}

/** Why it was left, and what to type. */
function nextText(watched: Watched, news: readonly Condition[], options: TextOptions): readonly string[] {
  const left = news.flatMap(({ drift }) => (drift?.state === 'left' ? [drift] : []));
  const planned = left.filter(isPlaybooks);
  const drifted = left.filter((drift) => !isPlaybooks(drift));
  return [
    ...whyLeft(drifted.filter(({ host }) => wasDone(watched, host))),
    ...repairText(drifted, watched, options),
    ...(planned.length === 0 ? [] : labelled('To do', options.command('plan', { disrupt: false }), 'then apply it')),
  ];
}

const isPlaybooks = ({ explained }: HostDrift): boolean =>
  explained?.cause.kind === 'never-applied' || explained?.cause.kind === 'playbook-changed';

/** An apply went through all of the host: what it left, it may not do. */
function wasDone(watched: Watched, host: string): boolean {
  const outcome = outcomeOf(watched, host);
  return watched.start?.mode === 'apply' && (outcome === 'drifted' || outcome === 'changed');
}

function whyLeft(left: readonly HostDrift[]): readonly string[] {
  const services = restartedBy(left.flatMap(({ tasks }) => tasks)).join(', ');
  if (services === '') return [];
  const why = `Not repaired: it needs a restart of ${services}, and this schedule may not restart anything.`;
  return wrap(why, MAIL, 0);
}

function repairText(left: readonly HostDrift[], { start }: Watched, options: TextOptions): readonly string[] {
  if (left.length === 0) return [];
  const add = ['--only-drifted'];
  const services = restartedBy(left.flatMap(({ tasks }) => tasks));
  const note = services.length === 0 ? '(no restart needed)' : `(restarts ${services.join(', ')})`;
  const isExpected = left.every(({ explained }) => explained?.class === 'expected');
  if (!isExpected) {
    const hosts = nodesOf(left.map(({ host }) => host));
    const whom = whomToAsk(left);
    const command = options.command('apply', { add, limit: hosts, disrupt: false });
    return labelled('To do', command, '', whom === '' ? '' : `ask ${whom}; then   `);
  }
  const never = options.command('schedule install', { add: ['--repair', 'no-restart'], playbook: 'option' });
  return [
    ...labelled('Repair', options.command('apply', { add, disrupt: false }), note),
    ...(start?.mode === 'drift' && services.length === 0 ? neverAgain(never) : []),
  ];
}

const neverAgain = (command: string): readonly string[] => {
  const line = `Never again by hand:  ${command}`;
  return cells(line) <= MAIL ? [line] : ['Never again by hand:', ...indented(command)];
};

const whomToAsk = (left: readonly HostDrift[]): string =>
  [
    ...new Set(
      left.flatMap(({ explained }) =>
        explained?.cause.kind === 'edit' ? (explained.cause.logins ?? []).map(({ user }) => escapeControls(user)) : [],
      ),
    ),
  ].join(', ');

/** `Repair   bulwark apply --only-drifted      (no restart needed)`; a command that is too long goes on after a backslash. */
function labelled(label: string, command: string, note = '', before = ''): readonly string[] {
  const line = `${label}   ${before}${command}`;
  const whole = note === '' ? line : `${line}      ${note}`;
  if (cells(whole) <= MAIL) return [whole];
  if (cells(line) <= MAIL) return [line, ...(note === '' ? [] : [`${' '.repeat(label.length + 3)}${note}`])];
  return [`${label}   ${before}${note}`.trimEnd(), ...indented(command)];
}

const indented = (command: string): readonly string[] => commandLines(command, MAIL - 4).map((line) => `    ${line}`);

/** How many are fine, who looked and when. */
function endText(watched: Watched, { who }: TextOptions, sayNone = true): readonly string[] {
  const outcomes = watched.end?.recap.hosts ?? [];
  const number = (wanted: readonly string[]): number =>
    outcomes.filter(({ outcome }) => wanted.includes(outcome)).length;
  const away = number(['unreachable']);
  const announced = number(['maintenance']);
  const at = timeWords(watched.end?.at ?? 0, watched.end?.at ?? 0);
  const machine = escapeControls(who.split('@').at(-1) ?? who);
  const parts = [
    `ok ${number(['ok', 'changed'])}`,
    ...(away === 0 && !sayNone ? [] : [`unreachable ${away}`]),
    ...(announced === 0 ? [] : [`maintenance ${announced}`]),
    `checked ${outcomes.length}`,
    `run ${watched.start?.run ?? '?'} on ${machine}, ${at} UTC`,
  ];
  return wrap(parts.join('   '), MAIL, 2);
}
