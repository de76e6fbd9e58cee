import type { TaskFinished } from '../domain/event.ts';
import type { Change, Diff } from '../domain/module.ts';
import type { Secret } from '../domain/secret.ts';
import type { HostStory } from './story.ts';
import { lineChanges } from './line-diff.ts';
import { count, valueText } from './words.ts';

/** The changes of one host to one target, as the plan shows them: a headline and old -> new values. */
export interface Block {
  /** Equal on hosts that get the same headline (and content, where no value tells it). */
  readonly key: string;
  readonly sign: '+' | '~' | '-';
  readonly target: string;
  /** `restart`, `7 lines`, or empty. */
  readonly note: string;
  readonly changes: number;
  readonly entries: readonly Entry[];
  /** Whole contents, for `-D`. */
  readonly texts: readonly NonNullable<Diff['text']>[];
}

export interface Entry {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** One host's blocks in the order of its tasks; what its handlers restart is said beside the change that needs it. */
export function blocksOf(host: HostStory): readonly Block[] {
  const restarting = new Set(
    host.handlers
      .filter((task) => isChange(task) && task.changes.some(disrupts))
      .flatMap((task) => [task.task, task.taskId]),
  );
  const merged = new Map<string, Draft[]>();
  for (const task of host.news.filter(isChange)) {
    for (const change of task.changes) {
      const key = change.target;
      merged.set(key, [
        ...(merged.get(key) ?? []),
        { task, change, restarts: task.notified.some((handler) => restarting.has(handler)) },
      ]);
    }
  }
  return [...merged.values()].map(blockOf);
}

/** Changes that were made or are to be made, restarts by handlers not among them. */
export const changesOf = (host: HostStory): number =>
  host.news.filter(isChange).reduce((sum, task) => sum + task.changes.length, 0);

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
  readonly restarts: boolean;
}

const isChange = (task: TaskFinished): boolean => task.status === 'changed' || task.status === 'drifted';

const disrupts = (change: Change): boolean =>
  change.disrupts !== 'none' || change.steps.some((step) => step.kind === 'restart-unit');

function blockOf(drafts: readonly Draft[]): Block {
  const changes = drafts.map((draft) => draft.change);
  const [first] = changes;
  const sign = first?.action === 'create' ? '+' : first?.action === 'delete' ? '-' : '~';
  const target = first?.target ?? '';
  const texts = changes.flatMap((change) => (change.diff.text === undefined ? [] : [change.diff.text]));
  const entries = changes.flatMap((change) => change.diff.entries.map(entryOf));
  const note = [restartNote(drafts), contentNote(sign, entries, texts), undoNote(changes)]
    .filter((part) => part !== '')
    .join(', ');
  const content = entries.length === 0 ? texts : [];
  return {
    key: JSON.stringify([sign, target, note, changes.length, content]),
    sign,
    target,
    note,
    changes: changes.length,
    entries,
    texts,
  };
}

function restartNote(drafts: readonly Draft[]): string {
  if (drafts.some(({ change }) => change.disrupts === 'node')) return 'reboot';
  return drafts.some(({ change, restarts }) => restarts || disrupts(change)) ? 'restart' : '';
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
