import { type Document, type ParsedNode, parseAllDocuments, visit } from 'yaml';

import { Float } from '../../domain/value.ts';
import { EditRefusal } from './refusal.ts';
import { comparable } from './values.ts';

/** The one document of a text. Throws EditRefusal for invalid YAML, duplicate keys and several documents. */
export function parseEditable(text: string): Document.Parsed<ParsedNode> {
  const documents = parseAllDocuments<ParsedNode>(text, {
    intAsBigInt: true,
    keepSourceTokens: false,
    prettyErrors: false,
  });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (document === undefined) return parseEditable('null\n');
  const error = document.errors[0];
  if (error !== undefined)
    throw new EditRefusal(`invalid YAML: ${error.message.replace(/\n[^]*$/, '')}`, text, error.pos[0]);
  if (second !== undefined) throw new EditRefusal('the file holds several documents', text, second.range[0]);
  return document;
}

/** A form in which equal data is equal text. Whole numbers are read as bigint, so that a number is one with a point. */
export function comparableNode(
  document: Document.Parsed<ParsedNode>,
  node: ParsedNode | null = document.contents,
): string {
  const reviver = (_: unknown, value: unknown): unknown => (typeof value === 'number' ? new Float(value) : value);
  return node === null ? 'null' : comparable(node.toJS(document, { reviver }));
}

/** Whether two texts hold the same data; false where one of them cannot be read. */
export function sameData(one: string, other: string): boolean {
  try {
    return comparableNode(parseEditable(one)) === comparableNode(parseEditable(other));
  } catch (error) {
    if (error instanceof EditRefusal) return false;
    throw error;
  }
}

/** Whether an alias somewhere repeats the node: an edit would change it in both places. */
export function isRepeated(document: Document.Parsed<ParsedNode>, anchor: string): boolean {
  let found = false;
  visit(document, {
    Alias: (_, alias) => {
      found ||= alias.source === anchor;
    },
  });
  return found;
}
