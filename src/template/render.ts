import { Secret } from '../domain/secret.ts';
import { type Budget, descend } from './budget.ts';
import { Group, isOperandList, isOperandMapping, type Operand, Tuple } from './operand.ts';
import { textOf } from './python-text.ts';
import { holdsSecret } from './secrecy.ts';

/** The values as one text, as Python's `str` writes each; a Secret as soon as one of them holds one. */
export function joinText(values: readonly Operand[], budget: Budget): string | Secret {
  const text = values.map((value) => textOf(value, budget)).join('');
  return values.some((value) => holdsSecret(value, budget)) ? new Secret(text) : text;
}

/** What the pieces of a template make: one keeps its type, several are joined as text, none is null. */
export function nativeValue(pieces: readonly Operand[], budget: Budget): Operand {
  const [first = null, second] = pieces;
  if (second === undefined) return first;
  return joinText(
    pieces.map((piece) => withoutTuples(piece, budget)),
    budget,
  );
}

/** Tuples become lists where a template puts them out. Groups of `groupby` stay, as in Ansible. */
export function withoutTuples(value: Operand, budget: Budget, depth = 0): Operand {
  if (isOperandList(value)) {
    if (value instanceof Group) return value;
    budget.spend(value.length);
    const items = value.map((item) => withoutTuples(item, budget, descend(depth)));
    return value instanceof Tuple || items.some((item, index) => item !== value[index]) ? [...items] : value;
  }
  if (!isOperandMapping(value)) return value;
  budget.spend(value.size);
  const entries = [...value].map(([key, item]) => [key, withoutTuples(item, budget, descend(depth))] as const);
  return entries.some(([key, item]) => item !== value.get(key)) ? new Map(entries) : value;
}
