import { plainText } from './plain-text.ts';

/** An element; attributes and children that are null or undefined are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | null | undefined>>;
  readonly children: readonly XmlNode[];
}

/** Elements that are text already, each from the start of its line: what many documents share is written once. */
export interface RenderedXml {
  readonly lines: readonly string[];
}

export type XmlNode = XmlElement | RenderedXml | string | null;

export const element = (
  name: string,
  attributes: XmlElement['attributes'] = {},
  ...children: readonly XmlNode[]
): XmlElement => ({ name, attributes, children });

/** The document, two spaces a level. An element has text or elements, never both: the spaces would mean something. */
export const xmlText = (root: XmlElement): string => [...xmlLines(root)].join('');

/** The same, line by line. */
export function* xmlLines(root: XmlElement): Iterable<string> {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  write(root, '', lines);
  for (const line of lines) {
    yield line;
    yield '\n';
  }
}

/** What `xmlText` gives for an element with such children, in pieces: children are made as the pieces are taken. */
export function* xmlParts(
  name: string,
  attributes: XmlElement['attributes'],
  children: Iterable<XmlNode>,
): Iterable<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attributesText(attributes)}`;
  let open = true;
  for (const child of children) {
    const lines = open ? ['>'] : [''];
    open = false;
    writeChild(child, '  ', lines);
    yield lines.join('\n');
  }
  yield open ? '/>\n' : `\n</${name}>\n`;
}

/** For a place that is `depth` elements deep. */
export function renderXml(parts: readonly XmlElement[], depth: number): RenderedXml {
  const lines: string[] = [];
  for (const part of parts) write(part, '  '.repeat(depth), lines);
  return { lines: [lines.join('\n')] };
}

function write({ name, attributes, children }: XmlElement, indent: string, lines: string[]): void {
  const open = `${indent}<${name}${attributesText(attributes)}`;
  const [first] = children;
  if (typeof first === 'string' && children.length === 1) {
    lines.push(`${open}>${escapeXml(first)}</${name}>`);
    return;
  }
  const at = lines.push(`${open}>`);
  for (const child of children) writeChild(child, `${indent}  `, lines);
  if (lines.length === at) lines[at - 1] = `${open}/>`;
  else lines.push(`${indent}</${name}>`);
}

function writeChild(child: XmlNode, indent: string, lines: string[]): void {
  if (child === null) return;
  if (typeof child === 'string') lines.push(`${indent}${escapeXml(child)}`);
  else if ('lines' in child) for (const line of child.lines) lines.push(line);
  else write(child, indent, lines);
}

function attributesText(attributes: XmlElement['attributes']): string {
  let text = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) text += ` ${name}="${attributeText(String(value))}"`;
  }
  return text;
}

const attributeText = (value: string): string => escapeXml(value).replaceAll('\n', '&#10;');

/** For content and for values in double quotes. What XML cannot hold is shown. */
const escapeXml = (text: string): string => escapeMarkup(plainText(text));

/** For text that was in an XML document. `>` too: `]]>` may not stand in text. */
export const escapeMarkup = (text: string): string =>
  MARKUP.test(text) ? text.replaceAll(/[&<>"\r]/g, (character) => entities[character] ?? character) : text;

/** Most texts have none of it, and looking is quicker than replacing nothing. */
const MARKUP = /[&<>"\r]/;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};
