import type { Block, Page } from '../domain/page.ts';

/** A page as Markdown, ending with a line feed. */
export const pageMarkdown = ({ title, blocks }: Page): string =>
  `${[`# ${title}`, ...blocks.map(blockText)].join('\n\n')}\n`;

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `## ${block.text}`;
    case 'text':
      return block.text;
    case 'list':
      return [
        '| | |',
        '|---|---|',
        ...block.items.map(({ term, text }) => `| \`${cell(term)}\` | ${cell(text)} |`),
      ].join('\n');
    case 'lines':
      return ['```yaml', ...block.lines, '```'].join('\n');
  }
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);
