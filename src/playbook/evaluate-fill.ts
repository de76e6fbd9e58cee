import type { Scope } from '../domain/template.ts';
import { unreachable } from '../domain/unreachable.ts';
import { Secret } from '../domain/secret.ts';
import { Float, isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { evaluateCondition, evaluateTemplate } from '../template/evaluate.ts';
import type { Fill } from './fill.ts';
import type { Condition } from './model.ts';
import { omitted } from './plain.ts';
import { BrokenTemplate } from './signals.ts';

/** The value with every template filled in. Throws TemplateError, NotYetKnown, BrokenTemplate. */
export function evaluateFill(fill: Fill, scope: Scope): Value {
  switch (fill.kind) {
    case 'literal':
      return fill.value;
    case 'template':
      return evaluateTemplate(fill.template, scope);
    case 'sealed':
      return asSecret(evaluateTemplate(fill.template, scope));
    case 'list':
      return fill.items.map((item) => evaluateFill(item, scope));
    case 'map':
      return new Map(fill.entries.map(([key, value]) => [key, evaluateFill(value, scope)]));
    case 'broken':
      throw new BrokenTemplate();
    default:
      return unreachable(fill);
  }
}

/** Texts and numbers become secrets; booleans, nothing and keys stay. */
function asSecret(value: Value): Value {
  if (isList(value)) return value.map(asSecret);
  if (isMapping(value)) return new Map([...value].map(([key, item]) => [key, asSecret(item)]));
  if (value === null || value === omitted || typeof value === 'boolean' || value instanceof Secret) return value;
  return new Secret(value instanceof Float ? String(value.value) : String(value));
}

/** All must hold; those behind the first that does not are not looked at. Throws as `evaluateFill`. */
export const allHold = (conditions: readonly Condition[], scope: Scope): boolean =>
  conditions.every((condition) => holds(condition, scope));

const holds = (condition: Condition, scope: Scope): boolean =>
  condition.kind === 'constant' ? condition.value : evaluateCondition(condition.expression, scope);

/** The first that does not hold, as it is written. Throws as `evaluateFill`. */
export function falseConditionOf(conditions: readonly Condition[], scope: Scope): Value {
  const found = conditions.find((condition) => !holds(condition, scope));
  return found?.kind === 'expression' ? found.written : false;
}
