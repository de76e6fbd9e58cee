import type { ModuleWords } from './module-words.ts';
import { writtenFileWords } from './module-words.ts';

const editedFileWords = {
  path: 'the file on the host',
  ...writtenFileWords,
  follow: 'edit what a symbolic link points to; false: a link in the way is an error',
} as const;

const created = 'make a missing file, and the folders above it (0700)';
const after = 'regular expression of the line that it goes behind, the last one that matches; BOF or EOF';
const before = 'regular expression of the line that it goes before, the last one that matches; BOF';
const regexes =
  "Regular expressions are Python's, and take at most a fixed number of steps. Lines and blocks are compared as bytes: what is not UTF-8 stays as it is.";

/** Modules that edit texts. */
export const textWords: Readonly<Record<'blockinfile' | 'lineinfile' | 'replace', ModuleWords>> = {
  blockinfile: {
    parameters: {
      state: 'whether the block is there',
      block: 'its lines; empty: the block is taken away',
      marker: 'the lines around it; {mark} stands for the two words below',
      marker_begin: 'what {mark} is in the first of them',
      marker_end: 'what {mark} is in the last of them',
      insertafter: after,
      insertbefore: before,
      create: created,
      append_newline: 'an empty line behind it, where something follows',
      prepend_newline: 'an empty line before it, where something stands above',
      ...editedFileWords,
    },
    results: { msg: 'what was done: Block inserted, Block removed, File created' },
    notes: ['A block that is there stays in its place.', regexes],
  },
  lineinfile: {
    parameters: {
      state: 'whether the line is there',
      line: 'the line',
      regexp: 'regular expression of the line that is replaced or taken away, the last one that matches',
      search_string: 'a text in that line, instead of regexp',
      insertafter: after,
      insertbefore: before,
      firstmatch: 'the first line that matches, instead of the last',
      backrefs: 'line may hold \\1 and \\2; without a match nothing is done',
      create: created,
      ...editedFileWords,
    },
    results: {
      msg: 'what was done: line added, line replaced, 2 line(s) removed',
      found: 'with state absent: how many lines there were',
      backup: 'always empty: the journal has what was there',
    },
    notes: [
      'Unlike Ansible it never joins a line to a last one without line feed, and keeps CRLF where most lines have it.',
      regexes,
    ],
  },
  replace: {
    parameters: {
      regexp: 'regular expression; ^ and $ stand at every line',
      replace: 'what stands there instead; \\1 and \\2 are groups',
      after: 'only behind what this regular expression finds; its dot is also a line feed',
      before: 'only before what this regular expression finds',
      ...editedFileWords,
    },
    results: { msg: 'what was done: 3 replacements made', rc: 'always 0' },
    notes: ['What is not UTF-8 stays as it is.'],
  },
};
