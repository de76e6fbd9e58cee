import { createRequire } from 'node:module';

import type { Terminal } from '@xterm/headless';

/** The package is CommonJS. */
const xterm: { readonly Terminal: typeof Terminal } = createRequire(import.meta.url)('@xterm/headless');

/** A terminal that does what it is told: text with control sequences in, what a person could read and scroll back to out. */
export interface Screen {
  write(text: string): Promise<void>;
  resize(columns: number): void;
  /** Lines that the terminal wrapped are whole again; blank lines at the end are left out. */
  text(): string;
}

/** `newlines: 'bare'`: a line feed also returns, as the terminal driver makes it of what a program prints. */
export function startScreen(columns: number, newlines: 'bare' | 'raw' = 'bare'): Screen {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows: 24,
    scrollback: 10_000,
    allowProposedApi: true,
    convertEol: newlines === 'bare',
  });
  return {
    write: (text) => new Promise((resolve) => terminal.write(text, resolve)),
    resize: (width) => terminal.resize(width, 24),
    text: () => linesOf(terminal).join('\n').trimEnd(),
  };
}

function linesOf(terminal: Terminal): readonly string[] {
  const lines: string[] = [];
  const { active } = terminal.buffer;
  for (let row = 0; row < active.length; row += 1) {
    const line = active.getLine(row);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped === true) lines.push(`${lines.pop() ?? ''}${text}`);
    else lines.push(text);
  }
  return lines;
}
