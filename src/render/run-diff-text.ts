import { fullId } from '../domain/history.ts';
import type { RecordedRun } from '../domain/history.ts';
import { foldNodes } from '../domain/node-set.ts';
import { count } from '../domain/count.ts';
import { runDiff } from '../report/run-diff.ts';
import { cells, padTo, wrap } from './columns.ts';
import { foldEqual } from './fold.ts';
import { escapeControls } from './host-text.ts';
import { readEvent } from './read-event.ts';
import { dayAndTime, endWord, whatWords } from './run-words.ts';
import { atColumn } from './section-text.ts';
import type { TextOptions } from './text-options.ts';

interface RunRecord {
  readonly run: RecordedRun;
  readonly lines: readonly string[];
}

/** What two runs differ in: what they were made from, how hosts ended, what was changed on them; equal hosts together. */
export function runDiffText(
  from: RunRecord,
  to: RunRecord,
  options: Pick<TextOptions, 'width' | 'timeZone'>,
): readonly string[] {
  const { width } = options;
  const differences = runDiff(withEvents(from), withEvents(to));
  const folded = foldEqual(
    differences.map(({ host, ...value }) => ({ host, value })),
    (value) => JSON.stringify(value),
  );
  const [hosts, targets] = [
    folded.filter(({ value }) => value.target === null),
    folded.filter(({ value }) => value.target !== null),
  ];
  const number = new Set(differences.map(({ host }) => host)).size;
  const files = filesText(from.run, to.run, width);
  const verdict =
    number + files.length === 0
      ? 'no difference'
      : `${number === 0 ? 'no host' : count(number, 'host')} ended otherwise`;
  const longest = Math.min(30, Math.max(0, ...hosts.map(({ hosts: names }) => cells(foldNodes(names)))));
  return [
    ...wrap(`${fullId(from.run)} -> ${fullId(to.run)}: ${verdict}`, width, 2),
    ...[from, to].flatMap(({ run }) => headText(run, options)),
    ...files,
    ...hosts.flatMap(({ value, hosts: names }) =>
      wrap(`  ${padTo(foldNodes(names), longest)}  ${words(value.before)} -> ${words(value.after)}`, width, 4),
    ),
    ...targets.flatMap(({ value, hosts: names }) =>
      atColumn(
        `  ${foldNodes(names)}  ${escapeControls(value.target ?? '')}`,
        `${words(value.before)} -> ${words(value.after)}`,
        width,
      ),
    ),
  ];
}

const words = (word: string | null): string => word ?? 'nothing';

const withEvents = ({ run, lines }: RunRecord) => ({ run, events: lines.flatMap((line) => readEvent(line) ?? []) });

const headText = (run: RecordedRun, { width, timeZone }: Pick<TextOptions, 'width' | 'timeZone'>): readonly string[] =>
  wrap(
    escapeControls(
      `  ${fullId(run)}  ${dayAndTime(run.about.at, timeZone)}  ${endWord(run)}  ${whatWords(run)}  ${run.about.who}`,
    ),
    width,
    4,
  );

function filesText(from: RecordedRun, to: RecordedRun, width: number): readonly string[] {
  const [was, is] = [from.about.files, to.about.files];
  const paths = [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted();
  return paths
    .filter((path) => was[path] !== is[path])
    .flatMap((path) => {
      const what =
        was[path] === undefined ? 'was not read before' : is[path] === undefined ? 'is not read any more' : 'changed';
      return wrap(`  file ${escapeControls(path)} ${what}`, width, 4);
    });
}
