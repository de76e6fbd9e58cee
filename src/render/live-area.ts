import { cells } from './columns.ts';
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

/** `columns`: as the terminal is now. */
export function liveArea(terminal: Pick<Terminal, 'err'>, columns: () => number): LiveArea {
  let shown: readonly string[] = [];
  let paused = false;
  const clear = (): void => {
    if (shown.length > 0) terminal.err(erase(shown, columns()));
    shown = [];
  };
  return {
    draw: (rows) => {
      if (paused || rows.join('\n') === shown.join('\n')) return;
      terminal.err(`${shown.length > 0 ? erase(shown, columns()) : ''}${rows.map((row) => `${row}\n`).join('')}`);
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

/**
 * ECMA-48: cursor to the start of the line so many above (CPL), erase that line (EL), from the next (CNL) to the end of
 * the screen (ED), and back. Not all at once: tmux would keep a screen that is erased from its first cell as history. A
 * row that was drawn on a wider terminal takes several lines after the window was made narrower.
 */
function erase(rows: readonly string[], columns: number): string {
  const lines = rows.reduce((sum, row) => sum + Math.max(1, Math.ceil(cells(row) / columns)), 0);
  return `\x1b[${lines}F\x1b[K\x1b[E\x1b[0J\x1b[F`;
}
