import type { ExpressionNode } from '../domain/template.ts';
import { TemplateError } from '../template/evaluate.ts';
import { expressionsOf } from '../template/tree.ts';
import { parametersOf } from './bind-parameters.ts';
import { BindProblems } from './bind-problems.ts';
import type { CompiledTask } from './compiled.ts';
import type { Fill } from './fill.ts';
import type { Condition, Parameter } from './model.ts';

/** All that is evaluated for a task itself, without what its variables hold. */
export interface TaskTexts {
  readonly fills: readonly Fill[];
  readonly expressions: readonly ExpressionNode[];
}

export function taskTexts(compiled: CompiledTask): TaskTexts {
  const { task, inherited } = compiled;
  const parameters = parametersOf(task.parameters);
  const { become, becomeUser, becomeMethod, noLog, checkMode, timeout, throttle, delegateTo, environments } = inherited;
  const settings = [
    become,
    becomeUser,
    becomeMethod,
    noLog,
    checkMode,
    timeout,
    throttle,
    delegateTo,
    ...environments,
    task.loop?.over,
    task.loop?.label,
    task.name,
    task.until?.retries,
    task.until?.delay,
    task.gate?.component,
    task.gate?.endpoint,
    task.gate?.timeout,
    task.gate?.stableFor,
  ];
  const conditions = [inherited.when, task.changedWhen, task.failedWhen, task.until?.conditions];
  return {
    fills: [
      ...settings.flatMap((setting) => setting?.fill ?? []),
      ...parameters.flatMap(({ nameFill }) => nameFill ?? []),
      ...parameters.flatMap(({ content }) => (content.kind === 'expressions' ? [] : [content.fill])),
    ],
    expressions: [
      ...conditions.flatMap((list) => (list ?? []).flatMap(rootOf)),
      ...parameters.flatMap(({ content }) =>
        content.kind === 'expressions' ? content.items.flatMap(({ expression }) => expression?.root ?? []) : [],
      ),
      ...parameters.flatMap((parameter) => templateExpressions(compiled, parameter)),
    ],
  };
}

const rootOf = (condition: Condition): readonly ExpressionNode[] =>
  condition.kind === 'expression' ? [condition.expression.root] : [];

/** Of a template file whose name is known. */
function templateExpressions({ world, play }: CompiledTask, { content, node }: Parameter): readonly ExpressionNode[] {
  if (content.kind !== 'source' || content.source !== 'template') return [];
  if (content.fill.kind !== 'literal' || typeof content.fill.value !== 'string') return [];
  try {
    return expressionsOf(world.sources.template(content.fill.value, node.range, play.facts.folder).template.body);
  } catch (error) {
    if (error instanceof TemplateError || error instanceof BindProblems) return [];
    throw error;
  }
}
