import type { Budget } from './budget.ts';
import type { Operand, Undefined } from './operand.ts';
import { type Arguments, type Signature, signature } from './signature.ts';

/** What a filter may use of the evaluation around it. */
export interface Work {
  readonly budget: Budget;
  filter(name: string, input: Operand, positional: readonly Operand[], named: ReadonlyMap<string, Operand>): Operand;
  test(
    name: string,
    input: Operand,
    positional: readonly Operand[],
    named: ReadonlyMap<string, Operand>,
  ): boolean | Undefined;
}

/**
 * A filter or method. `opaque`: it gets secrets as plain text, and everything that it makes is sealed again.
 * `structural`: it moves values about without looking inside them; a Secret stays a Secret.
 * Unless `takesUndefined`, an undefined input or argument is the result.
 */
export interface Filter {
  readonly signature: Signature;
  readonly secrecy: 'opaque' | 'structural';
  readonly takesUndefined?: boolean;
  apply(input: Operand, given: Arguments, work: Work): Operand;
}

/** A test. Its answer is a plain boolean, also about a secret. */
export interface Test {
  readonly signature: Signature;
  readonly takesUndefined?: boolean;
  apply(input: Operand, given: Arguments, work: Work): boolean;
}

export type Filters = Readonly<Record<string, Filter>>;
export type Tests = Readonly<Record<string, Test>>;

export const opaque = (takes: string, apply: Filter['apply']): Filter => ({
  signature: signature(takes),
  secrecy: 'opaque',
  apply,
});
export const structural = (takes: string, apply: Filter['apply']): Filter => ({
  signature: signature(takes),
  secrecy: 'structural',
  apply,
});
/** Structural, and handed undefined input and arguments as they are. */
export const tolerant = (takes: string, apply: Filter['apply']): Filter => ({
  ...structural(takes, apply),
  takesUndefined: true,
});
export const test = (takes: string, apply: Test['apply']): Test => ({ signature: signature(takes), apply });
