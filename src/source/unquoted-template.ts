import { isMap } from 'yaml';
import type { ParsedNode } from 'yaml';

import type { Problems } from './problems.ts';
import type { SourceText } from './source-text.ts';

/** `key: {{ x }}`: YAML reads the braces as a mapping within a mapping. */
export function isUnquotedTemplate(source: SourceText, node: ParsedNode): boolean {
  return isMap(node) && node.flow === true && /^\{[{%]/.test(source.text.slice(node.range[0], node.range[0] + 2));
}

/** Says so, with the line as it should be; returns the line number. */
export function reportUnquotedTemplate(source: SourceText, start: number, inFlow: boolean, problems: Problems): number {
  const line = source.lineAt(start);
  const before = line.text.slice(0, start - line.start);
  const rest = line.text.slice(start - line.start);
  const value = inFlow ? templateOf(rest) : rest.replace(/\s+#.*$/, '').trimEnd();
  problems.error(
    'unquoted-template',
    `a value that starts with \`${rest.slice(0, 2)}\` must be in quotes`,
    source.range(start, start + value.length),
    {
      label: 'YAML reads this as a mapping',
      hint: `quote it: ${`${before}${quote(value)}${rest.slice(value.length)}`.trim()}`,
    },
  );
  return line.number;
}

/** In a flow collection the value ends with its `}}`, not with the line. */
const templateOf = (rest: string): string => /^\{([{%]).*?[}%]\}/.exec(rest)?.[0] ?? rest;

const quote = (value: string): string => (/["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`);
