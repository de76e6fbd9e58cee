import { Secret } from '../domain/secret.ts';
import type { Budget } from './budget.ts';
import type { Operand } from './operand.ts';
import { textOf } from './python-text.ts';
import { holdsSecret } from './secrecy.ts';

/** The values as one text, as Python's `str` writes each; a Secret as soon as one of them holds one. */
export function joinText(values: readonly Operand[], budget: Budget): string | Secret {
  const text = values.map((value) => textOf(value, budget)).join('');
  return values.some((value) => holdsSecret(value, budget)) ? new Secret(text) : text;
}
