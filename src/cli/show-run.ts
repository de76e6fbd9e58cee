import type { Choice } from '../render/choose.ts';
import { jsonlLayout } from '../render/jsonl.ts';
import { plainLayout } from '../render/plain.ts';
import { streamRenderer } from '../render/plain-renderer.ts';
import type { Renderer } from '../render/printed.ts';
import { quietRenderer } from '../render/quiet.ts';
import type { MemoryPort } from '../render/quiet.ts';
import type { Terminal } from '../render/terminal.ts';
import type { TextOptions } from '../render/text-options.ts';
import { ttyRenderer } from '../render/tty.ts';
import type { ReportLevel } from '../report/conditions.ts';

/** The renderer of the chosen format. */
export function rendererFor(
  choice: Choice,
  options: Omit<TextOptions, 'width' | 'times'>,
  terminal: Terminal,
  now: () => number,
  columns: () => number,
  quiet: { readonly report: ReportLevel; readonly memory: MemoryPort | null },
): Renderer {
  const layout = { ...options, width: choice.width };
  if (options.quiet && choice.format !== 'jsonl' && options.assess === undefined)
    return quietRenderer({ ...layout, times: false, report: quiet.report }, terminal, quiet.memory);
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
