import { plainLine } from './plain-text.ts';

/**
 * Text of others as text: nothing in it marks up, links, mentions or ends a table's cell. For inside of a line; GitHub's
 * Markdown, in which a backslash before punctuation makes it plain (CommonMark 0.31.2, section 2.4).
 */
export const markdownText = (text: string): string =>
  plainLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*{}[\]>|~@#!$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, String.raw`\$&`)
    .replaceAll(/:(?=\/\/)|(?<=\bwww)\./gi, String.raw`\$&`);

/** A table's row. */
const markdownRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Nothing when there are no rows. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0 ? [] : [markdownRow(head), markdownRow(head.map(() => '---')), ...rows.map(markdownRow), ''];
