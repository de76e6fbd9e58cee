import type { SourceRange } from '../../domain/diagnostic.ts';
import type { YamlNode } from '../../domain/yaml-node.ts';
import { addHosts } from '../add-hosts.ts';
import type { GroupDraft } from '../draft.ts';
import { checkVariableName } from '../vars.ts';
import type { IniLine, IniReader } from './reader.ts';
import { valueNode } from './value-node.ts';
import { splitWords } from './words.ts';
import type { Word } from './words.ts';

/** `name key=value …`: a host, or a range of them, with its variables. */
export function readHostLine(reader: IniReader, group: GroupDraft, { text, start }: IniLine): void {
  const { source, problems } = reader;
  const split = splitWords(text, start);
  if (!split.ok) {
    problems.error('ini-line', 'a quote is never closed', source.range(split.at, split.at + 1), {
      hint: 'close it in the same line; a single quote in a text goes into double quotes',
    });
    return;
  }
  const [name, ...assignments] = split.words;
  if (name === undefined) return;
  const range = rangeOf(name, reader, start);
  if (reportOtherFormat(name.text, range, reader)) return;
  const vars = readAssignments(assignments, reader, start);
  const layer = vars.size === 0 ? null : { origin: `${source.file} host ${name.text}`, vars };
  addHosts(reader.draft, { text: name.text, range, group, layer, file: source.file }, problems);
}

function readAssignments(words: readonly Word[], reader: IniReader, start: number): ReadonlyMap<string, YamlNode> {
  const vars = new Map<string, YamlNode>();
  for (const word of words) {
    const at = word.text.indexOf('=');
    if (at === -1) {
      reportWord(word, reader, start);
      continue;
    }
    const name = word.text.slice(0, at);
    const range = rangeOf({ text: name, offsets: word.offsets.slice(0, at) }, reader, word.offsets[0] ?? start);
    if (!checkVariableName(name, range, reader.problems)) continue;
    if (vars.has(name))
      reader.problems.error('duplicate-key', `\`${name}\` is set twice in this line`, range, {
        hint: 'keep one of the two',
      });
    const offsets = word.offsets.slice(at + 1);
    const end = (word.offsets.at(-1) ?? start) + 1;
    vars.set(name, valueNode({ text: word.text.slice(at + 1), at: (index) => offsets[index] ?? end }, reader));
  }
  return vars;
}

function rangeOf({ offsets }: Word, { source }: IniReader, start: number): SourceRange {
  const first = offsets[0] ?? start;
  return source.range(first, (offsets.at(-1) ?? first) + 1);
}

function reportWord(word: Word, reader: IniReader, start: number): void {
  reader.problems.error('ini-line', `\`${word.text}\` is no variable`, rangeOf(word, reader, start), {
    hint: word.text.startsWith(';')
      ? 'behind a host a comment begins with #'
      : 'behind a host stands name=value; a value with spaces goes into quotes',
  });
}

/** The lines that begin a YAML file. */
function reportOtherFormat(name: string, range: SourceRange, { problems }: IniReader): boolean {
  if (name !== '---' && !/^[^[\]:]+:$/.test(name)) return false;
  problems.error('ini-line', `\`${name}\` is not the name of a host`, range, {
    hint: 'this looks like YAML: give the file a name that ends in .yaml',
  });
  return true;
}
