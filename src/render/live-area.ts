import type { Terminal } from './terminal.ts';

/** A few rows at the bottom of a terminal that are drawn over and over, on standard error. */
export interface LiveArea {
  /** Replaces what stands there; nothing is written when nothing changed. */
  draw(rows: readonly string[]): void;
  /** Takes it away, so that something can be printed; the next `draw` puts it back. */
  clear(): void;
  /** No drawing until `resume`: a question stands on the terminal. */
  pause(): void;
  resume(): void;
}

export function liveArea(terminal: Pick<Terminal, 'err'>): LiveArea {
  let shown: readonly string[] = [];
  let paused = false;
  const clear = (): void => {
    if (shown.length > 0) terminal.err(erase(shown.length));
    shown = [];
  };
  return {
    draw: (rows) => {
      if (paused || rows.join('\n') === shown.join('\n')) return;
      terminal.err(`${shown.length > 0 ? erase(shown.length) : ''}${rows.map((row) => `${row}\n`).join('')}`);
      shown = rows;
    },
    clear,
    pause: () => {
      clear();
      paused = true;
    },
    resume: () => {
      paused = false;
    },
  };
}

/** ECMA-48: cursor to the start of the line `rows` above (CPL), erase to the end of the screen (ED). */
const erase = (rows: number): string => `\x1b[${rows}F\x1b[0J`;
