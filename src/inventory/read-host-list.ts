import type { SourceRange } from '../domain/diagnostic.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { Problems } from '../source/problems.ts';
import { addHosts } from './add-hosts.ts';
import { addGroup } from './draft.ts';
import type { Draft } from './draft.ts';

/** `-i cp-1,cp-2` and `-i cp-1,`: a comma, and no file of that name. */
export const isHostList = (source: string, files: SourceFiles): boolean =>
  source.includes(',') && !files.isFile(source) && !files.isFolder(source);

/** Hosts of the command line, in no group. Those that are known stay as they are. */
export function readHostList(draft: Draft, source: string, problems: Problems): void {
  const group = addGroup(draft, 'ungrouped');
  for (const match of source.matchAll(/[^,]+/g)) {
    const text = match[0].trim();
    if (text === '' || draft.hosts.has(text)) continue;
    if (/[[\]]/.test(text.replace(/^\[.+\]:\d+$/, '')))
      problems.error('host-name', `-i ${text} is not the name of a host`, undefined, {
        hint: 'a list has no ranges; write each host, or a file with them',
      });
    else
      addHosts(
        draft,
        { text, range: placeOf(match.index + match[0].indexOf(text), text), group, layer: null, file: '-i' },
        problems,
      );
  }
}

const placeOf = (offset: number, text: string): SourceRange => ({
  file: '-i',
  start: { line: 1, column: offset + 1 },
  end: { line: 1, column: offset + text.length + 1 },
});
