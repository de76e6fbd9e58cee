import type { SourceRange } from '../../domain/diagnostic.ts';
import { type PartialCheck, partsOf } from '../../domain/control.ts';
import type { ControlGuard } from '../../domain/control-guard.ts';
import type { Value } from '../../domain/value.ts';
import type { Problems } from '../../source/problems.ts';
import type { CompiledTask } from '../compiled.ts';
import type { Setting } from '../model.ts';
import type { Definitions } from '../definitions.ts';
import { AnsweredVariables } from './answered-variables.ts';
import { carriedBy, type Carried } from './carried.ts';
import { verdictKeyword } from './verdict-keywords.ts';

/**
 * What would make a verdict worth nothing, found without a host: ids that no catalogue has, keywords of a play or block
 * that change or hide results, tasks that cannot tell whether the control that they carry is met, and `-e` in the place
 * of what a host answered, or of what that is judged by.
 */
export function checkControls(
  tasks: readonly CompiledTask[],
  definitions: Definitions,
  extraVars: ReadonlyMap<string, Value>,
  problems: Problems,
): void {
  const answered = new AnsweredVariables(tasks, definitions);
  if (tasks.some(({ task }) => carriedBy(task).length > 0)) refuseForcedFacts(tasks, extraVars, problems);
  for (const compiled of tasks) {
    const carried = carriedBy(compiled.task);
    const [first] = carried;
    if (first === undefined) continue;
    refuseInherited(compiled, problems);
    const guard = compiled.world.guard();
    if (guard !== null) for (const id of carried) checkId(id, compiled, answered, guard, problems);
    refuseForced(compiled, first.range, 'what a host answered', answered.forced(compiled.task, extraVars), problems);
    refuseForced(compiled, first.range, 'what its task judges by', answered.moved(compiled, extraVars), problems);
  }
}

/** What the task says itself was refused when it was read. */
function refuseInherited({ task, inherited }: CompiledTask, problems: Problems): void {
  const refuse = (key: string, setting: Setting | null, own: Setting | null): void => {
    if (setting === null || setting === own || isFalse(setting)) return;
    const [summary, hint] = verdictKeyword(key);
    const at = `it is inherited by ${task.name?.written ?? task.module.name}, line ${task.range.start.line}`;
    problems.error('misplaced-keyword', summary, setting.range, { detail: at, hint });
  };
  refuse('ignore_errors', inherited.ignoreErrors, task.inherited.ignoreErrors);
  refuse('no_log', inherited.noLog, task.inherited.noLog);
  refuse('delegate_to', inherited.delegateTo, task.inherited.delegateTo);
}

const isFalse = ({ fill }: Setting): boolean => fill.kind === 'literal' && fill.value === false;

function checkId(
  id: Carried,
  compiled: CompiledTask,
  answered: AnsweredVariables,
  guard: ControlGuard,
  problems: Problems,
): void {
  const control = guard.find(id.value);
  if (control === null) return reportUnknown(id, guard, problems);
  if (compiled.plan.runOnce && control.scope !== 'cluster')
    problems.error('control-run-once', `${control.id} is of each host, and \`run_once\` asks one of them`, id.range, {
      hint: 'drop `run_once`, or `controls`',
    });
  if (id.on === 'entry' || control.check === null || answered.letTell(compiled.task)) return;
  problems.error(
    'control-not-answered',
    `this ${compiled.task.module.name} cannot tell whether ${control.id} is met`,
    id.range,
    {
      label: `it wants ${partsOf(control.check).map(subjectWords).join(', and ')}`,
      hint: 'put the id on what checks it: an entry of args_file, a file, an assert about what a host answered',
    },
  );
}

function reportUnknown({ value, range }: Carried, guard: ControlGuard, problems: Problems): void {
  const [guess] = guard.near(value);
  const words =
    guess === undefined
      ? { hint: '`bulwark explain CIS-1.2.19` shows a control that there is' }
      : { label: `did you mean \`${guess}\`?` };
  problems.error('unknown-control', `there is no control \`${value}\``, range, words);
}

/** What a part of a check looks at. */
function subjectWords(part: PartialCheck): string {
  switch (part.kind) {
    case 'arg':
      return `${part.service} --${part.flag}`;
    case 'file-mode':
    case 'file-owner':
      return part.path;
    case 'sysctl':
      return `sysctl ${part.key}`;
    case 'task':
      return part.wanted;
  }
}

/** Facts say which controls apply to a host. */
function refuseForcedFacts(
  tasks: readonly CompiledTask[],
  extraVars: ReadonlyMap<string, Value>,
  problems: Problems,
): void {
  for (const { task } of tasks)
    if (task.module.name === 'setup' && task.register !== null && extraVars.has(task.register))
      problems.error('control-forced', `-e ${task.register} stands in the place of what a host answered`, undefined, {
        hint: `leave ${task.register} out of -e: facts say which controls apply`,
      });
}

/** `-e` beats what tasks register and what their `vars` say, so that anything could be said in the place of an answer. */
function refuseForced(
  { task }: CompiledTask,
  range: SourceRange,
  what: string,
  names: readonly string[],
  problems: Problems,
): void {
  const ids = [...new Set(carriedBy(task).map(({ value }) => value))].join(', ');
  for (const name of names)
    problems.error('control-forced', `-e ${name} stands in the place of ${what}`, range, {
      label: `${ids} would be judged by it`,
      hint: `leave ${name} out of -e`,
    });
}
