import { readModel } from '../../src/app/read-model.ts';
import type { ControlId, Subject } from '../../src/domain/module.ts';
import type { SourceFiles } from '../../src/domain/source-files.ts';
import type { YamlMap, YamlNode } from '../../src/domain/yaml-node.ts';
import { parametersOf } from '../../src/playbook/bind-parameters.ts';
import { allTasks } from '../../src/playbook/lint/all-tasks.ts';
import type { Task } from '../../src/playbook/model.ts';
import { get } from '../../src/source/decode.ts';

/** What carries a control in a playbook, and which part of a check it can answer. */
export interface CarriedSubject {
  readonly control: ControlId;
  readonly subject: Subject;
  readonly where: string;
}

/** Of all that a playbook and what it imports carry, as it is written: no host and no variable is needed. */
export function carriedSubjects(path: string, files: SourceFiles): readonly CarriedSubject[] {
  const playbook = readModel(path, files);
  if (playbook === null) throw new Error(`there is no ${path}`);
  return allTasks(playbook).flatMap(({ task }) => {
    const where = `${task.range.file}:${task.range.start.line}`;
    const whole = task.controls.map((control) => ({ control, subject: { kind: 'task' } as const, where }));
    return [...whole, ...entriesOf(task).map((entry) => ({ ...entry, where }))];
  });
}

type Entry = Pick<CarriedSubject, 'control' | 'subject'>;

function entriesOf({ module, parameters }: Task): readonly Entry[] {
  const given = parametersOf(parameters);
  const service = given.find(({ name }) => name === 'service')?.node;
  return given.flatMap(({ name, node }): readonly Entry[] => {
    switch (module.name) {
      case 'args_file':
        return service?.kind === 'scalar' ? flagEntries(node, service.written) : [];
      case 'permissions':
        return name === 'paths' ? mapOf(node).flatMap(([pathname, rule]) => pathEntries(pathname, rule)) : [];
      case 'sysctl':
        return name === 'values' ? mapOf(node).flatMap(([key, entry]) => withIds(entry, { kind: 'sysctl', key })) : [];
      default:
        return [];
    }
  });
}

/** `set: { FLAG: { controls } }`, or `absent: [{ flag: FLAG, controls }]`. */
function flagEntries(node: YamlNode, service: string): readonly Entry[] {
  const flags =
    node.kind === 'list'
      ? node.items.flatMap((item) => {
          const flag = item.kind === 'map' ? get(item, 'flag') : undefined;
          return flag?.kind === 'scalar' ? [[flag.written, item] as const] : [];
        })
      : mapOf(node);
  return flags.flatMap(([flag, entry]) => withIds(entry, { kind: 'arg', service, flag }));
}

const pathEntries = (path: string, rule: YamlNode): readonly Entry[] =>
  mapOf(rule).flatMap(([what, entry]) =>
    withIds(entry, { kind: what === 'mode' ? 'file-mode' : 'file-owner', path } as const),
  );

function withIds(entry: YamlNode, subject: Subject): readonly Entry[] {
  const controls = entry.kind === 'map' ? get(entry, 'controls') : undefined;
  return controls === undefined ? [] : idsIn(controls).map((control) => ({ control, subject }));
}

/** Ids of a list, or those that a template names. */
const idsIn = (node: YamlNode): readonly ControlId[] =>
  node.kind === 'list'
    ? node.items.flatMap(idsIn)
    : node.kind === 'scalar'
      ? (node.written.match(/\b(?:CIS(?:112)?-\d+(?:\.\d+)+|V-\d{6}|BW-[A-Z0-9-]+)/g) ?? [])
      : [];

const mapOf = (node: YamlNode): readonly (readonly [string, YamlNode])[] =>
  node.kind === 'map' ? (node satisfies YamlMap).entries.map(({ key, value }) => [key.written, value] as const) : [];
