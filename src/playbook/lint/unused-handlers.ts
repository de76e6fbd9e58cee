import type { Diagnostic } from '../../domain/diagnostic.ts';
import { flatten } from '../flatten.ts';
import type { Play, Playbook, Task } from '../model.ts';
import { tasksOf } from './all-tasks.ts';

/** Handlers that nothing notifies. A play whose notifications hang on variables is left alone. */
export const unusedHandlers = ({ plays, lost }: Playbook): readonly Diagnostic[] =>
  lost.size > 0 ? [] : plays.flatMap(ofPlay);

function ofPlay(play: Play): readonly Diagnostic[] {
  const notified = tasksOf(play).flatMap(({ task }) => task.notify);
  if (notified.some(({ fill }) => fill.kind !== 'literal')) return [];
  const names = new Set(notified.map(({ written }) => written));
  return flatten(play.handlers, play.inherited)
    .tasks.filter(({ task }) => !answers(task, names))
    .map(({ task }) => ({
      severity: 'warning',
      code: 'unused-handler',
      summary: `nothing notifies the handler \`${task.name?.written ?? task.module.name}\``,
      range: task.range,
      hint: 'notify it, or take it out',
    }));
}

const answers = ({ name, listen }: Task, names: ReadonlySet<string>): boolean =>
  (name !== null && (name.fill.kind !== 'literal' || names.has(name.written))) ||
  listen.some((word) => names.has(word));
