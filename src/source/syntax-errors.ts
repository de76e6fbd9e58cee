import type { YAMLParseError } from 'yaml';

import type { SyntaxClues } from './build-node.ts';
import type { Problems, ProblemWords } from './problems.ts';
import type { SourceText } from './source-text.ts';

type Words = ProblemWords & {
  readonly code?: string;
  readonly summary: string;
  readonly start?: number;
  readonly end?: number;
};

/** The library's complaints in our words: one a line (the rest are echoes), none in a line that is explained already. */
export function reportSyntaxErrors(
  source: SourceText,
  errors: readonly YAMLParseError[],
  clues: SyntaxClues,
  problems: Problems,
): void {
  const told = new Set(clues.templateLines);
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    if (error.code === 'RESOURCE_EXHAUSTION' && problems.hasErrors()) continue; // our own limit has said it
    const { code, summary, start, end, ...words } = inOurWords(source, error, clues);
    const range = source.range(start ?? error.pos[0], end ?? Math.min(error.pos[1], lineEnd(source, error.pos[0])));
    const lines = [range.start.line, source.lineAt(error.pos[0]).number];
    if (code === 'yaml-tab' || !lines.some((line) => told.has(line)))
      problems.error(code ?? 'yaml-syntax', summary, range, words);
    for (const line of lines) told.add(line);
  }
}

function inOurWords(source: SourceText, error: YAMLParseError, clues: SyntaxClues): Words {
  return tabWords(source, error) ?? unclosedWords(source, error, clues) ?? wordsOf(source, error);
}

function tabWords(source: SourceText, error: YAMLParseError): Words | null {
  const line = source.lineAt(error.pos[0]);
  const tab = /^ *\t/.exec(line.text)?.[0].length;
  if (error.code !== 'TAB_AS_INDENT' && tab === undefined) return null;
  const start = tab === undefined ? error.pos[0] : line.start + tab - 1;
  return {
    code: 'yaml-tab',
    summary: 'a tab cannot indent YAML',
    start,
    end: start + 1,
    hint: 'use spaces, two for each level',
  };
}

/** Something that ends at the error without having been closed: the place to look is where it was opened. */
function unclosedWords(source: SourceText, error: YAMLParseError, clues: SyntaxClues): Words | null {
  const start = clues.openers.get(error.pos[0]);
  if (start === undefined || !['MISSING_CHAR', 'BAD_INDENT'].includes(error.code)) return null;
  return { summary: `${quoted(source.text[start])} is opened here and never closed`, start, end: start + 1 };
}

function wordsOf(source: SourceText, error: YAMLParseError): Words {
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nestedWords(source, error);
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        summary: 'this line has no `:` of its own',
        hint: 'a key ends with `: `; a text over several lines must be indented deeper than its key',
      };
    case 'BAD_INDENT':
      return indentWords(error);
    case 'MISSING_CHAR':
      return missingWords(error);
    case 'BAD_SCALAR_START':
      return {
        summary: `a plain value cannot start with ${quoted(source.text[error.pos[0]])}`,
        hint: 'put the value in quotes',
      };
    case 'BAD_DQ_ESCAPE':
      return {
        summary: `unknown escape ${quoted(source.text.slice(error.pos[0], error.pos[0] + 2))} in double quotes`,
        hint: 'write \\\\ for a backslash, or use single quotes',
      };
    case 'UNEXPECTED_TOKEN':
      return unexpectedWords(error);
    case 'RESOURCE_EXHAUSTION':
      return { code: 'yaml-too-deep', summary: 'nested too deeply to be read' };
    default:
      return { summary: lowerFirst(error.message) };
  }
}

/** `a: b: c` in one line, or a value that goes on with keys of its own in the next. */
function nestedWords(source: SourceText, error: YAMLParseError): Words {
  const line = source.lineAt(error.pos[0]);
  const rest = line.text.slice(error.pos[0] - line.start);
  const colon = rest.search(/:(?:\s|$)/);
  if (colon >= 0) {
    const value = rest.replace(/\s+#.*$/, '').trimEnd();
    return {
      summary: 'a second `: ` in a plain value',
      start: error.pos[0] + colon,
      end: error.pos[0] + colon + 1,
      hint: value.length > 60 ? 'put the value in quotes' : `put the value in quotes: ${JSON.stringify(value)}`,
    };
  }
  return {
    summary: 'a key that has a value cannot have keys below it',
    end: error.pos[0] + rest.trimEnd().length,
    hint: 'check the indentation of the next line',
  };
}

function indentWords(error: YAMLParseError): Words {
  if (error.message.startsWith('Flow sequence'))
    return { summary: 'a list `[` is not closed before this point', hint: 'add the missing `]`' };
  if (error.message.startsWith('Flow map'))
    return { summary: 'a mapping `{` is not closed before this point', hint: 'add the missing `}`' };
  return { summary: 'wrong indentation', hint: 'lines that belong together start in the same column' };
}

function missingWords(error: YAMLParseError): Words {
  if (error.message.includes('quote')) return { summary: 'a quote is opened and never closed' };
  if (error.message.startsWith('Implicit'))
    return { summary: 'a key without `: `', hint: 'write `key: value`, with a space after the colon' };
  return { summary: lowerFirst(error.message) };
}

function unexpectedWords(error: YAMLParseError): Words {
  if (error.message === 'Unexpected scalar at node end') return { summary: 'unexpected text after the value' };
  if (error.message.includes('in YAML stream'))
    return { summary: 'this belongs to nothing above it', hint: 'check the indentation of the lines above' };
  if (error.message.startsWith('Unexpected block-seq-ind'))
    return { summary: 'a list cannot start in the line of its key', hint: 'put each `- item` in a line of its own' };
  return { summary: lowerFirst(error.message) };
}

const quoted = (text = ''): string => `\`${text}\``;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function lineEnd(source: SourceText, offset: number): number {
  const { start, text } = source.lineAt(offset);
  return Math.max(start + text.length, offset + 1);
}
