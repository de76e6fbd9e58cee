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
  addAll(nodes, outer, flat);
  return flat;
}

interface Growing {
  readonly tasks: FlatTask[];
  readonly blocks: FlatBlock[];
}

function addAll(nodes: readonly TaskNode[], outer: Inherited, flat: Growing): void {
  for (const node of nodes) {
    const inherited = inherit(outer, node.inherited);
    if (node.kind === 'block') addBlock(node, inherited, flat);
    else flat.tasks.push({ task: node, inherited });
  }
}

function addBlock(block: Block, inherited: Inherited, flat: Growing): void {
  const { tasks, blocks } = flat;
  const at = blocks.length;
  const begin = tasks.length;
  addAll(block.tasks, inherited, flat);
  const rescue = tasks.length;
  addAll(block.rescue, inherited, flat);
  const always = tasks.length;
  addAll(block.always, inherited, flat);
  const end = tasks.length;
  if (rescue < end || block.onFailure === 'rollback')
    blocks.splice(at, 0, { begin, rescue, always, end, onFailure: block.onFailure });
}
