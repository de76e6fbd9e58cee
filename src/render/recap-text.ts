import type { HostOutcome, HostRecap } from '../domain/event.ts';
import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { doneWords, madeOn } from './blocks.ts';
import { calmText } from './calm-text.ts';
import { cells, padTo, wrap } from './columns.ts';
import { duration } from './duration.ts';
import { exitWords } from './exit-words.ts';
import { halfWayHosts, nowText } from './now-text.ts';
import { byName } from './fold.ts';
import { escapeControls } from './host-text.ts';
import { rolledBackWords } from './failure-text.ts';
import { sinceStart } from './fleet-words.ts';
import { commandLines, nextLines } from './command-lines.ts';
import { convergedText, isConverged } from './plan-text.ts';
import type { Story } from './story.ts';
import type { TextOptions } from './text-options.ts';

type Finished = NonNullable<Story['finished']>;

/** The end of an `apply` or `rollback`: the verdict, every host once, how things stand now, what to type next. */
export function recapText(story: Story, finished: Finished, options: TextOptions): readonly string[] {
  if (finished.exit === 0 && story.start?.mode !== 'rollback' && isConverged(story))
    return isCompared(story) ? calmText(story, [], options) : convergedText(story, options);
  if (finished.recap.refused !== null) return [];
  const calm = finished.exit === 0;
  const gap = options.quiet ? [] : [''];
  const rows =
    calm && outcomeGroups(finished.recap.hosts).length < 2 ? [] : rowsText(story, finished.recap.hosts, options.width);
  const next = nextText(story, finished, options);
  return [
    ...gap,
    ...withUndo(verdict(story, finished), story, finished, options),
    ...rows,
    ...(calm ? leftText(story, options.width) : nowText(story, finished.recap, options.width)),
    ...next,
  ];
}

/** Handlers that this very run leaves for the next one. */
function leftText(story: Story, width: number): readonly string[] {
  const left = story.pending.filter(({ run, settled }) => run === story.start?.run && !settled);
  if (left.length === 0) return [];
  const names = [...new Set(left.map(({ handler }) => escapeControls(handler)))].join(', ');
  const hosts = foldNodes([...new Set(left.map(({ host }) => host))]);
  return wrap(`Still to run on ${hosts}: ${names}. The next apply does it.`, width, 2);
}

/** The last line: the exit code in words, and in front of it that a refused run changed nothing. */
export function exitText(story: Story, finished: Finished, width: number): readonly string[] {
  const words =
    finished.exit === 3 && story.start?.mode === 'assess'
      ? 'exit 3: findings'
      : exitWords(finished.exit, halfWayHosts(story, finished.recap.hosts));
  const refused =
    finished.recap.refused !== null &&
    finished.exit !== 8 &&
    story.start?.mode !== 'exec' &&
    story.start?.mode !== 'assess';
  const parts = [refused ? 'Nothing was changed.' : '', words ?? ''].filter((part) => part !== '');
  return parts.length === 0 ? [] : wrap(parts.join(' '), width, 2);
}

/** The way back stands in the same line where it fits, else in one of its own: it is never broken. */
function withUndo(line: string, story: Story, finished: Finished, options: TextOptions): readonly string[] {
  const undoable =
    finished.exit === 0 &&
    story.start?.mode === 'apply' &&
    finished.recap.hosts.some((host) => host.outcome === 'changed');
  if (!undoable) return wrap(line, options.width, 2);
  const undo = options.command('rollback', { add: [story.start?.run ?? 'last'], playbook: 'none' });
  const whole = `${line} Undo: ${undo}`;
  return cells(whole) <= options.width ? [whole] : [...wrap(line, options.width, 2), ...undoLines(undo, options.width)];
}

const undoLines = (undo: string, width: number): readonly string[] =>
  commandLines(undo, width - 7).map((part, index) => `${index === 0 ? 'Undo   ' : '       '}${part}`);

function verdict(story: Story, finished: Finished): string {
  const took = duration(sinceStart(story));
  const { hosts, interrupted } = finished.recap;
  const name = story.start?.mode === 'rollback' ? 'Rollback' : 'Run';
  const run = `${name} ${story.start?.run ?? '?'}`;
  if (interrupted !== null)
    return `${run} was interrupted by ${interrupted === 'SIGINT' ? 'you' : interrupted} after ${took}`;
  const failed = hosts
    .filter((host) => host.outcome === 'failed' || host.outcome === 'rolled-back')
    .map((host) => host.host);
  if (failed.length > 0)
    return `${run} failed on ${foldNodes(failed)}${story.stopped === null ? ',' : ' and was stopped'} after ${took}`;
  const changed = hosts.filter((host) => host.outcome === 'changed').length;
  const moved = hosts.filter(({ outcome }) => outcome === 'moved').map((host) => host.host);
  if (moved.length > 0)
    return `${run} changed ${changed === 0 ? 'nothing' : count(changed, 'host')} in ${took}; the plan file does not fit ${foldNodes(moved)}`;
  if (name === 'Rollback')
    return changed === 0
      ? `${run} found nothing to undo, ${took}.`
      : `${run} put ${count(changed, 'host')} back as before in ${took}.`;
  return `${run} changed ${changed === 0 ? 'nothing' : count(changed, 'host')} in ${took}.`;
}

