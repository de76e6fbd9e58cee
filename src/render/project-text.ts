import type { WrittenFile } from '../domain/told.ts';
import { cells, padTo, wrap } from './columns.ts';

/** What was written and what was there before: files with a word about them one a line, the others together. */
export function writtenText(files: readonly WrittenFile[], kept: readonly string[], width: number): readonly string[] {
  const told = files.filter(({ about }) => about !== null);
  const others = files.filter(({ about }) => about === null).map(({ path }) => path);
  const lines = [
    ...told.map(({ path, about }) => `${cells(path) > COLUMN ? `${path} ` : padTo(path, COLUMN)}  ${about ?? ''}`),
    ...(others.length === 0 ? [] : [others.join('  ')]),
  ];
  return [
    ...block('wrote', lines, width),
    ...block(
      'kept',
      kept.length === 0 ? ['nothing was overwritten'] : [`${kept.join('  ')}: nothing was overwritten`],
      width,
    ),
  ];
}

/** Cells of the column of paths; a longer path takes the room that it needs. */
const COLUMN = 24;

const block = (word: string, lines: readonly string[], width: number): readonly string[] =>
  lines.flatMap((line, index) => wrap(`${index === 0 ? padTo(word, 5) : '     '}  ${line}`, width, 7));
