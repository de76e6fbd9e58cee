/** Text for a person, apart from where it is shown: terminal, man page, Markdown. `code` in backticks. */
export interface Page {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  /** One paragraph, of one line without breaks. */
  | { readonly kind: 'text'; readonly text: string }
  /** A word and what it means. */
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  /** To be shown as they are: examples, commands to paste. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] };

export interface Item {
  readonly term: string;
  readonly text: string;
}

export const heading = (text: string): Block => ({ kind: 'heading', text });
export const paragraph = (text: string): Block => ({ kind: 'text', text });
export const list = (items: readonly Item[]): Block => ({ kind: 'list', items });
export const asWritten = (lines: readonly string[]): Block => ({ kind: 'lines', lines });
