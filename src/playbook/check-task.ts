import type { YamlNode } from '../domain/yaml-node.ts';
import { oldBoolean } from '../source/old-boolean.ts';
import type { Problems } from '../source/problems.ts';
import { Attempts } from './bind-problems.ts';
import { issueDiagnostics, parametersOf } from './bind-parameters.ts';
import type { CompiledTask } from './compiled.ts';
import type { Parameter, Task } from './model.ts';
import { plainObject, toPlain } from './plain.ts';
import { splitCommand } from './split-command.ts';

/** What can be said of a task without a host: names of parameters, constant values, files with a constant name, warnings. */
export function checkTask(compiled: CompiledTask, problems: Problems): void {
  const { task } = compiled;
  const values = literalsOf(task);
  const open = parametersOf(task.parameters)
    .map(({ name }) => name)
    .filter((name) => !Object.hasOwn(values, name));
  problems.addAll(issueDiagnostics(task, task.module.check(values, open)));
  checkSources(compiled, problems);
  checkEnvironment(task, problems);
  warnOldBooleans(task, values, open, problems);
  if (compiled.plan.kind === 'task' && neverConverges(compiled)) {
    problems.warn(
      'never-converges',
      `this ${task.module.name} runs every time and is always "changed"`,
      task.parameters.moduleKey,
      {
        hint: 'say when it is done: creates, removes, unless, onlyif, changed_when, or read_only: true',
      },
    );
  }
}

function literalsOf(task: Task): Readonly<Record<string, unknown>> {
  const isController = task.module.kind === 'controller';
  return plainObject(
    parametersOf(task.parameters).flatMap(({ name, nameFill, content }): [string, unknown][] =>
      nameFill === undefined && content.kind === 'value' && content.fill.kind === 'literal'
        ? [[name, isController ? content.fill.value : toPlain(content.fill.value)]]
        : [],
    ),
  );
}

function checkSources({ task, world, play }: CompiledTask, problems: Problems): void {
  for (const { content, node } of parametersOf(task.parameters)) {
    if (content.kind === 'source' && content.source === 'place') continue;
    if (content.kind !== 'source' || content.fill.kind !== 'literal' || typeof content.fill.value !== 'string')
      continue;
    const name = content.source === 'command' ? splitCommand(content.fill.value).name : content.fill.value;
    const attempts = new Attempts(world.variables.withoutHost(play.tables));
    attempts.run(() =>
      content.source === 'template'
        ? world.sources.template(name, node.range, play.facts.folder)
        : world.sources.raw(name, node.range, play.facts.folder),
    );
    problems.addAll(attempts.problems);
  }
}

function checkEnvironment(task: Task, problems: Problems): void {
  if (task.environment === null || task.module.parameters.includes('environment')) return;
  problems.error('misplaced-keyword', `\`environment\` has no effect on ${task.module.name}`, task.environment, {
    hint: 'only commands have one: drop the line',
  });
}

/** `yes` where the module wants a boolean: it takes true in its place, but no other word. */
function warnOldBooleans(
  task: Task,
  values: Readonly<Record<string, unknown>>,
  open: readonly string[],
  problems: Problems,
): void {
  for (const { name, node } of parametersOf(task.parameters)) {
    if (
      !isOldBoolean(node) ||
      !accepts(task, values, open, name, true) ||
      accepts(task, values, open, name, 'no-boolean')
    )
      continue;
    const word = oldBoolean(node.written);
    problems.warn('old-boolean', `\`${node.written}\` is read as ${word} for \`${name}\``, node.range, {
      hint: `write ${word}`,
    });
  }
}

const isOldBoolean = (node: YamlNode): node is YamlNode & { kind: 'scalar' } =>
  node.kind === 'scalar' &&
  node.style === 'plain' &&
  typeof node.value === 'string' &&
  oldBoolean(node.written) !== null;

function accepts(
  task: Task,
  values: Readonly<Record<string, unknown>>,
  open: readonly string[],
  name: string,
  value: unknown,
): boolean {
  const changed = plainObject([...Object.entries(values), [name, value]]);
  return !task.module.check(changed, open).some(({ path }) => path[0] === name);
}

const GUARDS = ['creates', 'removes', 'unless', 'onlyif', 'read_only'];

function neverConverges({ task }: CompiledTask): boolean {
  if (!['command', 'shell', 'script'].includes(task.module.name)) return false;
  return (
    task.changedWhen === null && !parametersOf(task.parameters).some(({ name }: Parameter) => GUARDS.includes(name))
  );
}
