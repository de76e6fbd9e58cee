import type { RecordedRun } from '../domain/history.ts';
import { count } from '../domain/count.ts';
import { cells, clip, padTo, spread, wrap } from './columns.ts';
import { duration } from './duration.ts';
import { escapeControls } from './host-text.ts';
import { dayAndTime, endWord, hostsWords, idOf, whatWords } from './run-words.ts';
import type { TextOptions } from './text-options.ts';

/** The runs, newest first: what, who and when in one line, every host below it. `now`: milliseconds since the epoch. */
export function historyList(
  { runs, all }: { readonly runs: readonly RecordedRun[]; readonly all: number },
  { width, timeZone }: Pick<TextOptions, 'width' | 'timeZone'>,
  now: number,
): readonly string[] {
  if (runs.length === 0) return ['No run was recorded here yet.'];
  const shown = runs.length === all ? count(all, 'run') : `${runs.length} of ${count(all, 'run')}`;
  const year = new Date(now).getFullYear();
  const longest = Math.max(...runs.map((run) => cells(idOf(run, year))));
  return [
    `${shown}, newest first, times in ${timeZone}`,
    ...runs.toReversed().flatMap((run) => runText(run, padTo(idOf(run, year), longest), { width, timeZone })),
    '',
    `Next   bulwark history show ${idOf(runs.at(-1) ?? runs[0] ?? never(), year)}`,
  ];
}

function runText(
  run: RecordedRun,
  id: string,
  { width, timeZone }: Pick<TextOptions, 'width' | 'timeZone'>,
): readonly string[] {
  const head = `${id}  ${dayAndTime(run.about.at, timeZone)}  ${padTo(endWord(run), 11)}  `;
  const took = run.summary === null ? '' : duration(run.summary.took);
  const room = Math.min(width, 120) - cells(head) - cells(took) - 2;
  const what = escapeControls(`${whatWords(run)}  ${run.about.who}`);
  const hosts = hostsWords(run);
  return [
    ...spread(head + clip(what, room), took, Math.min(width, 120)),
    ...(hosts === ''
      ? []
      : wrap(`${' '.repeat(cells(id) + 2)}${escapeControls(hosts)}`, Math.min(width, 120), cells(id) + 4)),
  ];
}

function never(): never {
  throw new Error('there is a run');
}
