import type { Choice } from '../render/choose.ts';
import { jsonlLayout } from '../render/jsonl.ts';
import { plainLayout } from '../render/plain.ts';
import { streamRenderer } from '../render/plain-renderer.ts';
import type { Renderer } from '../render/printed.ts';
import type { Terminal } from '../render/terminal.ts';
import type { TextOptions } from '../render/text-options.ts';
import { ttyRenderer } from '../render/tty.ts';

/** The renderer of the chosen format. */
export function rendererFor(
  choice: Choice,
  options: Omit<TextOptions, 'width' | 'times'>,
  terminal: Terminal,
  now: () => number,
  columns: () => number,
): Renderer {
  const layout = { ...options, width: choice.width };
  switch (choice.format) {
    case 'jsonl':
      return streamRenderer(jsonlLayout(), terminal);
    case 'plain':
      return streamRenderer(plainLayout({ ...layout, times: true }), terminal);
    case 'tty':
      return ttyRenderer(plainLayout({ ...layout, times: false }), terminal, {
        columns,
        colour: choice.colour,
        now,
        every: (act, milliseconds) => {
          const timer = setInterval(act, milliseconds);
          return () => clearInterval(timer);
        },
      });
  }
}
