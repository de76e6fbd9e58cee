import { foldNodes } from '../domain/node-set.ts';
import type { RunEvent, TaskFinished } from '../domain/event.ts';
import { wrap } from './columns.ts';
import { delegatedText } from './delegated-text.ts';
import { foldEqual } from './fold.ts';
import { escapeControls } from './host-text.ts';

/** Collects what `-v` lists: every task with its outcome, folded over hosts. Costs memory, so only made when asked for. */
export interface TaskList {
  add(event: RunEvent): void;
  text(width: number): readonly string[];
}

export function startTaskList(): TaskList {
  const seen: { readonly host: string; readonly value: TaskFinished }[] = [];
  return {
    add: (event) => {
      if (event.type === 'task-finished' || event.type === 'handler-finished')
        seen.push({ host: event.host, value: event });
    },
    text: (width) => {
      const folded = foldEqual(seen, lineKey).toSorted(
        (a, b) => seen.findIndex(({ value }) => value === a.value) - seen.findIndex(({ value }) => value === b.value),
      );
      return folded.flatMap(({ value, hosts }) => wrap(`  ${lineKey(value)}  ${foldNodes(hosts)}`, width, 13));
    },
  };
}

function lineKey(task: TaskFinished): string {
  const item = task.item === null ? '' : ` (${task.item})`;
  const why = task.because === null ? '' : ` [${task.because}]`;
  return escapeControls(
    `${task.status.padEnd(9)}  ${task.file}:${task.line} ${task.task}${item}${delegatedText(task)}${why}${task.ignored ? ' [ignored]' : task.rescued ? ' [rescued]' : ''}`,
  );
}
