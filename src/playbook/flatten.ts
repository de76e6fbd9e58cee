import { inherit } from './parse-inherited.ts';
import type { Block, Inherited, Task, TaskNode } from './model.ts';

export interface FlatTask {
  readonly task: Task;
  /** What plays, blocks and the task itself say, put together. */
  readonly inherited: Inherited;
}

/** A block by the positions of its parts in the tasks. */
export interface FlatBlock {
  readonly begin: number;
  readonly rescue: number;
  readonly always: number;
  readonly end: number;
  readonly onFailure: Block['onFailure'];
}

export interface Flat {
  readonly tasks: readonly FlatTask[];
  /** Those that have a word about failure, outer ones first. */
  readonly blocks: readonly FlatBlock[];
}

/** Tasks in the order they are written, each with what its blocks hand down. */
export function flatten(nodes: readonly TaskNode[], outer: Inherited): Flat {
  const flat = { tasks: [], blocks: [] };
  addAll(nodes, { inherited: outer, notify: [] }, flat);
  return flat;
}

interface Growing {
  readonly tasks: FlatTask[];
  readonly blocks: FlatBlock[];
}

interface Handed {
  readonly inherited: Inherited;
  readonly notify: Task['notify'];
}

function addAll(nodes: readonly TaskNode[], outer: Handed, flat: Growing): void {
  for (const node of nodes) {
    const inherited = inherit(outer.inherited, node.inherited);
    const notify = node.notify.length > 0 ? node.notify : outer.notify;
    if (node.kind === 'block') addBlock(node, { inherited, notify }, flat);
    else flat.tasks.push({ task: notify === node.notify ? node : { ...node, notify }, inherited });
  }
}

function addBlock(block: Block, handed: Handed, flat: Growing): void {
  const { tasks, blocks } = flat;
  const at = blocks.length;
  const begin = tasks.length;
  addAll(block.tasks, handed, flat);
  const rescue = tasks.length;
  addAll(block.rescue, handed, flat);
  const always = tasks.length;
  addAll(block.always, handed, flat);
  const end = tasks.length;
  if (rescue < end || block.onFailure === 'rollback')
    blocks.splice(at, 0, { begin, rescue, always, end, onFailure: block.onFailure });
}
