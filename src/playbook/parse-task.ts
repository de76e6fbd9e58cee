import type { SourceRange } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import { asMap, entryOf, get } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { checkKeywords, reportKeyword, reportMissing } from './keyword-errors.ts';
import { blockKeywords, importTasksKeywords, taskKeywords } from './keywords.ts';
import type { Block, Task, TaskNode } from './model.ts';
import { carriedBy } from './controls/carried.ts';
import { verdictKeyword } from './controls/verdict-keywords.ts';
import { parseControls } from './parse-controls.ts';
import { parseGate } from './parse-gate.ts';
import { importKey, importedList } from './parse-import.ts';
import { parseInherited } from './parse-inherited.ts';
import { parseLoop } from './parse-loop.ts';
import type { ParseContext } from './parse-context.ts';
import { parseModule } from './parse-module.ts';
import { parseUntil } from './parse-until.ts';
import type { ModuleRegistry } from './parse-module.ts';
import {
  checkName,
  conditionsOf,
  listOf,
  locatedStrings,
  onFailureOf,
  plainText,
  textSetting,
  textSettings,
} from './parse-values.ts';

export type TaskKind = 'task' | 'handler';

/** The tasks of a list; those that cannot be read are left out, with their mistakes reported. */
export function parseTasks(
  node: YamlNode | undefined,
  what: string,
  kind: TaskKind,
  context: ParseContext,
): readonly TaskNode[] {
  return listOf(node, what, context.problems).flatMap((item) => {
    const task = parseNode(item, kind, context);
    return task === null ? [] : [task];
  });
}

function parseNode(node: YamlNode, kind: TaskKind, context: ParseContext): TaskNode | null {
  const map = asMap(node, `a ${kind}`, context.problems);
  if (map === null) return null;
  if (importKey(map, 'import_tasks') !== null) return parseImport(map, kind, context);
  const isBlock = ['block', 'rescue', 'always'].some((part) => entryOf(map, part) !== undefined);
  return isBlock ? parseBlock(map, kind, context) : parseTask(map, kind, context);
}

/** An imported file is a block of its tasks. */
function parseImport(map: YamlMap, kind: TaskKind, context: ParseContext): Block {
  const { problems } = context;
  const known = [importKey(map, 'import_tasks') ?? 'import_tasks', ...importTasksKeywords];
  checkKeywords(map, known, 'import_tasks', problems);
  const inherited = parseInherited(map, problems);
  const inner = { ...context, tables: [...context.tables, ...inherited.vars] };
  const list = importedList(map, 'import_tasks', inner);
  const tasks = list === null ? [] : list.items.flatMap((item) => parseNode(item, kind, list.context) ?? []);
  return { kind: 'block', inherited, tasks, rescue: [], always: [], notify: [], onFailure: 'keep' };
}

function parseBlock(map: YamlMap, kind: TaskKind, context: ParseContext): Block {
  checkKeywords(map, blockKeywords, 'a block', context.problems);
  const [first] = map.entries;
  if (kind === 'handler')
    context.problems.error('misplaced-keyword', 'a handler cannot be a block', first?.key.range ?? map.range, {
      hint: 'write each of its tasks as a handler, with one `listen` for all of them',
    });
  if (entryOf(map, 'block') === undefined)
    context.problems.error('no-block', '`rescue` and `always` belong to a `block`', first?.key.range ?? map.range, {
      hint: 'write `block:` with the tasks that may fail before them',
    });
  const inherited = parseInherited(map, context.problems);
  const inner = { ...context, tables: [...context.tables, ...inherited.vars] };
  return {
    kind: 'block',
    inherited,
    tasks: parseTasks(get(map, 'block'), '`block`', kind, inner),
    rescue: parseTasks(get(map, 'rescue'), '`rescue`', kind, inner),
    always: parseTasks(get(map, 'always'), '`always`', kind, inner),
    notify: textSettings(map, 'notify', context.problems),
    onFailure: onFailureOf(map, context.problems),
  };
}

function parseTask(map: YamlMap, kind: TaskKind, context: ParseContext): Task | null {
  const { modules, problems } = context;
  const module = parseModule(map, modules, problems);
  checkTaskKeywords(map, module !== null, context);
  const parts = taskParts(map, kind, problems);
  if (module === null || module.parameters === null) return remember(map, parts, context);
  const task: Task = { kind: 'task', ...parts, module: module.module, parameters: module.parameters };
  checkCombinations(map, kind, task, problems);
  return task;
}

