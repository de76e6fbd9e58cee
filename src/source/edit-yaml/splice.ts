import { isMap, isScalar, isSeq, type ParsedNode, stringify } from 'yaml';

import { parseEditable } from './document.ts';
import { writable, type YamlEdit } from './values.ts';

/** The edit as the library makes it: the whole document is written anew, comments and order kept. */
export function editWhole(text: string, edit: YamlEdit): string {
  const document = parseEditable(text);
  if (edit.kind === 'put' && edit.path.length === 0 && isBlank(text))
    return withNewline(text) + stringify(writable(edit.value), { lineWidth: 0 });
  const value = edit.kind === 'put' ? document.createNode(writable(edit.value)) : null;
  if (edit.kind === 'delete') document.deleteIn(edit.path);
  else if (edit.path.length === 0) Object.assign(document, { contents: value });
  else document.setIn(edit.path, value);
  return document.toString({ lineWidth: 0, indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\n\1- /m.test(text) });
}

/** Comments at most. */
const isBlank = (text: string): boolean => text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));

const withNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** The edit in the lines that it concerns; null where that is not simple. */
export function spliceEdit(text: string, edit: YamlEdit): string | null {
  const last = edit.path.at(-1);
  const parentPath = edit.path.slice(0, -1);
  const flow = flowAbove(text, parentPath);
  if (flow !== null) return spliceFlow(text, edit, flow);
  const parent = nodeAt(text, parentPath);
  if (last === undefined || parent === null) return null;
  const place = placeOf(parent, last);
  if (edit.kind === 'delete' && place?.isOnly)
    return spliceEdit(text, { kind: 'put', path: parentPath, value: isMap(parent) ? {} : [] });
  if (edit.kind === 'delete') return place === null ? null : cutLines(text, parent, place);
  const value = writable(edit.value);
  if (place === null) return addLines(text, parent, last, value);
  return isSimple(value) && place.value !== null
    ? replaceScalar(text, place.value, value)
    : replaceEntry(text, parent, place, last, value);
}

/** The way to the outermost `{…}` or `[…]` that holds the place; null in block style. */
function flowAbove(text: string, path: YamlEdit['path']): YamlEdit['path'] | null {
  const document = parseEditable(text);
  const prefixes = [...path.keys(), path.length].map((length) => path.slice(0, length));
  return (
    prefixes.find((prefix) => isFlow(prefix.length === 0 ? document.contents : document.getIn(prefix, true))) ?? null
  );
}

const isFlow = (node: unknown): node is ParsedNode => (isMap(node) || isSeq(node)) && node.flow === true;

/** Only that collection is written anew. */
function spliceFlow(text: string, edit: YamlEdit, path: YamlEdit['path']): string | null {
  const before = parseEditable(text).getIn(path, true);
  const after: unknown = parseEditable(editWhole(text, edit)).getIn(path, true);
  if (!isFlow(before) || !isFlow(after)) return null;
  const [start, end] = before.range;
  const written = stringify(after, {
    lineWidth: 0,
    flowCollectionPadding: /^[{[]\s/.test(text.slice(start, end)),
  }).trimEnd();
  return written.includes('\n') ? null : text.slice(0, start) + written + text.slice(end);
}

function nodeAt(text: string, path: YamlEdit['path']): ParsedNode | null {
  const document = parseEditable(text);
  const found: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isBlock(found) ? found : null;
}

type Block = ParsedNode & { readonly flow?: boolean };
const isBlock = (node: unknown): node is Block =>
  (isMap(node) || isSeq(node)) && node.flow !== true && node.items.length > 0;

/** Where an entry stands: `start` at its key or at what follows `- `, `end` after its value. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly value: ParsedNode | null;
  readonly isOnly: boolean;
}

function placeOf(parent: ParsedNode, step: string | number): Place | null {
  if (isMap<ParsedNode, ParsedNode | null>(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    if (pair === undefined) return null;
    return {
      start: pair.key.range[0],
      end: (pair.value ?? pair.key).range[1],
      value: pair.value,
      isOnly: parent.items.length === 1,
    };
  }
  const item = isSeq<ParsedNode>(parent) ? parent.items[Number(step)] : undefined;
  return item === undefined
    ? null
    : { start: item.range[0], end: item.range[1], value: item, isOnly: isSeq(parent) && parent.items.length === 1 };
}

const isSimple = (value: unknown): boolean => typeof value !== 'object' || value === null || isScalar(value);

function replaceScalar(text: string, node: ParsedNode, value: unknown): string | null {
  if (!isScalar(node) || node.anchor !== undefined || node.tag !== undefined) return null;
  const [start, end] = node.range;
  const before = start === end && text[start - 1] === ':' ? ' ' : '';
  const after = text.slice(start, end).endsWith('\n') ? '\n' : '';
  return text.slice(0, start) + before + inline(value) + after + text.slice(end);
}

/** A scalar on one line, in flow and block context alike. */
function inline(value: unknown): string {
  const plain = stringify(value, { lineWidth: 0 }).trimEnd();
  return plain.includes('\n') || /^[|>]/.test(plain) ? JSON.stringify(value) : plain;
}

function replaceEntry(text: string, parent: ParsedNode, place: Place, step: string | number, value: unknown): string {
  const end = text.slice(place.start, place.end).endsWith('\n') ? place.end - 1 : place.end;
  return (
    text.slice(0, place.start) +
    block(text, place.start, isMap(parent) ? { [String(step)]: value } : value) +
    text.slice(end)
  );
}

/** A new last entry, in the column of the others. */
function addLines(text: string, parent: ParsedNode, step: string | number, value: unknown): string | null {
  const first = isMap<ParsedNode>(parent)
    ? parent.items[0]?.key
    : isSeq<ParsedNode>(parent)
      ? parent.items[0]
      : undefined;
  if (first === undefined || !('range' in first)) return null;
  const start = isMap(parent) ? first.range[0] : parent.range[0];
  const lines = block(text, start, isMap(parent) ? { [String(step)]: value } : [value]);
  const at = lineEnd(text, parent.range[1]);
  const newline = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return `${text.slice(0, at)}${newline}${' '.repeat(columnOf(text, start))}${lines}\n${text.slice(at)}`;
}

/** Whole lines go; what shares its first line with a dash, or is the only entry, is left to the library. */
function cutLines(text: string, parent: ParsedNode, place: Place): string | null {
  const start = text.lastIndexOf('\n', place.start - 1) + 1;
  const lead = text.slice(start, place.start);
  const wholeLine = isMap(parent) ? /^ *$/.test(lead) : /^ *- +$/.test(lead);
  return place.isOnly || !wholeLine ? null : text.slice(0, start) + text.slice(lineEnd(text, place.end));
}

/** Block style text whose later lines stand in the column of `start`. */
function block(text: string, start: number, value: unknown): string {
  const indent = ' '.repeat(columnOf(text, start));
  const lines = stringify(value, { lineWidth: 0, indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\n\1- /m.test(text) })
    .trimEnd()
    .split('\n');
  return lines.map((line, index) => (index === 0 || line === '' ? line : indent + line)).join('\n');
}

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** After the line break of the line that holds `offset`; a value that ends with one is at its end already. */
function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}
