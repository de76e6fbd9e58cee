import { type Budget, descend } from '../budget.ts';
import { isOperandList, isOperandMapping, type Operand } from '../operand.ts';
import { entriesOf, type YamlStyle } from './style.ts';

/** Names for the lists and mappings that stand in several places, as PyYAML gives them: in the order in which they are met again. */
export function anchorsOf(value: Operand, style: YamlStyle, budget: Budget): ReadonlyMap<Operand, string> {
  const search: Search = { style, budget, met: new Set(), anchors: new Map() };
  look(value, search, 0);
  return search.anchors;
}

interface Search {
  readonly style: YamlStyle;
  readonly budget: Budget;
  readonly met: Set<Operand>;
  readonly anchors: Map<Operand, string>;
}

function look(value: Operand, search: Search, depth: number): void {
  if (!isOperandList(value) && !isOperandMapping(value)) return;
  search.budget.spend(1);
  if (search.met.has(value)) {
    const number = String(search.anchors.size + 1).padStart(3, '0');
    if (!search.anchors.has(value)) search.anchors.set(value, `id${number}`);
    return;
  }
  search.met.add(value);
  const items = isOperandList(value) ? value : entriesOf(value, search).map(([, item]) => item);
  for (const item of items) look(item, search, descend(depth));
}
