import type { Budget } from '../budget.ts';
import type { Regex } from './compile.ts';
import { type Match, runRegex } from './run.ts';

/** Every match from left to right, as Python's `finditer` finds them: an empty one may follow a longer one. `limit` 0 is none. */
export function everyMatch(regex: Regex, text: string, limit: number, budget: Budget): readonly Match[] {
  const matches: Match[] = [];
  let [at, notEmptyAt] = [0, -1];
  while (limit <= 0 || matches.length < limit) {
    const match = runRegex(regex, text, at, 'anywhere', budget, notEmptyAt);
    if (match === null) break;
    matches.push(match);
    at = match.end;
    notEmptyAt = match.start === match.end ? match.end : -1;
  }
  return matches;
}
