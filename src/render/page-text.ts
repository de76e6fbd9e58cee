import type { Block, Item, Page } from '../domain/page.ts';
import { cells, padTo, wrap } from './columns.ts';
import { visible } from './visible-text.ts';

/** Longer lines are hard to read, however wide the terminal is. */
const MAX_WIDTH = 100;
/** A term that is wider stands on a line of its own. */
const MAX_TERM = 32;

/** A page as lines of at most `width` columns (100 at most). Lines that are shown as they are may be longer. */
export function pageText(page: Page, width: number): readonly string[] {
  const room = Math.min(width, MAX_WIDTH);
  return [
    ...wrap(visible(page.title), room, 2),
    ...page.blocks.flatMap((block, at) => blockLines(block, at, page, room)),
  ];
}

function blockLines(block: Block, at: number, { blocks }: Page, room: number): readonly string[] {
  const gap = blocks[at - 1]?.kind === 'heading' ? [] : [''];
  switch (block.kind) {
    case 'heading':
      return ['', `${visible(block.text)}:`];
    case 'text':
      return [...gap, ...wrap(visible(block.text), room, 0)];
    case 'list':
      return [...gap, ...listLines(block.items, room)];
    case 'lines':
      return [...gap, ...block.lines.map((line) => `  ${visible(line)}`.trimEnd())];
  }
}

function listLines(items: readonly Item[], room: number): readonly string[] {
  const widest = Math.max(0, ...items.map(({ term }) => cells(visible(term))).filter((width) => width <= MAX_TERM));
  const hang = Math.min(widest + 4, room >> 1);
  return items.flatMap(({ term, text }) => {
    const head = `  ${padTo(visible(term), hang - 4)}`;
    if (cells(head) <= hang - 2) return wrap(`${head}  ${visible(text)}`, room, hang);
    return [head.trimEnd(), ...wrap(`${' '.repeat(hang)}${visible(text)}`, room, hang)];
  });
}
