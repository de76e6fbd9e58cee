import { plainText } from '../plain-text.ts';

/** Text of HTML that may stand in the page as it is. Only `markup` makes it. */
export interface Markup {
  readonly markup: string;
}

export type Part = string | number | Markup | null | readonly Part[];

/**
 * HTML from a template. Whatever is put in is text, and cannot become an element or leave a quoted attribute; what
 * could rearrange the page (control and bidirectional characters) is shown by its number. null is nothing.
 */
export const markup = (fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: fixed.map((text, at) => text + textOf(parts[at] ?? null)).join(''),
});

/** Text of ours that is HTML already: a style sheet, a script, data. */
export const asIs = (text: string): Markup => ({ markup: text });

function textOf(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(plainText(part));
  return 'markup' in part ? part.markup : part.map(textOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
