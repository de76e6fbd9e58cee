import { escapeControls } from './host-text.ts';
import type { TaskFinished } from '../domain/event.ts';
import type { Change, Diff } from '../domain/module.ts';
import type { Secret } from '../domain/secret.ts';
import { count } from '../domain/count.ts';
import type { HostStory } from './story.ts';
import { lineChanges } from './line-diff.ts';
import { valueText } from './words.ts';

/** The changes of one host to one target, as the plan shows them: a headline and old -> new values. */
export interface Block {
  /** Equal on hosts that get the same headline (and content, where no value tells it). */
  readonly key: string;
  readonly sign: '+' | '~' | '-';
  readonly target: string;
  /** The machine, where it is another than the host; else null. */
  readonly delegatedTo: string | null;
  /** `restart`, `7 lines`, or empty. */
  readonly note: string;
  readonly changes: number;
  readonly entries: readonly Entry[];
  /** What is to be known besides, a line each. */
  readonly remarks: readonly string[];
  /** Whole contents, for `-D`. */
  readonly texts: readonly NonNullable<Diff['text']>[];
}

export interface Entry {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** One host's blocks in the order of its tasks; what its handlers restart is said beside the change that needs it. */
export function blocksOf(host: Pick<HostStory, 'news' | 'handlers'>): readonly Block[] {
  const restarting = restartedBy(host);
  const merged = new Map<string, Draft[]>();
  for (const task of host.news.filter(isChange)) {
    for (const change of task.changes) {
      const restarts = task.notified.flatMap((handler) => restarting.get(handler) ?? []);
      const key = JSON.stringify([change.target, task.delegatedTo]);
      merged.set(key, [...(merged.get(key) ?? []), { task, change, restarts }]);
    }
  }
  const targets = new Set([...merged.values()].flat().map(({ change }) => change.target));
  const blocks = [...merged.values()].map((drafts) => blockOf(drafts, targets));
  return [...blocks, ...leftOver(host, targets)];
}

/** What handlers restart that nothing of this run has notified: an earlier run wrote them down and did not come to them. */
function leftOver(host: Pick<HostStory, 'news' | 'handlers'>, told: ReadonlySet<string>): readonly Block[] {
  const notified = new Set([...host.news, ...host.handlers].flatMap((task) => task.notified));
  const changes = host.handlers
    .filter((task) => isChange(task) && !notified.has(task.task))
    .flatMap((task) => task.changes.filter(disrupts));
  const targets = new Set(changes.map(({ target }) => componentOf(target)));
  return [...targets].filter((target) => !told.has(target)).map(leftOverBlock);
}

const leftOverBlock = (target: string): Block => ({
  key: JSON.stringify(['left over', target]),
  sign: '~',
  target,
  delegatedTo: null,
  note: 'restart, left by an earlier run',
  changes: 0,
  entries: [],
  remarks: [],
  texts: [],
});

/** Handlers that restart something, by name, and what it is: `kube-apiserver` of `snap.k8s.kube-apiserver.service`. */
function restartedBy(host: Pick<HostStory, 'handlers'>): ReadonlyMap<string, readonly string[]> {
  const handlers = host.handlers.filter((task) => isChange(task) && task.changes.some(disrupts));
  return new Map(
    handlers.map(({ task, changes }) => [task, changes.filter(disrupts).map(({ target }) => componentOf(target))]),
  );
}

/** A service of the snap is called by its component. */
export const componentOf = (target: string): string =>
  escapeControls(/^snap\.k8s\.(.+?)(?:\.service)?$/.exec(target)?.[1] ?? target.replace(/\.service$/, ''));

/** Changes that were made or are to be made, restarts by handlers not among them. */
export const changesOf = (host: Pick<HostStory, 'news'>): number =>
  host.news.filter(isChange).reduce((sum, task) => sum + task.changes.length, 0);

/** Those of them that an apply left as they were: a restart was not allowed, or drift alone is repaired. */
const leftOf = (host: Pick<HostStory, 'news'>): number =>
  changesOf({ news: host.news.filter(({ status }) => status === 'drifted') });

/** Those of them that an apply made. */
export const madeOn = (host: Pick<HostStory, 'news'>): number => changesOf(host) - leftOf(host);

/** `2 changes, 1 left to do` of an apply that is over. */
export function doneWords(host: Pick<HostStory, 'news'>): string {
  const left = leftOf(host);
  const made = madeOn(host);
  if (left === 0) return count(made, 'change');
  return made === 0 ? `${count(left, 'change')} left to do` : `${count(made, 'change')}, ${left} left to do`;
}

/** What is restarted on a host: once a handler and target, and each change that disrupts by itself. */
export function restartsOf(host: HostStory): readonly { readonly handler: string; readonly target: string }[] {
  const found = new Map<string, { handler: string; target: string }>();
  for (const task of [...host.news, ...host.handlers].filter(isChange)) {
    for (const change of task.changes.filter(disrupts))
      found.set(`${task.task} ${change.target}`, { handler: task.task, target: change.target });
  }
  return [...found.values()];
}

interface Draft {
  readonly task: TaskFinished;
  readonly change: Change;
  /** What handlers restart because of it. */
  readonly restarts: readonly string[];
}

const isChange = (task: TaskFinished): boolean => task.status === 'changed' || task.status === 'drifted';

const disrupts = (change: Change): boolean =>
  change.disrupts !== 'none' || change.steps.some((step) => step.kind === 'restart-unit');

function blockOf(drafts: readonly Draft[], targets: ReadonlySet<string>): Block {
  const changes = drafts.map((draft) => draft.change);
  const [first] = changes;
  const sign = first?.action === 'create' ? '+' : first?.action === 'delete' ? '-' : '~';
  const target = first?.target ?? '';
  const delegatedTo = drafts[0]?.task.delegatedTo ?? null;
  const texts = changes.flatMap((change) => (change.diff.text === undefined ? [] : [change.diff.text]));
  const all = changes.flatMap((change) => change.diff.entries.map(entryOf));
  const short = shortened(sign, all);
  const note = [
    waitNote(changes),
    restartNote(drafts, targets),
    short?.note ?? contentNote(sign, all, texts),
    undoNote(changes),
  ]
    .filter((part) => part !== '')
    .join(', ');
  const entries = short === null ? all : [];
  return {
    key: JSON.stringify([sign, target, delegatedTo, note, changes.length, entries.length > 0 ? [] : [all, texts]]),
    sign,
    target,
    delegatedTo,
    note,
    changes: changes.length,
    entries,
    remarks: [...(short?.remarks ?? []), ...refreshRemark(target)],
    texts,
  };
}

/** New things whose values say no more than their size, or that they are live already; null: every value is told. */
function shortened(
  sign: Block['sign'],
  entries: readonly Entry[],
): { readonly note: string; readonly remarks: readonly string[] } | null {
  if (sign !== '+' || entries.length === 0) return null;
  if (entries.every(({ name }) => name.endsWith(' (next boot)')))
    return {
      note: count(entries.length, 'value'),
      remarks: ['all live already, none would survive a reboot'],
    };
  const made = new Map(entries.map(({ name, after }) => [name, after]));
  if (entries.some(({ name }) => !['content', 'state', 'mode', 'owner', 'group'].includes(name))) return null;
  return { note: made.get('content') ?? [...made.values()].join(' '), remarks: [] };
}

/** snapd makes the units of its snaps anew at every refresh. */
const refreshRemark = (target: string): readonly string[] =>
  /^\/etc\/systemd\/system\/snap\.[^/]+\.service$/.test(target) ? [undoneByRefresh] : [];
export const undoneByRefresh = 'undone by snap refresh';

/** What a block's own service needs is said beside it; another service is named, unless it has a block itself. */
function restartNote(drafts: readonly Draft[], targets: ReadonlySet<string>): string {
  if (drafts.some(({ change }) => change.disrupts === 'node')) return 'reboot';
  if (drafts.some(({ change }) => disrupts(change))) return 'restart';
  const restarted = [...new Set(drafts.flatMap(({ restarts }) => restarts))];
  if (restarted.some((name) => drafts.some(({ change }) => change.target === name))) return 'restart';
  const others = restarted.filter((name) => !targets.has(name));
  return others.length === 0 ? '' : `restart of ${others.join(', ')}`;
}

/** How much text a file gets, where no value says more. */
function contentNote(sign: Block['sign'], entries: readonly Entry[], texts: Block['texts']): string {
  const [text] = texts;
  if (text === undefined || entries.length > 0) return '';
  if (typeof text.before === 'object' && text.before !== null) return 'content is secret';
  if (typeof text.after === 'object' && text.after !== null) return 'content is secret';
  if (sign === '+') return count(linesIn(text.after), 'line');
  const { added, removed } = lineChanges(text.before ?? '', text.after ?? '');
  return added + removed === 0 ? '' : `+${added} -${removed} lines`;
}

const waitNote = (changes: readonly Change[]): string =>
  changes.every(({ action }) => action === 'wait') ? 'would wait' : '';

const undoNote = (changes: readonly Change[]): string =>
  changes.some((change) => change.undoable === false) ? 'cannot be undone' : '';

const linesIn = (text: string | Secret | null): number =>
  String(text ?? '')
    .replace(/\n$/, '')
    .split('\n').length;

function entryOf(entry: {
  readonly name: string;
  readonly before: string | Secret | null;
  readonly after: string | Secret | null;
}): Entry {
  return { name: entry.name, before: valueText(entry.before), after: valueText(entry.after) };
}
