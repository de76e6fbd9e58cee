import { Secret } from '../domain/secret.ts';
import { Float } from '../domain/value.ts';
import { type Budget, descend } from './budget.ts';
import { isOperandList, isOperandMapping, listLike, type Operand } from './operand.ts';
import { floatText } from './python-text.ts';

/** Whether the value is or contains a Secret. */
export function holdsSecret(value: Operand, budget: Budget, depth = 0): boolean {
  if (value instanceof Secret) return true;
  if (isOperandList(value)) {
    budget.spend(value.length);
    return value.some((item) => holdsSecret(item, budget, descend(depth)));
  }
  if (!isOperandMapping(value)) return false;
  budget.spend(value.size);
  for (const item of value.values()) if (holdsSecret(item, budget, descend(depth))) return true;
  return false;
}

/** The value with its secrets as plain text, for a filter whose result is sealed again. */
export function unsealed(value: Operand, budget: Budget, depth = 0): Operand {
  budget.spend(1);
  if (value instanceof Secret) return value.reveal();
  if (isOperandList(value))
    return listLike(
      value,
      value.map((item) => unsealed(item, budget, descend(depth))),
    );
  if (!isOperandMapping(value)) return value;
  return new Map([...value].map(([key, item]) => [key, unsealed(item, budget, descend(depth))]));
}

/** What was made from a secret: every text and number in it becomes a Secret. Booleans, nulls and keys stay. */
export function sealed(value: Operand, budget: Budget, depth = 0): Operand {
  budget.spend(1);
  if (typeof value === 'string') return new Secret(value);
  if (typeof value === 'number' || typeof value === 'bigint') return new Secret(String(value));
  if (value instanceof Float) return new Secret(floatText(value.value));
  if (isOperandList(value))
    return listLike(
      value,
      value.map((item) => sealed(item, budget, descend(depth))),
    );
  if (!isOperandMapping(value)) return value;
  return new Map([...value].map(([key, item]) => [key, sealed(item, budget, descend(depth))]));
}
