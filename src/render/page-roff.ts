import type { Block } from '../domain/page.ts';

/** Blocks as the man(7) macros of a section; `level` 1 is `.SH`, 2 is `.SS`. Ends with a line feed. */
export const blocksRoff = (blocks: readonly Block[], level: 1 | 2): string =>
  blocks.map((block) => `${blockText(block, level)}\n`).join('');

function blockText(block: Block, level: 1 | 2): string {
  switch (block.kind) {
    case 'heading':
      return `${level === 1 ? '.SH' : '.SS'} "${roff(block.text)}"`;
    case 'text':
      return `.PP\n${line(block.text)}`;
    case 'list':
      return block.items.map(({ term, text }) => `.TP\n.B ${roff(term)}\n${line(text)}`).join('\n');
    case 'lines':
      return ['.PP', '.RS 4', '.nf', ...block.lines.map(line), '.fi', '.RE'].join('\n');
  }
}

/** A request starts with `.` or `'`: a zero-width character in front makes them text. */
const line = (text: string): string => roff(text).replace(/^(?=[.'])/, String.raw`\&`);

/** Only what roff would read otherwise: backslashes, hyphens that are to be copied, quotes in arguments, what is not ASCII. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll('"', String.raw`\(dq`)
    .replaceAll('`', '')
    .replaceAll("'", String.raw`\(aq`)
    .replaceAll(/[^\0-\x7f]/gu, (character) => `\\[u${hexadecimal(character)}]`);

/** Four digits at least, as groff wants them. */
const hexadecimal = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
