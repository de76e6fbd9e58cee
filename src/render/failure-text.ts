import { delegatedText } from './delegated-text.ts';
import type { TaskFinished } from '../domain/event.ts';
import type { TaskError } from '../domain/errors.ts';
import { count } from '../domain/count.ts';
import { madeOn } from './blocks.ts';
import { differsWords } from './differs.ts';
import { wrap } from './columns.ts';
import { escapeControls, hostText } from './host-text.ts';
import type { HostStory } from './story.ts';

/** Why a host failed, as labelled lines below its own: wanted, seen, the host's words, the task, what was done, how it stands. */
export function failureText(
  host: HostStory,
  fleet: Iterable<HostStory>,
  writes: boolean,
  width: number,
): readonly string[] {
  const failures = failuresOf(host);
  const differs = failures.length === 0 ? [] : labelled('differs', differsWords(host, fleet), width);
  const told = failures.flatMap((task) => errorText(task, differs, width));
  return writes
    ? [...told, ...labelled('done', doneWords(host), width), ...labelled('now', nowWords(host), width)]
    : told;
}

/** Failed tasks and handlers that nobody ignored, in order. */
export const failuresOf = (host: HostStory): readonly TaskFinished[] =>
  [...host.news, ...host.handlers].filter((task) => task.status === 'failed' && !task.ignored && !task.rescued);

/** One line that says what is wrong. */
export function failureHeadline(host: HostStory): string {
  const [first, ...others] = failuresOf(host);
  const message =
    escapeControls(first?.error?.message ?? host.lost?.message ?? host.rolledBack?.message ?? 'failed').split(
      '\n',
    )[0] ?? '';
  return others.length === 0 ? message : `${message} (and ${count(others.length, 'more failure')})`;
}

function errorText(task: TaskFinished, differs: readonly string[], width: number): readonly string[] {
  const { error } = task;
  const place = `${task.file}:${task.line} ${task.task}${task.item === null ? '' : ` (${task.item})`}${delegatedText(task)}`;
  const hint = labelled('try', error?.hint ?? '', width);
  return [...(error === null ? [] : errorWords(error, width)), ...differs, ...labelled('task', place, width), ...hint];
}

function errorWords(error: TaskError, width: number): readonly string[] {
  const said = hostText(error.said ?? []).map(spokenBy);
  return [
    ...labelled('wanted', error.wanted ?? '', width),
    ...labelled('seen', error.seen ?? '', width),
    ...said.flatMap(({ who, line }, index) => labelled(who === said[index - 1]?.who ? '' : who, line, width)),
  ];
}

/** systemd speaks of a unit under its name; the label says so instead. */
function spokenBy(line: string): { readonly who: string; readonly line: string } {
  const words = /^(?:systemd(?:\[\d+\])?: )?(?:[\w@.-]+\.service: )?(.*)$/s.exec(line)?.[1] ?? line;
  return words === line ? { who: 'said', line } : { who: 'systemd', line: words };
}

/** `  wanted   ready for 10 s`: the label in column 3, the words in column 12. */
function labelled(label: string, words: string, width: number): readonly string[] {
  return words === '' ? [] : wrap(`  ${label.padEnd(8)} ${escapeControls(words)}`, width, 11);
}

function doneWords(host: HostStory): string {
  const back = host.rolledBack;
  const made = madeOn(host);
  if (back !== null) return back.message === '' ? `${count(back.undone, 'change')} undone` : back.message;
  return made === 0 ? 'nothing: no change was made' : `nothing was undone: ${count(made, 'change')} made before it`;
}

function nowWords(host: HostStory): string {
  const back = host.rolledBack;
  if (back !== null) return rolledBackWords(host);
  const made = madeOn(host);
  return made === 0 ? 'as before the run' : `${count(made, 'change')} in place, the rest of the play was not done`;
}

/** How a host stands that was put back. */
export function rolledBackWords(host: HostStory): string {
  const back = host.rolledBack;
  if (back === null) return '';
  const state = back.complete ? 'as before the run' : 'half-way: not everything could be undone';
  return `${state}, ${back.healthy ? 'healthy' : 'NOT healthy'}`;
}
