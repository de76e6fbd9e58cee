import test from 'ava';
import fc from 'fast-check';
import type { BlockPlan } from '../../src/domain/run-plan.ts';
import { Flow } from '../../src/engine/flow.ts';

type Node = { readonly fails: boolean } | { readonly parts: readonly [Nodes, Nodes, Nodes] };
type Nodes = readonly Node[];

const { nodes } = fc.letrec<{ nodes: Nodes; node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.record({ fails: fc.boolean() }),
    fc.record({ parts: fc.tuple(tie('nodes'), tie('nodes'), tie('nodes')) }),
  ),
  nodes: fc.array(tie('node'), { maxLength: 4, depthIdentifier: 'nodes' }),
}));

interface Flat {
  readonly fails: boolean[];
  readonly blocks: BlockPlan[];
}

/** As the playbook is flattened: outer blocks first. */
function flatten(tree: Nodes, flat: Flat): Flat {
  for (const node of tree) {
    if ('fails' in node) flat.fails.push(node.fails);
    else {
      const at = flat.blocks.length;
      const [tasks, rescue, always] = node.parts;
      const begin = flat.fails.length;
      flatten(tasks, flat);
      const rescueAt = flat.fails.length;
      flatten(rescue, flat);
      const alwaysAt = flat.fails.length;
      flatten(always, flat);
      const end = flat.fails.length;
      flat.blocks.splice(at, 0, { begin, rescue: rescueAt, always: alwaysAt, end, onFailure: 'keep' });
    }
  }
  return flat;
}

const size = (tree: Nodes): number => flatten(tree, { fails: [], blocks: [] }).fails.length;

/** What a person understands by block, rescue and always. True: it went well. `from` is the position of the first task. */
function interpret(tree: Nodes, from: number, trace: number[]): boolean {
  let at = from;
  for (const node of tree) {
    const well = 'fails' in node ? !node.fails : interpretBlock(node.parts, at, trace);
    if ('fails' in node) trace.push(at);
    if (!well) return false;
    at += size([node]);
  }
  return true;
}

function interpretBlock([tasks, rescue, always]: readonly [Nodes, Nodes, Nodes], at: number, trace: number[]): boolean {
  let well = interpret(tasks, at, trace);
  if (!well && size(rescue) > 0) well = interpret(rescue, at + size(tasks), trace);
  return interpret(always, at + size(tasks) + size(rescue), trace) && well;
}

function walk({ fails, blocks }: Flat): { readonly trace: number[]; readonly well: boolean } {
  const flow = new Flow(fails.length, blocks);
  const trace: number[] = [];
  let step = flow.begin();
  while (step.place !== null) {
    trace.push(step.place.at);
    step = fails[step.place.at] === true ? flow.fail(step.place) : flow.next(step.place);
  }
  return { trace, well: !step.failed };
}

test('any nesting of blocks is walked as it reads', (t) => {
  fc.assert(
    fc.property(nodes, (tree) => {
      const expected: number[] = [];
      const well = interpret(tree, 0, expected);
      t.deepEqual(walk(flatten(tree, { fails: [], blocks: [] })), { trace: expected, well });
    }),
    { numRuns: 400 },
  );
});

test('what is ahead is what comes when nothing fails', (t) => {
  fc.assert(
    fc.property(nodes, (tree) => {
      const { fails, blocks } = flatten(tree, { fails: [], blocks: [] });
      const flow = new Flow(fails.length, blocks);
      const { trace } = walk({ fails: fails.map(() => false), blocks });
      t.deepEqual(flow.ahead(flow.begin().place), trace);
    }),
    { numRuns: 150 },
  );
});

test('a failure is cleared exactly where the tasks of a block around it have a rescue', (t) => {
  const outer = { begin: 0, rescue: 3, always: 4, end: 5, onFailure: 'rollback' } as const;
  const inner = { begin: 0, rescue: 1, always: 1, end: 2, onFailure: 'keep' } as const;
  const flow = new Flow(6, [outer, inner]);
  t.deepEqual(
    [0, 1, 2, 3, 4, 5].map((at) => flow.isRescued(at)),
    [true, true, true, false, false, false],
  );
  const first = flow.fail({ at: 0, failing: new Set() });
  t.deepEqual([first.place?.at, first.left], [1, [inner]]);
  if (first.place === null) return;
  const second = flow.next(first.place);
  t.deepEqual([second.place?.at, second.failed, second.left], [3, false, [outer]]);
});

test('no tasks, no way', (t) => {
  const flow = new Flow(0, [{ begin: 0, rescue: 0, always: 0, end: 0, onFailure: 'keep' }]);
  t.deepEqual(flow.begin(), { place: null, failed: false, left: [] });
  t.deepEqual(flow.ahead(null), []);
});
