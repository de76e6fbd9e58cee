import { flatten } from '../flatten.ts';
import type { FlatTask } from '../flatten.ts';
import type { Play, Playbook } from '../model.ts';

/** Tasks and handlers of a play, blocks taken apart. */
export const tasksOf = (play: Play): readonly FlatTask[] =>
  [...play.tasks, ...play.handlers].flatMap((node) => flatten([node], play.inherited));

export const allTasks = ({ plays }: Playbook): readonly FlatTask[] => plays.flatMap(tasksOf);
