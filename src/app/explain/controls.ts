import { asWritten, paragraph } from '../../domain/page.ts';
import type { Block } from '../../domain/page.ts';
import type { SourceFiles } from '../../domain/source-files.ts';
import type { Topic } from '../../domain/topic.ts';
import type { YamlEntry, YamlNode } from '../../domain/yaml-node.ts';
import { ownModules, type ModuleSet } from '../../modules/index.ts';
import { parametersOf } from '../../playbook/bind-parameters.ts';
import { allTasks } from '../../playbook/lint/all-tasks.ts';
import type { Task } from '../../playbook/model.ts';
import { get, nodeToValue } from '../../source/decode.ts';
import { isList } from '../../domain/value.ts';
import { readModel } from '../read-model.ts';
import { shownNode } from '../shown-variable.ts';

/** A place of a playbook that is for a control. */
interface Mention {
  readonly control: string;
  readonly where: string;
  readonly task: string;
  readonly wanted: readonly string[];
}

/** Controls that tasks of the project's playbook carry, else those of the shipped ones. */
export function controlTopics(
  playbook: string | null,
  files: SourceFiles,
  shipped: SourceFiles,
  modules: ModuleSet,
): readonly Topic[] {
  const own = playbook === null ? [] : mentionsIn(playbook, playbook, files, modules);
  const names = (shipped.list('playbooks') ?? []).filter((name) => /\.ya?ml$/.test(name));
  const brought = names.flatMap((name) =>
    mentionsIn(`playbooks/${name}`, `playbooks/${name} (shipped)`, shipped, ownModules),
  );
  const known = new Set(own.map(({ control }) => control));
  const all = [...own, ...brought.filter(({ control }) => !known.has(control))];
  return [...Map.groupBy(all, ({ control }) => control)].map(([control, mentions]) => topicOf(control, mentions));
}

const topicOf = (control: string, mentions: readonly Mention[]): Topic => ({
  kind: 'control',
  name: control,
  page: {
    title: `${control}  (${benchmarkOf(control)})`,
    blocks: [
      ...mentions.flatMap(({ where, task, wanted }): readonly Block[] => [
        paragraph(`${where}  ${task}`),
        asWritten(wanted),
      ]),
      paragraph(
        'This is what the playbook does for it. The words of the benchmark itself come with the catalogue of controls, which is not built yet.',
      ),
    ],
  },
});

const benchmarkOf = (control: string): string =>
  control.startsWith('CIS-') ? 'CIS Kubernetes Benchmark' : control.startsWith('V-') ? 'DISA STIG' : 'control';

function mentionsIn(path: string, shown: string, files: SourceFiles, modules: ModuleSet): readonly Mention[] {
  const playbook = readModel(path, files, modules);
  return playbook === null ? [] : allTasks(playbook).flatMap(({ task }) => mentionsOf(task, shown));
}

function mentionsOf(task: Task, shown: string): readonly Mention[] {
  const [file, note = ''] = shown.split(/(?= \()/);
  const about = { where: `${file}:${task.range.start.line}${note}`, task: task.name?.written ?? task.module.name };
  const parameters = parametersOf(task.parameters);
  const whole = task.controls.map((control) => ({
    ...about,
    control,
    wanted: [task.module.name, ...parameters.map(({ name, node }) => `  ${name}: ${shownNode(name, node)}`)],
  }));
  const entries = parameters.flatMap(({ name, node }) => entriesIn(node, `${task.module.name} ${name}`));
  return [...whole, ...entries.map((entry) => ({ ...about, ...entry }))];
}

/** Entries of a parameter that carry controls of their own, with the words that lead to them. */
function entriesIn(node: YamlNode, lead: string): readonly Pick<Mention, 'control' | 'wanted'>[] {
  if (node.kind === 'list') return node.items.flatMap((item) => entriesIn(item, lead));
  if (node.kind === 'scalar') return [];
  const controls = get(node, 'controls');
  const ids = controls === undefined ? [] : nodeToValue(controls);
  const rest = node.entries.filter(({ key }) => key.written !== 'controls');
  const here = (isList(ids) ? ids : [ids])
    .map(String)
    .map((control) => ({ control, wanted: [`${lead}: ${entryWords(rest)}`] }));
  return [
    ...(controls === undefined ? [] : here),
    ...rest.flatMap(({ key, value }) => entriesIn(value, `${lead} ${key.written}`)),
  ];
}

const entryWords = (entries: readonly YamlEntry[]): string =>
  entries.map(({ key, value }) => `${key.written} ${shownNode(key.written, value)}`).join(', ');
