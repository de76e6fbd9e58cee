import type { Parsed } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import type { RegexTest } from '../inventory/match-term.ts';
import { limitHosts as limitBy, selectHosts as selectBy } from '../inventory/pattern.ts';
import type { PatternPlace } from '../inventory/pattern.ts';
import { Budget } from '../template/budget.ts';
import { compileRegex } from '../template/regex/compile.ts';
import { runRegex } from '../template/regex/run.ts';

/** `selectHosts` of the inventory, with Python's regular expressions for `~`. */
export const selectHosts = (pattern: string, inventory: Inventory, place?: PatternPlace): Parsed<readonly string[]> =>
  selectBy(pattern, inventory, pythonRegex, place);

/** `limitHosts` of the inventory, likewise. */
export const limitHosts = (
  pattern: string,
  hosts: readonly string[],
  inventory: Inventory,
): Parsed<readonly string[]> => limitBy(pattern, hosts, inventory, pythonRegex);

/** Each name has a budget of its own. */
const pythonRegex: RegexTest = (source) => {
  const regex = compileRegex(source, { ignoreCase: false, multiline: false }, new Budget());
  return (text) => runRegex(regex, text, 0, 'here', new Budget()) !== null;
};
