import type { ControlId } from '../../domain/module.ts';
import type { YamlNode } from '../../domain/yaml-node.ts';
import { entryOf } from '../../source/decode.ts';
import { parametersOf } from '../bind-parameters.ts';
import type { Located, Task } from '../model.ts';

/** An id on a task, or on an entry of its module. */
export interface Carried extends Located<ControlId> {
  readonly on: 'task' | 'entry';
}

/** Every id that the task carries, as far as it is written out. */
export function carriedBy({
  controlPlaces,
  module,
  parameters,
}: Pick<Task, 'controlPlaces' | 'module' | 'parameters'>): readonly Carried[] {
  const ofTask = controlPlaces.map((id) => ({ ...id, on: 'task' }) as const);
  if (module.kind !== 'host' || !module.claims) return ofTask;
  return [...ofTask, ...parametersOf(parameters).flatMap(({ node }) => ofEntries(node))];
}

function ofEntries(node: YamlNode): readonly Carried[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(ofEntries);
  const controls = entryOf(node, 'controls')?.value;
  const ids = controls?.kind === 'list' ? controls.items : [];
  return [
    ...ids.flatMap((id) =>
      id.kind === 'scalar' ? [{ value: id.written, range: id.range, on: 'entry' } as const] : [],
    ),
    ...node.entries.filter(({ value }) => value !== controls).flatMap(({ value }) => ofEntries(value)),
  ];
}
