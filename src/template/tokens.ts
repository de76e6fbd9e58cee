import { Float } from '../domain/value.ts';
import { Failure } from './failure.ts';
import { type Integer } from './operand.ts';
import { parseInteger } from './integers.ts';
import { unescape } from './string-escapes.ts';
import { SyntaxFault } from './syntax-fault.ts';

/** `start` and `end` are UTF-16 offsets into the whole text. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: Integer | Float }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'end'; readonly text: string }
);

export interface Lexed {
  /** Closed by one `end` token. */
  readonly tokens: readonly Token[];
  /** The delimiter that ended it, with its `-` or `+`; empty at the end of a bare expression. */
  readonly closer: string;
  /** The offset after the delimiter. */
  readonly end: number;
}

const space = /[\s]+/y;
const number =
  /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)?/y;
const wholeNumber = /(?:\d+_)*\d+/y;
const name = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy;
const string = /'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const operator = /\/\/|\*\*|==|!=|>=|<=|[+\-/*%~[\](){}><=.:|,;]/y;
const closers: Readonly<Record<string, RegExp>> = { '}}': /-?\}\}/y, '%}': /[-+]?%\}/y };
const opening: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Reads an expression or a statement up to its delimiter (`}}`, `%}`), or a bare expression to the end. Throws SyntaxFault. */
export function lexExpression(source: string, start: number, closer: '}}' | '%}' | null, escapes: boolean): Lexed {
  const tokens: Token[] = [];
  const open: Token[] = [];
  let at = start;
  for (;;) {
    at += matchAt(space, source, at)?.length ?? 0;
    const ending = closer === null || open.length > 0 ? null : matchAt(closers[closer] ?? space, source, at);
    if (ending !== null) return finish(tokens, at, ending);
    if (at >= source.length) return atEnd(tokens, open, at, closer, start);
    const token = readToken(source, at, tokens.at(-1), escapes);
    if (token.kind === 'operator') balance(token, open);
    tokens.push(token);
    at = token.end;
  }
}

function finish(tokens: Token[], at: number, closer: string): Lexed {
  tokens.push({ kind: 'end', text: closer, start: at, end: at + closer.length });
  return { tokens, closer, end: at + closer.length };
}

function atEnd(tokens: Token[], open: readonly Token[], at: number, closer: string | null, start: number): Lexed {
  const last = open.at(-1);
  if (last !== undefined) throw fault(last.start, 1, `"${last.text}" is never closed`);
  if (closer !== null) {
    const opener = closer === '}}' ? '{{' : '{%';
    throw fault(
      start - 2,
      2,
      `"${opener}" is never closed`,
      `write "${closer}" after it; where the braces are plain text: {% raw %}…{% endraw %}`,
    );
  }
  return finish(tokens, at, '');
}

function balance(token: Token, open: Token[]): void {
  if (opening[token.text] !== undefined) open.push(token);
  if (!')]}'.includes(token.text)) return;
  const last = open.pop();
  if (last === undefined) throw fault(token.start, 1, `"${token.text}" closes nothing`);
  const wanted = opening[last.text];
  if (wanted !== token.text) throw fault(token.start, 1, `"${token.text}" where "${wanted}" was expected`);
}

function readToken(source: string, at: number, before: Token | undefined, escapes: boolean): Token {
  const afterDot = before?.text === '.' && before.end === at;
  const digits = matchAt(afterDot ? wholeNumber : number, source, at);
  if (digits !== null) return numberToken(digits, at);
  const word = matchAt(name, source, at);
  if (word !== null) return { kind: 'name', text: word, start: at, end: at + word.length };
  const quoted = matchAt(string, source, at);
  if (quoted !== null) return stringToken(quoted, at, escapes);
  const sign = matchAt(operator, source, at);
  if (sign !== null) return { kind: 'operator', text: sign, start: at, end: at + sign.length };
  throw unreadable(source, at);
}

function numberToken(text: string, start: number): Token {
  const end = start + text.length;
  if (/^(?!0[xX]).*[.eE]/.test(text)) {
    const value = Number(text.replaceAll('_', ''));
    if (!Number.isFinite(value)) throw fault(start, text.length, 'the number is too large for a float');
    return { kind: 'number', text, value: new Float(value), start, end };
  }
  const isOctalInC = /^0\d*[_\d]*[1-9]/.test(text);
  const value = isOctalInC ? null : readInteger(text, start);
  if (value === null) throw fault(start, text.length, `"${text}" is not a number`, 'an octal number is written 0o17');
  return { kind: 'number', text, value, start, end };
}

function readInteger(text: string, start: number): Integer | null {
  try {
    return parseInteger(text, 0);
  } catch (error) {
    if (error instanceof Failure) throw fault(start, text.length, error.message);
    throw error;
  }
}

function stringToken(quoted: string, start: number, escapes: boolean): Token {
  const body = quoted.slice(1, -1).replaceAll(/\r\n?/g, '\n');
  const text = escapes ? unescape(body, (offset, summary) => fault(start + 1 + offset, 2, summary)) : body;
  return { kind: 'string', text, start, end: start + quoted.length };
}

function unreadable(source: string, at: number): SyntaxFault {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (character === "'" || character === '"') return fault(at, 1, 'the quote is never closed');
  const meant: Readonly<Record<string, string>> = { '&': 'and', '!': 'not', '?': 'a if b else c' };
  const hint = meant[character];
  return fault(
    at,
    character.length,
    `unexpected character ${JSON.stringify(character)}`,
    hint === undefined ? undefined : `write "${hint}"`,
  );
}

function matchAt(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}

const fault = (offset: number, length: number, summary: string, hint?: string): SyntaxFault =>
  new SyntaxFault({ offset, length, summary, ...(hint === undefined ? {} : { hint }) });
