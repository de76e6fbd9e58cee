import { parsed } from '../../domain/diagnostic.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import type { PlayPlan, RunPlan, TaskPlan } from '../../domain/run-plan.ts';
import type { SourceFiles } from '../../domain/source-files.ts';
import { folderOf } from '../../inventory/paths.ts';
import type { CompileRequest, Compiled, InputPorts } from '../ports.ts';

/** Stands in front of paths of what Bulwark brings along. */
export const brought = '<bulwark>/';
/** What is judged where nobody names a playbook. */
export const usualPlaybook = `${brought}playbooks/assess.yaml`;
/** The play that asks hosts what they are. */
export const factsPlay = 'What the hosts are';

/** The operator's files, and under `<bulwark>/` those that were shipped. */
export function withShipped(files: SourceFiles, shipped: SourceFiles): SourceFiles {
  const of = (path: string): readonly [SourceFiles, string] =>
    path.startsWith(brought) ? [shipped, path.slice(brought.length)] : [files, path];
  const ask =
    <Answer>(question: (source: SourceFiles, path: string) => Answer) =>
    (path: string): Answer =>
      question(...of(path));
  return {
    ...files,
    read: ask((source, path) => source.read(path)),
    list: ask((source, path) => source.list(path)),
    isFile: ask((source, path) => source.isFile(path)),
    isFolder: ask((source, path) => source.isFolder(path)),
    isOther: ask((source, path) => source.isOther?.(path) ?? false),
    textOf: ask((source, path) => source.textOf(path)),
  };
}

/**
 * Compiles a playbook with a play in front that asks its hosts, and no others, what they are. A task that fails there
 * leaves one question open and not all that come after it.
 */
export const compileAssessment =
  (compile: InputPorts['compile']) =>
  (request: CompileRequest): Parsed<Compiled> => {
    const alone = compile(request);
    if (!alone.ok) return alone;
    const { hosts, notSelected } = alone.value.plan;
    const path = besides(request.playbook);
    const text = withFacts(
      hosts.map(({ host }) => host.name),
      request,
    );
    const whole = compile({ ...request, playbook: path, files: withText(request.files, path, text) });
    if (!whole.ok) return whole;
    const plan = asAssessed({ ...whole.value.plan, playbook: request.playbook, notSelected });
    return parsed({ ...whole.value, plan }, whole.warnings);
  };

/** In the same folder: variables beside the playbook, and its own imports, are found as ever. */
const besides = (playbook: string): string => {
  const folder = folderOf(playbook);
  return `${folder === '' || folder === '.' ? '' : `${folder}/`}<assess>.yaml`;
};

const withFacts = (hosts: readonly string[], { playbook }: CompileRequest): string =>
  `- name: ${factsPlay}
  hosts: ${JSON.stringify(hosts)}
  gather_facts: false
  become: true
  tags: [always]
  tasks:
    - setup:
        gather: [os, snap, k8s, cluster]
      register: bulwark_host
    - debug:
        var: bulwark_host.ansible_facts
- import_playbook: ${JSON.stringify(playbook.slice(playbook.lastIndexOf('/') + 1))}
`;

const withText = (files: SourceFiles, path: string, text: string): SourceFiles => ({
  ...files,
  read: (name) => (name === path ? new TextEncoder().encode(text) : files.read(name)),
  isFile: (name) => name === path || files.isFile(name),
  textOf: (name) => (name === path ? text : files.textOf(name)),
});

/** Hosts are only looked at: in one batch, so that what is asked once is asked once, and to the end. */
const asAssessed = (plan: RunPlan): RunPlan => ({
  ...plan,
  guards: [],
  plays: plan.plays.map((play) => ({
    ...play,
    batches: play.hosts.length === 0 ? [] : [play.hosts],
    anyErrorsFatal: false,
    tasks: play.tasks.map(goingOn),
    handlers: play.handlers.map(goingOn),
  })) satisfies readonly PlayPlan[],
});

const goingOn = (task: TaskPlan): TaskPlan => ({ ...task, ignoreErrors: true, anyErrorsFatal: false });
