import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { Playbook } from '../model.ts';
import { allTasks } from './all-tasks.ts';

/** Tasks whose `when` is plainly false, of their own or of a block. */
export const neverRuns = (playbook: Playbook): readonly Diagnostic[] =>
  allTasks(playbook)
    .filter(({ inherited }) => inherited.when.some((condition) => condition.kind === 'constant' && !condition.value))
    .map(({ task }) => ({
      severity: 'warning',
      code: 'never-runs',
      summary: `\`when: false\`: ${task.name?.written ?? task.module.name} never runs`,
      range: task.range,
      hint: 'take it out, or let a variable decide: when: my_switch | default(false)',
    }));
