import { Float } from '../domain/value.ts';
import { calculate } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { isInteger, type Operand } from './operand.ts';

/** Python's `sum`: what is lost when floats are added is made up for at the end (Neumaier), since Python 3.12. */
export function total(items: readonly Operand[], start: Operand, budget: Budget): Operand {
  let sum = start;
  for (const [index, item] of items.entries()) {
    if (sum instanceof Float) return floatTotal(items.slice(index), sum, budget);
    sum = calculate('+', sum, item, budget);
  }
  return sum;
}

function floatTotal(items: readonly Operand[], start: Float, budget: Budget): Operand {
  let [sum, lost] = [start.value, 0];
  const made = (): Float => new Float(Number.isFinite(lost) ? sum + lost : sum);
  for (const [index, item] of items.entries()) {
    budget.spend(1);
    if (item instanceof Float) {
      const next = sum + item.value;
      lost += Math.abs(sum) >= Math.abs(item.value) ? sum - next + item.value : item.value - next + sum;
      sum = next;
    } else if (isInteger(item)) sum += Number(item);
    else return total(items.slice(index + 1), calculate('+', made(), item, budget), budget);
  }
  return made();
}
