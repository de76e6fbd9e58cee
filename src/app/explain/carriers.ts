import type { SourceFiles } from '../../domain/source-files.ts';
import type { YamlEntry, YamlNode } from '../../domain/yaml-node.ts';
import { ownModules, type ModuleSet } from '../../modules/index.ts';
import { parametersOf } from '../../playbook/bind-parameters.ts';
import { allTasks } from '../../playbook/lint/all-tasks.ts';
import type { Task } from '../../playbook/model.ts';
import { get } from '../../source/decode.ts';
import { readModel } from '../read-model.ts';
import { shownNode } from '../shown-variable.ts';

/** A place of a playbook that carries a control. `wanted`: the entry, or the parameters of the whole task. */
export interface Carrier {
  readonly control: string;
  readonly where: string;
  readonly task: string;
  readonly wanted: readonly string[];
}

/**
 * What carries controls in the project's playbook; what it does not carry, in the shipped ones. A task that several
 * playbooks import is told once.
 */
export function carriersOf(
  playbook: string | null,
  files: SourceFiles,
  shipped: SourceFiles,
  modules: ModuleSet,
): readonly Carrier[] {
  const own = playbook === null ? [] : carriersIn(playbook, '', files, modules);
  const names = (shipped.list('playbooks') ?? []).filter((name) => /\.ya?ml$/.test(name));
  const brought = names.flatMap((name) => carriersIn(`playbooks/${name}`, ' (shipped)', shipped, ownModules));
  const known = new Set(own.map(({ control }) => control));
  const all = [...own, ...brought.filter(({ control }) => !known.has(control))];
  return [...new Map(all.map((carrier) => [JSON.stringify(carrier), carrier])).values()];
}

function carriersIn(path: string, note: string, files: SourceFiles, modules: ModuleSet): readonly Carrier[] {
  const playbook = readModel(path, files, modules);
  return playbook === null ? [] : allTasks(playbook).flatMap(({ task }) => carriersAt(task, note));
}

/** Of `assert` and `debug`: what is said, and how loudly. */
const words: ReadonlySet<string> = new Set(['fail_msg', 'success_msg', 'msg', 'quiet', 'severity']);

function carriersAt(task: Task, note: string): readonly Carrier[] {
  const { file, start } = task.range;
  const about = { where: `${file}:${start.line}${note}`, task: task.name?.written ?? task.module.name };
  const parameters = parametersOf(task.parameters);
  const whole = task.controls.map((control) => ({
    ...about,
    control,
    wanted: [
      task.module.name,
      ...parameters
        .filter(({ name }) => !words.has(name))
        .map(({ name, node }) => `  ${name}: ${shownNode(name, node)}`)
        .filter((text) => !text.includes('\n')),
    ],
  }));
  const entries = parameters.flatMap(({ name, node }) => entriesIn(node, `${task.module.name} ${name}`));
  return [...whole, ...entries.map((entry) => ({ ...about, ...entry }))];
}

/** Entries of a parameter that carry controls of their own, with the words that lead to them. */
function entriesIn(node: YamlNode, lead: string): readonly Pick<Carrier, 'control' | 'wanted'>[] {
  if (node.kind === 'list') return node.items.flatMap((item) => entriesIn(item, lead));
  if (node.kind === 'scalar') return [];
  const controls = get(node, 'controls');
  const rest = node.entries.filter(({ key }) => key.written !== 'controls');
  const here = idsIn(controls).map((control) => ({ control, wanted: [`${lead}: ${entryWords(rest)}`] }));
  return [...here, ...rest.flatMap(({ key, value }) => entriesIn(value, `${lead} ${key.written}`))];
}

/** Those that are written out, and those that a template names. */
const idsIn = (controls: YamlNode | undefined): readonly string[] =>
  controls === undefined
    ? []
    : controls.kind === 'scalar'
      ? (controls.written.match(/\b(?:CIS|V-|BW-)[A-Z0-9.-]*[A-Z0-9]/g) ?? [])
      : controls.kind === 'list'
        ? controls.items.flatMap(idsIn)
        : [];

const entryWords = (entries: readonly YamlEntry[]): string =>
  entries.map(({ key, value }) => `${key.written} ${shownNode(key.written, value)}`).join(', ');
