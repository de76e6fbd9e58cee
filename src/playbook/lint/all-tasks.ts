import { flatten } from '../flatten.ts';
import type { FlatTask } from '../flatten.ts';
import type { Play, Playbook } from '../model.ts';

/** Tasks and handlers of a play, blocks taken apart. */
export const tasksOf = ({ preTasks, tasks, postTasks, handlers, inherited }: Play): readonly FlatTask[] =>
  flatten([...preTasks, ...tasks, ...postTasks, ...handlers], inherited).tasks;

export const allTasks = ({ plays }: Playbook): readonly FlatTask[] => plays.flatMap(tasksOf);
