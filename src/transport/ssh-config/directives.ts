import { globSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import SSHConfig from 'ssh-config';
import { hasCode } from '../../domain/thrown.ts';

/** One line of ssh_config with the `Host` and `Match` lines that it stands under; `line` is 1-based. */
export interface Directive {
  readonly file: string;
  readonly line: number;
  /** In lower case, as ssh does not mind. */
  readonly keyword: string;
  readonly words: readonly string[];
  /** The line without what is around it. */
  readonly text: string;
  /** All must hold. More than one where a section includes a file that has sections of its own. */
  readonly sections: readonly Section[];
}

export interface Section {
  readonly kind: 'host' | 'match';
  readonly words: readonly string[];
  readonly text: string;
}

/** ssh's own limit of files that include each other (READCONF_MAX_DEPTH). */
const MAX_DEPTH = 16;

/** The lines of these files in ssh's order, with what they include. A file that is not there has none; throws what the file system says else. */
export const readDirectives = (files: readonly string[], home: string): readonly Directive[] =>
  files.flatMap((file) => [...linesOf(file, { home, folder: dirname(file), sections: [], depth: 0 })]);

interface Around {
  readonly home: string;
  /** Relative includes stand in the folder of the outermost file: ~/.ssh or /etc/ssh. */
  readonly folder: string;
  readonly sections: readonly Section[];
  readonly depth: number;
}

function* linesOf(file: string, around: Around): Generator<Directive> {
  let own: Section | null = null;
  for (const [at, text] of (readText(file) ?? '').split(/\r?\n/).entries()) {
    const parsed = parseLine(text);
    if (parsed === null) continue;
    const { keyword, words } = parsed;
    if (keyword === 'host' || keyword === 'match') {
      own = { kind: keyword, words, text: text.trim() };
      continue;
    }
    const sections: readonly Section[] = own === null ? around.sections : [...around.sections, own];
    if (keyword === 'include') yield* included(words, { ...around, sections, depth: around.depth + 1 });
    else yield { file, line: at + 1, keyword, words, text: text.trim(), sections };
  }
}

function* included(patterns: readonly string[], around: Around): Generator<Directive> {
  if (around.depth > MAX_DEPTH) throw new Error('its Include lines go round in a circle');
  for (const pattern of patterns) {
    const path = pattern.replace(/^~(?=\/)/, around.home);
    for (const file of globSync(isAbsolute(path) ? path : join(around.folder, path)).toSorted())
      yield* linesOf(file, around);
  }
}

/** A line by itself: values with quotes, `=` and comments after them are the library's matter. */
function parseLine(text: string): { readonly keyword: string; readonly words: readonly string[] } | null {
  const line = SSHConfig.parse(text.trim()).find((one) => one.type === SSHConfig.DIRECTIVE);
  if (line === undefined || !('param' in line)) return null;
  const words = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val);
  return { keyword: line.param.toLowerCase(), words };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}
