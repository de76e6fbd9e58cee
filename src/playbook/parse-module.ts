import { near } from '../domain/near.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import type { RegisteredModule } from '../modules/registry/registered.ts';
import { describe, isNothing } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { parseExpression } from '../template/parse.ts';
import { fillNode, fillVariable } from './fill.ts';
import type { Parameter, ParameterContent, ParameterExpression, Parameters } from './model.ts';
import { checkName, isTemplate } from './parse-values.ts';

/** The modules that a playbook may use. */
export interface ModuleRegistry {
  /** Every name and alias. */
  readonly names: readonly string[];
  /** By name or alias. */
  find(name: string): RegisteredModule | undefined;
  /** Names like this one, of modules and of the other words given; nearest first. */
  near(name: string, others: Iterable<string>): readonly string[];
}

export function moduleRegistry(names: readonly string[], find: ModuleRegistry['find']): ModuleRegistry {
  return { names, find, near: (name, others) => near(name.replace(/^ansible\.builtin\./, ''), [...names, ...others]) };
}

/** `parameters` is null when they cannot be read, which was reported. */
export interface ParsedModule {
  readonly module: RegisteredModule;
  readonly parameters: Parameters | null;
}

/** The one module of a task and its parameters; null when there is none. A second one is reported. */
export function parseModule(map: YamlMap, modules: ModuleRegistry, problems: Problems): ParsedModule | null {
  const [entry, second] = map.entries.filter(({ key }) => modules.find(key.written) !== undefined);
  if (entry === undefined) return null;
  if (second !== undefined) {
    const summary = `a second module \`${second.key.written}\` in one task`;
    problems.error('second-module', summary, second.key.range, {
      label: `\`${entry.key.written}\` is the first`,
      hint: 'make two tasks of it',
    });
  }
  const module = modules.find(entry.key.written);
  return module === undefined ? null : { module, parameters: parseParameters(module, entry, problems) };
}

function parseParameters(module: RegisteredModule, { key, value }: YamlEntry, problems: Problems): Parameters | null {
  const none: Parameters = { moduleKey: key.range, given: new Map(), freeForm: null };
  if (isNothing(value)) return none;
  if (value.kind === 'map') return { ...none, given: givenIn(module, value, problems) };
  if (value.kind === 'scalar' && typeof value.value === 'string') {
    const words = freeForm(module, key, value, problems);
    return words === null ? null : { ...none, freeForm: words };
  }
  problems.error(
    'wrong-type',
    `the parameters of ${module.name} must be a mapping, not ${describe(value)}`,
    value.range,
  );
  return null;
}

function givenIn(module: RegisteredModule, map: YamlMap, problems: Problems): ReadonlyMap<string, Parameter> {
  if (module.name === 'set_fact')
    for (const { key } of map.entries) if (!isTemplate(key)) checkName(key.written, key.range, problems);
  return new Map(map.entries.map((entry) => [entry.key.written, parameter(module, entry, problems)]));
}

function parameter(module: RegisteredModule, { key, value }: YamlEntry, problems: Problems): Parameter {
  const name = key.written;
  const content = contentOf(module, name, value, problems);
  const nameFill = module.name === 'set_fact' && isTemplate(key) ? { nameFill: fillNode(key, problems) } : {};
  return { name, ...nameFill, key: key.range, node: value, content };
}

function contentOf(module: RegisteredModule, name: string, node: YamlNode, problems: Problems): ParameterContent {
  const source = Object.hasOwn(module.sources, name) ? module.sources[name] : undefined;
  if (source !== undefined) return { kind: 'source', source, fill: fillNode(node, problems) };
  if (module.expressions.includes(name)) return expressions(node, problems);
  return {
    kind: 'value',
    fill: isOctal(name, node)
      ? { kind: 'literal', value: node.written }
      : (module.name === 'set_fact' ? fillVariable : fillNode)(node, problems),
  };
}

/** YAML 1.2 reads `0600` as the decimal 600: where a mode is wanted the written text is meant. */
const isOctal = (name: string, node: YamlNode): node is YamlScalar =>
  /(?:^|_)mode$/.test(name) &&
  node.kind === 'scalar' &&
  typeof node.value === 'number' &&
  /^0o?[0-7]+$/.test(node.written);

function expressions(node: YamlNode, problems: Problems): ParameterContent {
  const nodes = node.kind === 'list' ? node.items : [node];
  const items = nodes.flatMap((item): ParameterExpression[] => {
    if (item.kind === 'scalar') return [expression(item, problems)];
    problems.error('wrong-type', `an expression must be text, not ${describe(item)}`, item.range);
    return [];
  });
  return { kind: 'expressions', list: node.kind === 'list', items };
}

function expression(node: YamlScalar, problems: Problems): ParameterExpression {
  const text = node.written;
  if (typeof node.value !== 'string') return { text, node, expression: null };
  return {
    text,
    node,
    expression: problems.take(parseExpression(text, (offset, length) => node.locate(offset, length))),
  };
}

function freeForm(module: RegisteredModule, key: YamlScalar, node: YamlScalar, problems: Problems): Parameter | null {
  if (!module.freeForm) return refuseFreeForm(module, node, problems);
  const option = /(?:^|\s)((?:creates|removes|chdir|executable|stdin|argv)=)/.exec(node.written);
  if (option?.[1] !== undefined) {
    const range = node.locate(option.index + option[0].length - option[1].length, option[1].length);
    problems.error('free-form', `\`${option[1]}\` is not read out of the words of a command`, range, {
      hint: `${module.name}: {cmd: ..., ${option[1].slice(0, -1)}: ...}`,
    });
  }
  return { name: 'cmd', key: key.range, node, content: contentOf(module, 'cmd', node, problems) };
}

function refuseFreeForm(module: RegisteredModule, node: YamlScalar, problems: Problems): null {
  const pairs = [...node.written.matchAll(/(\w+)=("[^"]*"|'[^']*'|\S*)/g)].map(
    ([, name, value]) => `${name}: ${value}`,
  );
  const hint =
    pairs.length === 0 ? `write ${module.name} with a mapping below it` : `${module.name}: {${pairs.join(', ')}}`;
  problems.error('free-form', `the parameters of ${module.name} must be a mapping, not words`, node.range, { hint });
  return null;
}
