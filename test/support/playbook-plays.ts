import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { parse, stringify } from 'yaml';
import { z } from 'zod';

type Task = Readonly<Record<string, unknown>>;
export interface Play {
  readonly tasks: readonly Task[];
  readonly handlers: readonly Task[];
  readonly [keyword: string]: unknown;
}

/** The plays of a shipped playbook as data, with imported tasks where the import stands. */
export const playsOf = (path: string): readonly Play[] =>
  playsShape.parse(parse(readFileSync(path, 'utf8'))).map((play) => ({
    ...play,
    tasks: play.tasks.flatMap((task) => imported(task, path)),
    handlers: play.handlers.flatMap((task) => imported(task, path)),
  }));

/** A playbook that lies alone: what it imports stands in it. */
export const inOneFile = (path: string): string => stringify(playsOf(path), { aliasDuplicateObjects: false });

/** The text of a playbook and of all that it imports. */
export const textOf = (path: string): string => {
  const text = readFileSync(path, 'utf8');
  return [text, ...importsIn(text, path).map(textOf)].join('\n');
};

function imported(task: Task, from: string): readonly Task[] {
  const name = task['import_tasks'];
  if (typeof name !== 'string') return [task];
  const path = join(dirname(from), name);
  return tasksShape.parse(parse(readFileSync(path, 'utf8'))).flatMap((one) => imported(one, path));
}

const importsIn = (text: string, from: string): readonly string[] => [
  ...new Set([...text.matchAll(/import_tasks: (\S+)/g)].map(([, name = '']) => join(dirname(from), name))),
];

const tasksShape = z.array(z.record(z.string(), z.unknown()));
const playsShape = z.array(z.looseObject({ tasks: tasksShape, handlers: tasksShape.default([]) }));