/** What was done comes first, then what was not. */
const order: readonly HostOutcome[] = [
  'changed',
  'failed',
  'half-way',
  'moved',
  'rolled-back',
  'drifted',
  'untouched',
  'ok',
  'maintenance',
  'unreachable',
];

interface Row {
  readonly outcome: HostOutcome;
  readonly hosts: readonly string[];
  readonly words: string;
}

const outcomeGroups = (hosts: readonly HostRecap[]): readonly HostOutcome[] =>
  order.filter((outcome) => hosts.some((host) => host.outcome === outcome));

/** Every host in exactly one row. */
function rowsText(story: Story, hosts: readonly HostRecap[], width: number): readonly string[] {
  const rows = outcomeGroups(hosts).flatMap((outcome) =>
    rowsOf(
      story,
      outcome,
      hosts.filter((host) => host.outcome === outcome),
    ),
  );
  const longest = Math.min(30, Math.max(...rows.map((row) => cells(foldNodes(row.hosts)))));
  return rows.flatMap(({ outcome, hosts: names, words }) => {
    const word = outcome === 'changed' && story.start?.mode === 'rollback' ? 'rolled-back' : outcome;
    const line = `  ${padTo(word, 11)}  ${padTo(foldNodes(names), longest)}`;
    return wrap(words === '' ? line : `${line}  ${words}`, width, 15);
  });
}

function rowsOf(story: Story, outcome: HostOutcome, hosts: readonly HostRecap[]): readonly Row[] {
  const byWords = Map.groupBy(hosts, (host) => rowWords(story, outcome, host.host));
  return [...byWords]
    .map(([words, same]) => ({ outcome, words, hosts: same.map((host) => host.host).toSorted(byName) }))
    .toSorted((a, b) => b.hosts.length - a.hosts.length || byName(a.hosts[0] ?? '', b.hosts[0] ?? ''));
}

function rowWords(story: Story, outcome: HostOutcome, name: string): string {
  const host = story.hosts.get(name);
  if (host === undefined) return '';
  switch (outcome) {
    case 'changed':
    case 'half-way':
      if (host.rolledBack !== null) return `${count(host.rolledBack.undone, 'change')} undone`;
      return `${doneWords(host)}${outcome === 'half-way' ? ', then the run stopped' : ''}`;
    case 'failed':
      if (host.rolledBack !== null) return rolledBackWords(host);
      return madeOn(host) === 0 ? 'no change was made' : `${count(madeOn(host), 'change')} in place`;
    case 'rolled-back':
      return rolledBackWords(host);
    case 'moved':
      return 'left alone: the plan file does not fit it';
    case 'drifted':
      return 'changes are left to do';
    case 'ok':
      return 'nothing to change';
    default:
      return '';
  }
}

function nextText(story: Story, finished: Finished, options: TextOptions): readonly string[] {
  if (story.start?.mode === 'rollback') return [];
  if (story.planFile !== null) return planFileRest(story, finished, options);
  if (finished.exit === 3 && isCompared(story)) return nextLines(afterRepair(options), options.width);
  if (finished.exit === 0)
    return story.start?.mode === 'apply' && options.limit !== null
      ? nextLines([{ command: options.command('apply', { limit: null }), why: 'the others' }], options.width)
      : [];
  const run = story.start?.run ?? 'last';
  const stopped = finished.recap.interrupted !== null;
  const failed = finished.recap.hosts
    .toSorted((a, b) => byName(a.host, b.host))
    .find(({ outcome }) => ['failed', 'rolled-back', 'half-way'].includes(outcome));
  const changed =
    finished.recap.hosts.some((host) => host.outcome === 'changed') ||
    halfWayHosts(story, finished.recap.hosts).length > 0;
  const show = { command: `bulwark history show ${run} --host ${failed?.host ?? ''}`, why: 'its log, its diffs' };
  const resume = { command: `bulwark apply --resume ${run}`, why: stopped ? 'go on' : 'go on when it is mended' };
  const undo = { command: options.command('rollback', { add: [run], playbook: 'none' }), why: 'undo what was changed' };
  const forward =
    options.recorded === true ? [...(failed === undefined || stopped ? [] : [show]), resume] : unrecorded(options);
  return nextLines([...forward, ...(changed ? [undo] : [])], options.width);
}

/** The run looked for drift: hosts were compared with what the last good run left. */
const isCompared = (story: Story): boolean => [...story.hosts.values()].some(({ compared }) => compared !== null);

/** What drift alone does not put right: a restart that was not allowed, or an edited playbook. */
const afterRepair = (options: TextOptions): readonly { readonly command: string; readonly why: string }[] => [
  { command: options.command('plan', { disrupt: false }), why: 'what is left to do' },
  { command: options.command('apply', { disrupt: false }), why: 'do it' },
];

const unrecorded = (options: TextOptions): readonly { readonly command: string; readonly why: string }[] => [
  { command: options.command('plan'), why: 'what is left to do' },
  { command: options.command('apply'), why: 'go on when it is mended' },
];

/** Hosts on which the plan file was not done may still be done from it, but for those that moved. */
function planFileRest({ planFile }: Story, { recap }: Finished, options: TextOptions): readonly string[] {
  const left = recap.hosts.filter(({ outcome }) => !['changed', 'ok', 'drifted', 'moved'].includes(outcome));
  if (planFile === null || left.length === 0) return [];
  return nextLines(
    [{ command: options.command('apply', { planFile: planFile.path }), why: 'the hosts that are left' }],
    options.width,
  );
}
