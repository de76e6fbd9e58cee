import { SyntaxFault } from './syntax-fault.ts';
import { lexExpression, type Token } from './tokens.ts';

/** A template cut at its delimiters: comments are gone, `raw` is text, whitespace control is applied. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output' | 'statement'; readonly tokens: readonly Token[]; readonly start: number };

/** `escapes`: whether `\n` inside `{{ }}` is a newline (files) or stays as it is (values in playbooks, as in Ansible). */
export interface SegmentOptions {
  readonly escapes: boolean;
}

const delimiter = /\{(?:\{|%|#)/g;
const rawBegin = /\{%[-+]?\s*raw\s*(?:-%\}\s*|%\})/y;
const rawEnd = /\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\}(?:\r\n|[\r\n])?)/g;
const commentEnd = /\+#\}|-#\}\s*|#\}(?:\r\n|[\r\n])?/g;
const space = /\s*/y;
const newline = /(?:\r\n|[\r\n])?/y;

/** Without the line end that closes the text, which the evaluator gives back. Throws SyntaxFault. */
export function segmentsOf(text: string, options: SegmentOptions): readonly Segment[] {
  const source = text.replace(/(?:\r\n|[\r\n])$/, '');
  const segments: Segment[] = [];
  let at = 0;
  while (at < source.length) {
    delimiter.lastIndex = at;
    const start = delimiter.exec(source)?.index ?? source.length;
    pushText(segments, source.slice(at, start), source[start + 2] === '-');
    if (start === source.length) break;
    at = readDelimited(source, start, options, segments);
  }
  return segments;
}

function pushText(segments: Segment[], text: string, trimEnd: boolean): void {
  const kept = (trimEnd ? text.trimEnd() : text).replaceAll(/\r\n?/g, '\n');
  if (kept !== '') segments.push({ kind: 'text', text: kept });
}

/** Returns the offset after what begins at `start`. */
function readDelimited(source: string, start: number, options: SegmentOptions, segments: Segment[]): number {
  if (source.startsWith('{#', start)) return skipComment(source, start);
  const isOutput = source.startsWith('{{', start);
  const rawText = isOutput ? 0 : lengthAt(rawBegin, source, start);
  if (rawText > 0) return readRaw(source, start, start + rawText, segments);
  const control = '-+'.includes(source[start + 2] ?? ' ') ? 1 : 0;
  const lexed = lexExpression(source, start + 2 + control, isOutput ? '}}' : '%}', options.escapes || !isOutput);
  segments.push({ kind: isOutput ? 'output' : 'statement', tokens: lexed.tokens, start });
  if (lexed.closer.startsWith('-')) return lexed.end + lengthAt(space, source, lexed.end);
  return lexed.closer === '%}' ? lexed.end + lengthAt(newline, source, lexed.end) : lexed.end;
}

function skipComment(source: string, start: number): number {
  commentEnd.lastIndex = start + 2;
  if (commentEnd.exec(source) !== null) return commentEnd.lastIndex;
  const hint = 'write "#}" after it; where "{#" is plain text (a shell\'s ${#name}): {% raw %}…{% endraw %}';
  throw new SyntaxFault({ offset: start, length: 2, summary: 'the comment "{#" is never closed', hint });
}

function readRaw(source: string, start: number, from: number, segments: Segment[]): number {
  rawEnd.lastIndex = from;
  const end = rawEnd.exec(source);
  if (end === null)
    throw new SyntaxFault({
      offset: start,
      length: 2,
      summary: '"raw" is never closed',
      hint: 'write {% endraw %} after it',
    });
  pushText(segments, source.slice(from, end.index), end[1] === '-');
  return rawEnd.lastIndex;
}

function lengthAt(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0].length ?? 0;
}
