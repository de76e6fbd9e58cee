import { itemsOf } from '../access.ts';
import type { Budget } from '../budget.ts';
import { contains, isEqual, order } from '../compare.ts';
import { Failure } from '../failure.ts';
import { defined, isNumber, isOperandList, isOperandMapping, type Operand, Tuple, typeName } from '../operand.ts';
import { type Test, test, type Tests } from '../registry.ts';
import { Seen } from '../filters/sets.ts';
import { calculate } from '../arithmetic.ts';

const eq = comparing((a, b, budget) => isEqual(a, b, budget));
const ne = comparing((a, b, budget) => !isEqual(a, b, budget));
const lt = comparing((a, b, budget) => order(a, b, budget) < 0);
const le = comparing((a, b, budget) => order(a, b, budget) <= 0);
const gt = comparing((a, b, budget) => order(a, b, budget) > 0);
const ge = comparing((a, b, budget) => order(a, b, budget) >= 0);
const subset = comparing((a, b, budget) => isSubset(a, b, budget));
const superset = comparing((a, b, budget) => isSubset(b, a, budget));

export const comparisonTests: Tests = {
  eq,
  equalto: eq,
  '==': eq,
  ne,
  '!=': ne,
  lt,
  lessthan: lt,
  '<': lt,
  le,
  '<=': le,
  gt,
  greaterthan: gt,
  '>': gt,
  ge,
  '>=': ge,
  subset,
  issubset: subset,
  superset,
  issuperset: superset,
  in: comparing((a, b, budget) => contains(b, a, budget)),
  contains: comparing((a, b, budget) => contains(a, b, budget)),
  odd: test('', (input, _given, { budget }) => isEqual(remainder(input, 2, budget), 1, budget)),
  even: test('', (input, _given, { budget }) => isEqual(remainder(input, 2, budget), 0, budget)),
  divisibleby: test('num', (input, given, { budget }) =>
    isEqual(remainder(input, given.or('num', 1), budget), 0, budget)),
};

function comparing(compare: (left: Operand, right: Operand, budget: Budget) => boolean): Test {
  return test('b', (input, given, { budget }) => compare(input, given.or('b', null), budget));
}

function isSubset(small: Operand, large: Operand, budget: Budget): boolean {
  const [few, many] = [itemsOf(small, budget), itemsOf(large, budget)];
  for (const item of [...few, ...many]) requireHashable(item);
  const all = new Seen(many, budget);
  return few.every((item) => all.has(item));
}

/** Python's sets take no lists and no mappings. */
function requireHashable(item: Operand): void {
  const known = defined(item);
  if (known instanceof Tuple) known.forEach(requireHashable);
  else if (isOperandList(known) || isOperandMapping(known))
    throw new Failure('template-type', `subset and superset compare scalars, not a ${typeName(known)}`);
}

function remainder(value: Operand, divisor: Operand, budget: Budget): Operand {
  if (!isNumber(value)) throw new Failure('template-type', `a number is needed, not a ${typeName(value)}`);
  return calculate('%', value, divisor, budget);
}
