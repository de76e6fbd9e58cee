import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import test, { type ExecutionContext } from 'ava';

import type { BoundModule } from '../../src/domain/bound.ts';
import type { Value } from '../../src/domain/value.ts';
import { findModule } from '../../src/modules/index.ts';
import { Fleet } from '../engine/support/fleet.ts';
import { askHere } from '../support/simulated-host.ts';
import { makeTree, treeIn, type FileAnswer, type FileCase } from './support/file-cases.ts';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
const questions = Object.entries(fixture('questions-files.json') as Readonly<Record<string, FileCase>>);
const { answers } = fixture('answers-files.json') as {
  readonly answers: Readonly<Record<string, readonly FileAnswer[]>>;
};

/** What differs on purpose, by question, with the reason. */
const deviations: Readonly<Record<string, string>> = {
  'a new folder': "without a mode a new folder is its owner's alone (0700)",
  'touch makes a file': "without a mode a new file is its owner's alone (0600)",
  'touch makes a file with an owner': "without a mode a new file is its owner's alone (0600)",
  'a folder with a slash at its end': 'the path is told without the slash',
  'link with a slash at its end': 'a link is made where Ansible fails',
  'hard link without src, there': 'src has to be said, and that is found before anything is connected',
};

for (const shell of [['dash'], ['busybox', 'sh']]) {
  test(`file does what Ansible's does, but for what is listed (${shell.join(' ')})`, async (t) => {
    const ours = await answersOfOurs(t, new Fleet(t, shell));
    const differing = questions
      .map(([name]) => name)
      .filter((name) => !isDeepStrictEqual(ours.get(name), answers[name]));
    const surprising = differing.filter((name) => deviations[name] === undefined);
    t.deepEqual(
      surprising.map((name) => [name, ours.get(name)]),
      surprising.map((name) => [name, answers[name]]),
    );
    t.deepEqual(differing.toSorted(), Object.keys(deviations).toSorted(), 'it no longer differs: take it off the list');
  });
}

/** Each question a task of one playbook, which is run twice. */
async function answersOfOurs(t: ExecutionContext, fleet: Fleet): Promise<ReadonlyMap<string, readonly FileAnswer[]>> {
  const root = (at: number): string => join(fleet.folder('h1'), `c${at}`);
  questions.forEach(([, question], at) => makeTree(root(at), question));
  const bound = questions.map(([, { args }], at) => boundFile(placed(args, root(at))));
  const tasks = questions.flatMap(([, { args }], at) =>
    bound[at] === null ? [] : [{ name: `c${at}`, file: placed(args, root(at)), ignore_errors: true }],
  );
  const playbook = JSON.stringify([{ hosts: 'all', tasks }]);
  const ask = async (): Promise<readonly FileAnswer[]> => {
    const ran = await fleet.run(playbook, ['h1']);
    return bound.map((one, at) => answerOf(one, one === null ? 'failed' : ran.finished(`c${at}`).status, root(at)));
  };
  const [first, second] = [await ask(), await ask()];
  t.is(first.length, questions.length);
  return new Map(
    questions.map(([name], at) => [name, [first[at], second[at]].filter((answer) => answer !== undefined)]),
  );
}

/** null where Bulwark finds that the parameters are wrong, before it connects. */
function boundFile(args: unknown): BoundModule | null {
  const module = findModule('file');
  const bound = module?.kind === 'host' ? module.bind(args) : null;
  return bound?.ok === true ? bound.value : null;
}

const placed = (args: FileCase['args'], root: string): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(args).replaceAll('ROOT', root));

/** The fields are those that tell how it is now, as the engine asks for them after a change. */
function answerOf(bound: BoundModule | null, status: string, root: string): FileAnswer {
  const failed = status === 'failed' || bound === null;
  if (failed) return { changed: false, failed, tree: treeIn(root) };
  const told = bound.answer(askHere(bound)).now();
  const isSized = told.get('state') !== 'directory' && told.get('state') !== 'link';
  const fields = names
    .filter((name) => told.has(name) && (name !== 'size' || isSized))
    .map((name) => [name, plain(told.get(name), root)]);
  return { changed: status === 'changed', failed, tree: treeIn(root), fields: Object.fromEntries(fields) };
}

const names = ['path', 'dest', 'src', 'state', 'mode', 'owner', 'group', 'uid', 'gid', 'size'];

const plain = (value: Value | undefined, root: string): unknown =>
  typeof value === 'bigint' ? Number(value) : typeof value === 'string' ? value.replace(root, 'ROOT') : value;
