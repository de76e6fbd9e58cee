import type { YamlNode } from '../../domain/yaml-node.ts';
import { parseYaml } from '../../source/parse-yaml.ts';
import type { RegisteredModule } from '../registry/registered.ts';

/** An example and the parameters of its tasks, as the binder would give them: sources and expressions replaced. */
export interface Example {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

export const examplesOf = (module: RegisteredModule): readonly Example[] =>
  module.examples.map((text) => ({ text, parameters: parametersOf(module, text) }));

/** Of tasks that are none of this module there are none. */
function parametersOf(module: RegisteredModule, text: string): readonly unknown[] {
  const parsed = parseYaml('example', text);
  if (!parsed.ok || parsed.value?.kind !== 'list') return [];
  const names = [module.name, ...module.aliases];
  return parsed.value.items.flatMap((task) => {
    const entry = task.kind === 'map' ? task.entries.find(({ key }) => names.includes(key.written)) : undefined;
    return entry === undefined ? [] : [replaced(module, plainOf(entry.value))];
  });
}

/** Plain data; a mode is its digits as they were written. */
function plainOf(node: YamlNode, key = ''): unknown {
  if (node.kind === 'list') return node.items.map((item) => plainOf(item));
  if (node.kind === 'map')
    return Object.fromEntries(
      node.entries.map((entry) => [entry.key.written, plainOf(entry.value, entry.key.written)]),
    );
  return /(?:^|_)mode$/.test(key) && typeof node.value === 'number' ? node.written : node.value;
}

function replaced(module: RegisteredModule, given: unknown): unknown {
  if (typeof given === 'string' && Object.hasOwn(module.sources, 'cmd')) return replaced(module, { cmd: given });
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, replacement(module, name, value)]));
}

function replacement(module: RegisteredModule, name: string, value: unknown): unknown {
  if (Object.hasOwn(module.sources, name)) return { path: String(value), content: 'text\n' };
  if (!module.expressions.includes(name)) return value;
  const one = (text: unknown): unknown => ({ text: String(text), value: true });
  return Array.isArray(value) ? value.map(one) : one(value);
}
