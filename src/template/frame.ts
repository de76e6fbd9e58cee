import type { Operand } from './operand.ts';
import type { Run } from './run.ts';

/** The names that a template binds itself: one frame for the template, one for each turn of a loop. */
export interface Frame {
  readonly bound: Map<string, Operand>;
  readonly outer: Frame | null;
}

export const innerFrame = (outer: Frame | null): Frame => ({ bound: new Map(), outer });

/** The innermost binding, or what the scope says. */
export function resolve(name: string, frame: Frame | null, run: Run): Operand {
  for (let at = frame; at !== null; at = at.outer) {
    const value = at.bound.get(name);
    if (value !== undefined) return value;
  }
  return run.name(name);
}
