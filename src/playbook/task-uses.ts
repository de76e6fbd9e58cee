import type { NameUse } from '../domain/template.ts';
import { TemplateError } from '../template/evaluate.ts';
import { BindProblems } from './bind-problems.ts';
import type { CompiledTask } from './compiled.ts';
import { usesOf } from './fill.ts';
import type { Condition, GateKeyword, Inherited, Parameter, Setting } from './model.ts';
import { parametersOf } from './bind-parameters.ts';

/** Where a task itself reads names, without what its variables read in turn. */
export interface TaskUses {
  readonly conditions: readonly NameUse[];
  /** Parameters, settings, environment, gate, loop, verdicts, names and templates. */
  readonly others: readonly NameUse[];
  /** Which template it renders hangs on variables, so that not all names are known. */
  readonly isOpen: boolean;
}

export function taskUses(compiled: CompiledTask): TaskUses {
  const { task, inherited } = compiled;
  const files = parametersOf(task.parameters).map((parameter) => templateUses(compiled, parameter));
  return {
    conditions: conditionUses(inherited.when),
    others: [
      ...parametersOf(task.parameters).flatMap(parameterUses),
      ...files.flatMap((uses) => uses ?? []),
      ...settingsOf(inherited, task.gate).flatMap(settingUses),
      ...[task.loop?.over, task.loop?.label, task.name, ...task.notify].flatMap((setting) =>
        settingUses(setting ?? null),
      ),
      ...[task.until?.retries, task.until?.delay].flatMap((setting) => settingUses(setting ?? null)),
      ...conditionUses([...(task.changedWhen ?? []), ...(task.failedWhen ?? []), ...(task.until?.conditions ?? [])]),
    ],
    isOpen: files.includes(null),
  };
}

const conditionUses = (conditions: readonly Condition[]): readonly NameUse[] =>
  conditions.flatMap((condition) => (condition.kind === 'expression' ? condition.expression.uses : []));

function parameterUses({ nameFill, content }: Parameter): readonly NameUse[] {
  if (content.kind === 'expressions') return content.items.flatMap(({ expression }) => expression?.uses ?? []);
  return [...(nameFill === undefined ? [] : usesOf(nameFill)), ...usesOf(content.fill)];
}

const settingUses = (setting: Setting | null): readonly NameUse[] => (setting === null ? [] : usesOf(setting.fill));

const settingsOf = (inherited: Inherited, gate: GateKeyword | null): readonly (Setting | null)[] => [
  inherited.become,
  inherited.becomeUser,
  inherited.becomeMethod,
  inherited.noLog,
  inherited.checkMode,
  inherited.timeout,
  inherited.ignoreErrors,
  inherited.throttle,
  inherited.delegateTo,
  ...inherited.environments,
  ...(gate === null ? [] : [gate.component, gate.endpoint, gate.timeout, gate.stableFor]),
];

/** Names that a template file reads; null when its own name hangs on variables. */
function templateUses({ world, play }: CompiledTask, { content, node }: Parameter): readonly NameUse[] | null {
  if (content.kind !== 'source' || content.source !== 'template') return [];
  if (content.fill.kind !== 'literal' || typeof content.fill.value !== 'string') return null;
  try {
    return world.sources.template(content.fill.value, node.range, play.facts.folder).template.uses;
  } catch (error) {
    if (error instanceof TemplateError || error instanceof BindProblems) return [];
    throw error;
  }
}
