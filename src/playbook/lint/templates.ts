import { parametersOf } from '../bind-parameters.ts';
import type { Playbook } from '../model.ts';
import { allTasks } from './all-tasks.ts';

/** Names of the templates that tasks render, each once; a name that hangs on variables as it is written. */
export function templatesOf(playbook: Playbook): readonly string[] {
  const names = allTasks(playbook).flatMap(({ task }) =>
    parametersOf(task.parameters).flatMap(({ content, node }) =>
      content.kind === 'source' && content.source === 'template' && node.kind === 'scalar' ? [node.written] : [],
    ),
  );
  return [...new Set(names)];
}
