import { Secret } from '../domain/secret.ts';
import type { Expression, ExpressionNode, Scope, Template } from '../domain/template.ts';
import type { Value } from '../domain/value.ts';
import { descend } from './budget.ts';
import { evaluateBody } from './evaluate-body.ts';
import { evaluate } from './evaluate-node.ts';
import { Failure } from './failure.ts';
import { innerFrame } from './frame.ts';
import {
  isOperandList,
  isOperandMapping,
  isText,
  type Operand,
  type OperandList,
  type OperandMapping,
  typeName,
  Undefined,
} from './operand.ts';
import { joinText, nativeValue } from './render.ts';
import { Run } from './run.ts';
import { TemplateError } from './template-error.ts';

export { TemplateError };

/** The value of a bare expression. Throws TemplateError; what the scope throws passes untouched. */
export function evaluateExpression(expression: Expression, scope: Scope): Value {
  return guarded(new Run(scope, expression.root.range), (run) => {
    const value = evaluate(expression.root, run, null);
    run.at = expression.root.range;
    return finished(value, expression.root, run);
  });
}

/** A condition must be `true` or `false`, as in ansible-core 2.19. Throws TemplateError. */
export function evaluateCondition(expression: Expression, scope: Scope): boolean {
  const value = evaluateExpression(expression, scope);
  if (typeof value === 'boolean') return value;
  throw new TemplateError({
    severity: 'error',
    code: 'condition-not-boolean',
    range: expression.root.range,
    summary: `the condition must be true or false, but it is ${article(typeName(value))}`,
    hint: conditionHint(value),
  });
}

/**
 * The value of a template. A lone `{{ x }}` keeps its type; several pieces are joined as text, where null is nothing;
 * no piece at all is null. A result that is text keeps the line ends that closed the template. Throws TemplateError.
 */
export function evaluateTemplate(template: Template, scope: Scope): Value {
  return guarded(new Run(scope, template.range), (run) => {
    const out: Operand[] = [];
    evaluateBody(template.body, run, innerFrame(null), out);
    const [only] = template.body;
    const value = finished(nativeValue(out, run.budget), only?.kind === 'output' ? only.expression : null, run);
    return isText(value) && out.length > 0 ? withNewlines(value, template.finalNewlines) : value;
  });
}

/** The text of a whole file; empty where nothing was put out at all. Throws TemplateError. */
export function renderText(template: Template, scope: Scope): string | Secret {
  return guarded(new Run(scope, template.range), (run) => {
    const out: Operand[] = [];
    evaluateBody(template.body, run, innerFrame(null), out);
    if (out.length === 0) return '';
    const text = textFrom(nativeValue(out, run.budget), run);
    return withNewlines(text, template.finalNewlines);
  });
}

function guarded<T>(run: Run, work: (run: Run) => T): T {
  try {
    return work(run);
  } catch (error) {
    throw run.explain(error);
  }
}

/** Checks what an expression made: no undefined inside, not too deep, not too large. What came straight from the scope is not walked. */
function finished(value: Operand, root: ExpressionNode | null, run: Run): Value {
  return root !== null && isPath(root) && isValue(value) ? value : settled(value, run, 0);
}

const isPath = (root: ExpressionNode): boolean =>
  root.kind === 'name' || ((root.kind === 'attribute' || root.kind === 'item') && isPath(root.of));
const isValue = (value: Operand): value is Value => !(value instanceof Undefined);

/** The value with its tuples as lists; itself where there are none. */
function settled(value: Operand, run: Run, depth: number): Value {
  run.budget.spend(1);
  if (value instanceof Undefined) throw new Failure('undefined-variable', value.summary);
  if (isOperandList(value)) return settledList(value, run, descend(depth));
  if (isOperandMapping(value)) return settledMapping(value, run, descend(depth));
  if (typeof value === 'string') run.budget.text(value.length);
  return value;
}

function settledList(list: OperandList, run: Run, depth: number): Value {
  return list.map((item) => settled(item, run, depth));
}

function settledMapping(mapping: OperandMapping, run: Run, depth: number): Value {
  return new Map([...mapping].map(([key, item]) => [key, settled(item, run, depth)]));
}

const textFrom = (value: Operand, run: Run): string | Secret => joinText([settled(value, run, 0)], run.budget);

function withNewlines(text: string | Secret, wanted: number): string | Secret {
  const plain = text instanceof Secret ? text.reveal() : text;
  const present = plain.length - plain.replace(/\n+$/, '').length;
  if (present >= wanted) return text;
  const result = plain + '\n'.repeat(wanted - present);
  return text instanceof Secret ? new Secret(result) : result;
}

const article = (name: string): string =>
  /^[aeiou]/.test(name)
    ? `an ${name}`
    : name === 'text' || name === 'null' || name === 'secret text'
      ? name
      : `a ${name}`;

function conditionHint(value: Value): string {
  if (isText(value))
    return 'compare it (x == "yes"), turn it into a boolean (x | bool), or ask whether it is empty (x | length > 0)';
  if (value === null) return 'ask "x is not none"';
  return typeof value === 'object'
    ? 'ask for its length: x | length > 0'
    : 'compare it: x != 0, or turn it into a boolean: x | bool';
}