function taskParts(map: YamlMap, kind: TaskKind, problems: Problems): Omit<Task, 'kind' | 'module' | 'parameters'> {
  const controls = parseControls(map, problems);
  return {
    name: textSetting(map, 'name', problems),
    range: map.entries[0]?.key.range ?? map.range,
    inherited: parseInherited(map, problems),
    loop: parseLoop(map, problems),
    register: registerOf(map, problems),
    notify: textSettings(map, 'notify', problems),
    listen: locatedStrings(map, 'listen', problems).map(({ value }) => value),
    changedWhen: conditionsOf(map, 'changed_when', problems),
    failedWhen: conditionsOf(map, 'failed_when', problems),
    until: parseUntil(map, problems),
    controls: controls.map(({ value }) => value),
    controlPlaces: controls,
    gate: parseGate(map, problems),
    restartIf: restartIfOf(map, problems),
    reason: plainText(map, 'reason', problems),
    risk: plainText(map, 'risk', problems),
    environment: entryOf(map, 'environment')?.key.range ?? null,
  };
}

function restartIfOf(map: YamlMap, problems: Problems): SourceRange | null {
  const word = plainText(map, 'restart_if', problems);
  const node = get(map, 'restart_if');
  if (word === null || node === undefined) return null;
  if (word === 'stale') return node.range;
  problems.error('wrong-value', '`restart_if` takes the word stale', node.range, {
    hint: 'it restarts the service when its process is older than a file that it reads',
  });
  return null;
}

/** A word that is neither keyword nor module; when nothing else can be the module, it was meant to be one. */
function checkTaskKeywords(map: YamlMap, hasModule: boolean, { modules, problems }: ParseContext): void {
  const strange = map.entries.filter(({ key }) => !isKeyword(key.written) && modules.find(key.written) === undefined);
  for (const { key } of strange) {
    if (hasModule || strange.length > 1)
      reportKeyword(key, guessFor(key.written, hasModule, modules), taskKeywords, 'a task', problems);
    else if (!reportMissing(key, problems)) reportModule(key, modules, problems);
  }
  if (!hasModule && strange.length === 0) {
    problems.error('no-module', 'a task needs a module', map.entries[0]?.key.range ?? map.range, {
      hint: `the modules are ${modules.names.join(', ')}`,
    });
  }
}

const guessFor = (word: string, hasModule: boolean, modules: ModuleRegistry): string | undefined =>
  hasModule ? near(word, taskKeywords)[0] : modules.near(word, taskKeywords)[0];

function reportModule(key: YamlScalar, modules: ModuleRegistry, problems: Problems): void {
  const name = key.written;
  const short = name.split('.').at(-1) ?? name;
  const guess = modules.find(short) === undefined ? modules.near(name, taskKeywords)[0] : short;
  const words =
    guess === undefined
      ? { hint: `the modules are ${modules.names.join(', ')}` }
      : { label: `did you mean \`${guess}\`?` };
  problems.error('unknown-module', `unknown module \`${name}\``, key.range, words);
}

/** A task that cannot be read still sets variables and answers to names: no second mistake shall come of it. */
function remember(map: YamlMap, { register, listen }: Pick<Task, 'register' | 'listen'>, { lost }: ParseContext): null {
  const name = get(map, 'name');
  const names = [register, name === undefined || name.kind !== 'scalar' ? null : name.written, ...listen];
  for (const each of names) if (each !== null) lost.add(each);
  return null;
}

const isKeyword = (word: string): boolean => taskKeywords.some((keyword) => keyword === word);

function registerOf(map: YamlMap, problems: Problems): string | null {
  const name = plainText(map, 'register', problems);
  const node = get(map, 'register');
  return name !== null && node !== undefined && checkName(name, node.range, problems) ? name : null;
}

function checkCombinations(map: YamlMap, kind: TaskKind, task: Task, problems: Problems): void {
  const refuse = (key: string, summary: string, hint: string): void => {
    const range = entryOf(map, key)?.key.range;
    if (range !== undefined) problems.error('misplaced-keyword', summary, range, { hint });
  };
  if (kind === 'task') {
    refuse('restart_if', '`restart_if` belongs to the handler of a service', 'put it on the handler that restarts it');
    refuse('listen', '`listen` belongs to a handler', 'move the task to `handlers`, or use `notify`');
  } else if (task.name === null && task.listen.length === 0) {
    problems.error('no-name', 'a handler needs a `name`', task.range, { hint: 'tasks notify a handler by its name' });
  }
  if (task.module.kind === 'controller')
    refuse(
      'gate',
      `\`gate\` has nothing to watch on a ${task.module.name} task`,
      'put it on the task that changes the service',
    );
  if (carriedBy(task).length > 0) {
    for (const key of ['failed_when', 'changed_when', 'ignore_errors', 'no_log', 'delegate_to']) {
      refuse(key, ...verdictKeyword(key));
    }
  }
}
