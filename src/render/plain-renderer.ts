import type { Layout, Printed, Renderer } from './printed.ts';
import type { Terminal } from './terminal.ts';

/** Prints a layout's lines as they come, with nothing else around them. */
export function streamRenderer(layout: Layout, terminal: Terminal): Renderer {
  return {
    show: (event) => print(layout.add(event), terminal),
    say: (line) => terminal.err(`${line}\n`),
    pause: () => {},
    resume: () => {},
    end: async () => {},
  };
}

function print(lines: readonly Printed[], terminal: Terminal): void {
  for (const { to, line } of lines) terminal[to](`${line}\n`);
}
