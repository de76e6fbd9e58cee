import type { Diagnostic, SourceRange } from '../domain/diagnostic.ts';
import type { ControllerFile, EvaluatedExpression } from '../domain/module.ts';
import { isList, isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import type { YamlNode } from '../domain/yaml-node.ts';
import type { ParameterIssue } from '../modules/index.ts';
import { evaluateExpression, renderText, TemplateError } from '../template/evaluate.ts';
import { bindProblem } from './bind-problems.ts';
import type { Attempts } from './bind-problems.ts';
import { evaluateFill } from './evaluate-fill.ts';
import { VARIABLE } from './parse-values.ts';
import { splitCommand } from './split-command.ts';
import type { Parameter, ParameterContent, ParameterExpression, Parameters, Task } from './model.ts';
import { omitted, plainObject, toPlain } from './plain.ts';
import type { HostScope } from './scope.ts';
import type { SourceLoader } from './source-files.ts';

/** Parameters with their values: `input` for the module, `open` the names of those that are not known (yet). */
export interface FilledParameters {
  readonly input: Readonly<Record<string, unknown>>;
  readonly open: readonly string[];
}

/** `localScope` gives the scope with further variables on top (for the `vars` of a template). */
export interface FillContext {
  readonly scope: HostScope;
  readonly localScope: (vars: ReadonlyMap<string, Value>) => HostScope;
  readonly sources: SourceLoader;
  readonly playbookFolder: string;
}

/** Fills in each parameter; what fails is noted in `attempts`. */
export function fillParameters(task: Task, context: FillContext, attempts: Attempts): FilledParameters {
  const given = parametersOf(task.parameters);
  const open: string[] = [];
  const filled = given.flatMap((parameter): [string, unknown][] => {
    const named = attempts.run(() => nameOf(parameter, context.scope));
    const value = attempts.run(() => ({ value: fillOne(task, parameter, context) }));
    if (value === null || named === null) open.push(parameter.name);
    return value === null || named === null || value.value === omitted ? [] : [[named, value.value]];
  });
  return { input: plainObject(filled), open };
}

export const parametersOf = ({ given, freeForm }: Parameters): readonly Parameter[] =>
  freeForm === null ? [...given.values()] : [freeForm];

/** What is wrong with parameters, each at its own place. */
export function issueDiagnostics(task: Task, issues: readonly ParameterIssue[]): readonly Diagnostic[] {
  return issues.map((issue) => issueDiagnostic(task, issue));
}

function nameOf({ name, nameFill, key }: Parameter, scope: HostScope): string {
  if (nameFill === undefined) return name;
  const filled = evaluateFill(nameFill, scope);
  if (typeof filled === 'string' && VARIABLE.test(filled)) return filled;
  throw bindProblem(
    'variable-name',
    `\`${name}\` gives no name of a variable`,
    key,
    'letters, digits and _, no digit first',
  );
}

function fillOne(task: Task, { name, content, node }: Parameter, context: FillContext): unknown {
  switch (content.kind) {
    case 'value':
      return plainFor(task, name, evaluateFill(content.fill, context.scope));
    case 'source':
      return fillSource(task, content, node.range, context);
    case 'expressions':
      return fillExpressions(task, content, context.scope);
  }
}

/** Modules of the controller see values as they are; those of hosts take plain JavaScript. */
function plainFor({ module }: Task, name: string, value: Value): unknown {
  if (module.kind === 'controller' || value === omitted) return value;
  return toPlain(value, module.data.includes(name) ? 'kept' : 'numbers');
}

function fillSource(
  task: Task,
  content: ParameterContent & { kind: 'source' },
  range: SourceRange,
  context: FillContext,
): ControllerFile | Value {
  const name = evaluateFill(content.fill, context.scope);
  if (name === omitted) return omitted;
  if (content.source === 'command') return fillCommand(name, range, context);
  if (typeof name !== 'string' || name === '') throw bindProblem('bad-value', 'the name of a file must be text', range);
  if (content.source === 'raw') {
    const { path, bytes } = context.sources.raw(name, range, context.playbookFolder);
    return { path, content: bytes };
  }
  if (content.source === 'place') {
    const host = context.scope.get('inventory_hostname');
    const path = context.sources.place(name, context.playbookFolder);
    return { path, content: '', host: typeof host === 'string' ? host : '' };
  }
  const { path, template } = context.sources.template(name, range, context.playbookFolder);
  const vars = varsParameter(task, context.scope);
  const scope = vars.size === 0 ? context.scope : context.localScope(vars);
  return { path, content: renderText(template, scope) };
}

/** A script with what stands behind it. */
function fillCommand(given: Value, range: SourceRange, { sources, playbookFolder }: FillContext): ControllerFile {
  const command = isList(given) ? listedCommand(given) : typeof given === 'string' ? splitCommand(given) : null;
  if (command === null || command.name === '')
    throw bindProblem('bad-value', 'a script is named by text, or by a list of texts that begins with it', range);
  const { path, bytes } = sources.raw(command.name, range, playbookFolder);
  return { path, content: bytes, rest: command.rest };
}

function listedCommand(given: readonly Value[]): { name: string; rest: readonly string[] } | null {
  const words = given
    .map((word) => (typeof word === 'bigint' ? String(word) : word))
    .filter((word) => typeof word === 'string');
  const [name = '', ...rest] = words;
  return words.length === given.length ? { name, rest } : null;
}

/** The `vars` of a template task. */
function varsParameter(task: Task, scope: HostScope): ReadonlyMap<string, Value> {
  const content = task.parameters.given.get('vars')?.content;
  const value = content?.kind === 'value' ? evaluateFill(content.fill, scope) : null;
  return isMapping(value) ? new Map([...value].map(([name, item]) => [String(name), item])) : new Map();
}

function fillExpressions(
  task: Task,
  { items, list }: ParameterContent & { kind: 'expressions' },
  scope: HostScope,
): unknown {
  const evaluated = items.map((item) => evaluateItem(task, item, scope));
  return list ? evaluated : evaluated[0];
}

/** `debug` tells that a variable is undefined; for everybody else that is an error. */
function evaluateItem(
  task: Task,
  { text, node, expression }: ParameterExpression,
  scope: HostScope,
): EvaluatedExpression {
  if (expression === null) return { text, value: node.value };
  try {
    return { text, value: evaluateExpression(expression, scope) };
  } catch (error) {
    const isTold =
      error instanceof TemplateError && error.diagnostic.code === 'undefined-variable' && task.module.name === 'debug';
    if (!isTold) throw error;
    return { text, value: undefined, problem: error.diagnostic.summary };
  }
}

function issueDiagnostic(task: Task, { code, path, message, near }: ParameterIssue): Diagnostic {
  const [name, ...rest] = path;
  const parameter = parametersOf(task.parameters).find((one) => one.name === name);
  const shown = `\`${path.map(String).join('.')}\``;
  const label = near[0] === undefined ? {} : { label: `did you mean \`${near[0]}\`?` };
  const { moduleKey } = task.parameters;
  if (code === 'unknown-parameter') {
    const range = rest.length === 0 ? parameter?.key : keyIn(parameter?.node, rest);
    const known =
      near.length > 0 || rest.length > 0 || task.module.open
        ? {}
        : { hint: `${task.module.name} takes ${task.module.parameters.join(', ')}` };
    return {
      severity: 'error',
      code,
      summary: `unknown parameter ${shown} of ${task.module.name}`,
      range: range ?? moduleKey,
      ...label,
      ...known,
    };
  }
  const range = parameter === undefined ? moduleKey : nodeIn(parameter.node, rest).range;
  const subject = path.length === 0 ? task.module.name : shown;
  return {
    severity: 'error',
    code,
    summary: `${subject} ${message}${path.length === 0 ? '' : ` (${task.module.name})`}`,
    range,
    ...label,
  };
}

type Path = readonly (string | number)[];

/** The node at a path, or the deepest one on the way: a template hides what is below it. */
function nodeIn(node: YamlNode, path: Path): YamlNode {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  const inner =
    node.kind === 'list' ? node.items[Number(step)] : node.kind === 'map' ? entryIn(node, step)?.value : undefined;
  return inner === undefined ? node : nodeIn(inner, rest);
}

function keyIn(node: YamlNode | undefined, path: Path): SourceRange | undefined {
  const last = path.at(-1);
  if (node === undefined || last === undefined) return undefined;
  const holder = nodeIn(node, path.slice(0, -1));
  const entry = holder.kind === 'map' ? entryIn(holder, last) : undefined;
  return entry?.key.range ?? holder.range;
}

const entryIn = (node: YamlNode & { kind: 'map' }, key: string | number) =>
  node.entries.find((entry) => entry.key.written === String(key));
