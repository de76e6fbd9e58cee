import { plainText } from './plain-text.ts';

/** An element; what is undefined or null is left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | null | undefined>>;
  readonly children: readonly XmlNode[];
}

export type XmlNode = XmlElement | string | null;

export const element = (
  name: string,
  attributes: XmlElement['attributes'] = {},
  ...children: readonly XmlNode[]
): XmlElement => ({ name, attributes, children });

/** The document, two spaces a level. Text stands by itself: mixed content would get spaces that mean something. */
export const xmlText = (root: XmlElement): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${lines(root, '').join('\n')}\n`;

/** A part of a document, without its first line. */
export const indentedXml = (part: XmlElement): string => lines(part, '    ').join('\n');

function lines({ name, attributes, children }: XmlElement, indent: string): readonly string[] {
  const open = `${indent}<${name}${attributesText(attributes)}`;
  const present = children.filter((child) => child !== null);
  if (present.length === 0) return [`${open}/>`];
  if (present.every((child) => typeof child === 'string')) {
    return [`${open}>${present.map(escapeXml).join('')}</${name}>`];
  }
  const inside = present.flatMap((child) =>
    typeof child === 'string' ? [`${indent}  ${escapeXml(child)}`] : lines(child, `${indent}  `),
  );
  return [`${open}>`, ...inside, `${indent}</${name}>`];
}

const attributesText = (attributes: XmlElement['attributes']): string =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');

/** For content and for values in double quotes. What XML cannot hold is shown. */
const escapeXml = (text: string): string => escapeMarkup(plainText(text));

/** For text that was in an XML document. `>` too: `]]>` may not stand in text. */
export const escapeMarkup = (text: string): string =>
  text.replaceAll(/[&<>"\r]/g, (character) => entities[character] ?? character);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};
