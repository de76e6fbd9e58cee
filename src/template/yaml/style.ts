import type { MapKey } from '../../domain/value.ts';
import type { Budget } from '../budget.ts';
import { Failure } from '../failure.ts';
import { orderKeys } from '../json-text.ts';
import type { Operand, OperandMapping } from '../operand.ts';

/** Options of PyYAML's `dump`; `flow` null writes collections of scalars on one line; `width` in columns. */
export interface YamlStyle {
  readonly indent: number;
  readonly flow: boolean | null;
  readonly width: number;
  readonly sortKeys: boolean;
}

export function entriesOf(
  mapping: OperandMapping,
  { style, budget }: { readonly style: YamlStyle; readonly budget: Budget },
): readonly (readonly [MapKey, Operand])[] {
  const entries = [...mapping];
  if (!style.sortKeys) return entries;
  try {
    return entries.toSorted(([a], [b]) => orderKeys(a, b, budget));
  } catch (error) {
    if (error instanceof Failure && error.code === 'template-type') return entries; // keys without an order stay as they are
    throw error;
  }
}
