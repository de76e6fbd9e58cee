import type { RunEvent } from '../domain/event.ts';

/** One line for one of the two streams: the result, or progress and diagnostics. */
export interface Printed {
  readonly to: 'out' | 'err';
  readonly line: string;
}

/** Turns a run's events into lines, in order. Deterministic: state is only what earlier events said. */
export interface Layout {
  add(event: RunEvent): readonly Printed[];
}

/** Shows a run while it happens. `end` resolves when everything was written. */
export interface Renderer {
  show(event: RunEvent): void;
  /** A line that is no event, such as `stopping: …`; to stderr. */
  say(line: string): void;
  /** Takes the live area away while something else uses the terminal (a question). */
  pause(): void;
  resume(): void;
  end(): Promise<void>;
}

export const out = (lines: readonly string[]): readonly Printed[] => lines.map((line) => ({ to: 'out', line }));
export const err = (lines: readonly string[]): readonly Printed[] => lines.map((line) => ({ to: 'err', line }));
