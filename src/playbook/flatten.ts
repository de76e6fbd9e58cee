import type { Inherited, Task, TaskNode } from './model.ts';
import { inherit } from './parse-inherited.ts';

export interface FlatTask {
  readonly task: Task;
  /** What plays, blocks and the task itself say, put together. */
  readonly inherited: Inherited;
}

/** Tasks in order, each with what its blocks hand down. */
export function flatten(nodes: readonly TaskNode[], outer: Inherited): readonly FlatTask[] {
  return nodes.flatMap((node) => {
    const inherited = inherit(outer, node.inherited);
    return node.kind === 'block' ? flatten(node.tasks, inherited) : [{ task: node, inherited }];
  });
}
