import { parsed } from '../domain/diagnostic.ts';
import type { Parsed, SourceRange } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { splitPattern } from '../inventory/split-pattern.ts';
import type { Term } from '../inventory/split-pattern.ts';
import { selectHosts } from '../playbook/host-patterns.ts';
import { decodeText } from '../source/decode-text.ts';
import { collectProblems } from '../source/problems.ts';
import type { Problems } from '../source/problems.ts';
import { sourceText } from '../source/source-text.ts';

/**
 * `-l` with the names that stand in the files of `@FILE`, one a line, in its place; checked, so that what is wrong is
 * told at its place in the file. Errors `limit-file`, and those of `selectHosts`.
 */
export function expandLimit(limit: string | null, files: SourceFiles, inventory: Inventory): Parsed<string | null> {
  const terms = limit === null ? [] : splitPattern(limit);
  if (!terms.some(isFile)) return parsed(limit);
  const problems = collectProblems();
  const places = new Map<string, SourceRange>();
  const texts = terms.flatMap((term) =>
    isFile(term) ? readNames(term.text.slice(1), { files, places, problems }) : [written(term)],
  );
  const expanded = `${texts.join(',')},`; // with a comma no colon separates
  if (!problems.hasErrors()) problems.take(selectHosts(expanded, inventory, { subject: '-l', places }));
  return problems.finish(expanded);
}

const isFile = ({ operator, text }: Term): boolean => operator === 'union' && text.startsWith('@');

const SIGNS = { union: '', intersect: '&', exclude: '!' } as const;
const written = ({ operator, text }: Term): string => `${SIGNS[operator]}${text}`;

interface Reading {
  readonly files: SourceFiles;
  readonly places: Map<string, SourceRange>;
  readonly problems: Problems;
}

/** Each line is a term; `#` begins a comment. */
function readNames(path: string, { files, places, problems }: Reading): readonly string[] {
  const bytes = files.isFile(path) ? files.read(path) : null;
  if (bytes === null) {
    const what = files.isFolder(path) ? 'a folder' : 'no file';
    problems.error('limit-file', `-l @${path}: ${path} is ${what}`, undefined, { hint: 'a file with one name a line' });
    return [];
  }
  const text = decodeText(path, bytes, problems) ?? '';
  const source = sourceText(path, text);
  const lines = Array.from(text.matchAll(/[^\n]+/g)).flatMap(({ 0: line, index }) => {
    const name = line.trim();
    if (name === '' || name.startsWith('#')) return [];
    const start = index + line.indexOf(name);
    const range = source.range(start, start + name.length);
    places.set(name.replace(/^[!&]/, ''), range);
    if (name.includes(','))
      problems.error('limit-file', `\`${name}\` is more than one name`, range, { hint: 'one name a line' });
    return [name];
  });
  if (lines.length === 0 && !problems.hasErrors())
    problems.error('limit-file', `-l @${path} names no host`, undefined, { hint: 'a file with one name a line' });
  return lines;
}
