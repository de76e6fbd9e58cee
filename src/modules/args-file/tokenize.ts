import { decodeArgs } from './decode.ts';
import { refuseAt } from './refusal.ts';

/** One word after quote removal. `offset` and `end` (exclusive) are UTF-16 offsets into the decoded text. */
export interface Word {
  readonly text: string;
  readonly offset: number;
  readonly end: number;
}

/** `text` starts with `#`. A trailing comment stands behind a word of its line. */
export interface Comment {
  readonly text: string;
  readonly trailing: boolean;
}

export interface ArgsText {
  readonly text: string;
  readonly words: readonly Word[];
  readonly comments: readonly Comment[];
}

/**
 * The words that `declare -a args="($(cat FILE))"` makes of a file: how the wrappers of the k8s snap read it, as root
 * (k8s-snap-facts.md, 3). Throws RefusedError where bash would expand, overwrite or fail.
 */
export function tokenizeArgs(content: Uint8Array): ArgsText {
  // `$(…)` drops newlines at the end, so a backslash before them escapes nothing.
  const text = decodeArgs(content).replace(/\n+$/, '');
  const words: Word[] = [];
  const comments: Comment[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    if (text[at] === '#') {
      const comment = readComment(text, at, words.at(-1)?.end ?? -1);
      comments.push(comment);
      at += comment.text.length;
    } else {
      const word = readWord(text, at);
      words.push(word);
      at = word.end;
    }
    at = skipSpace(text, at);
  }
  return { text, words, comments: comments.map(withoutSpaceAtEnd) };
}

const withoutSpaceAtEnd = (comment: Comment): Comment => ({ ...comment, text: comment.text.trimEnd() });

/** A backslash before a newline joins lines, except in a comment. */
function skipSpace(text: string, from: number): number {
  const space = /(?:[ \t\n]|\\\n)*/y;
  space.lastIndex = from;
  return from + (space.exec(text)?.[0].length ?? 0);
}

function readComment(text: string, from: number, wordEnd: number): Comment {
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  return { text: text.slice(from, end), trailing: wordEnd > text.lastIndexOf('\n', from) };
}

function readWord(text: string, from: number): Word {
  if (text[from] === '~')
    refuseAt(text, from, 'bash replaces ~ at the start of a word by a home folder', 'write the whole path');
  let value = '';
  let at = from;
  while (at < text.length && !/[ \t\n]/.test(text[at] ?? '')) {
    const piece = readPiece(text, at);
    value += piece.value;
    at = piece.end;
  }
  return { text: value, offset: from, end: at };
}

interface Piece {
  readonly value: string;
  readonly end: number;
}

function readPiece(text: string, at: number): Piece {
  const character = text[at] ?? '';
  if (character === '\\') return readEscape(text, at);
  if (character === "'") return readSingleQuoted(text, at);
  if (character === '"') return readDoubleQuoted(text, at);
  if (active.has(character))
    refuseAt(text, at, activeWords(character), 'put the value into double quotes, or take the character out');
  return { value: character, end: at + 1 };
}

/** What bash expands, splits or fails on outside quotes; `[0]=` at the start of a word would even overwrite another flag. */
const active = new Set('*?[]{}$`<>;|&()');

function activeWords(character: string): string {
  if (character === '$' || character === '`') return `${character} makes bash run or expand what follows, as root`;
  if ('<>;|&()'.includes(character))
    return `unquoted ${character} is a syntax error in an args file: the service cannot start`;
  return `unquoted ${character} is expanded by bash`;
}

function readEscape(text: string, at: number): Piece {
  if (at + 1 >= text.length) return refuseAt(text, at, 'a backslash at the end of the file', 'remove it');
  const next = text[at + 1] ?? '';
  return { value: next === '\n' ? '' : next, end: at + 2 };
}

function readSingleQuoted(text: string, at: number): Piece {
  const end = text.indexOf("'", at + 1);
  if (end < 0) return refuseAt(text, at, "unbalanced ': the service cannot start");
  return { value: text.slice(at + 1, end), end: end + 1 };
}

function readDoubleQuoted(text: string, from: number): Piece {
  let value = '';
  let at = from + 1;
  while (at < text.length && text[at] !== '"') {
    const piece = readQuotedPiece(text, at);
    value += piece.value;
    at = piece.end;
  }
  if (at >= text.length) return refuseAt(text, from, 'unbalanced ": the service cannot start');
  return { value, end: at + 1 };
}

function readQuotedPiece(text: string, at: number): Piece {
  const character = text[at] ?? '';
  if (character === '$' || character === '`') refuseAt(text, at, activeWords(character), 'take the character out');
  if (character !== '\\') return { value: character, end: at + 1 };
  const next = text[at + 1] ?? '';
  if (next === '\n') return { value: '', end: at + 2 };
  return '$`"\\'.includes(next) ? { value: next, end: at + 2 } : { value: character, end: at + 1 };
}
