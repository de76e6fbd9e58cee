import type { ExpressionNode } from '../domain/template.ts';
import { holdsName } from '../domain/name-patterns.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import { factOf } from '../modules/setup/fact-names.ts';
import { childrenOf, expressionsOf } from '../template/tree.ts';
import type { CompiledPlay } from './compile-play.ts';
import type { CompiledTask } from './compiled.ts';
import type { Definitions } from './definitions.ts';
import type { Fill } from './fill.ts';
import { liveSpecials } from './special-vars.ts';
import { taskUses } from './task-uses.ts';
import { taskTexts } from './task-texts.ts';

/**
 * The plays with `barrier: batch` on tasks that read what other hosts of the run have learned, or which of them have
 * failed. A mere `hostvars[x].ansible_host` is the inventory's word, and nobody waits for it.
 */
export function withBarriers(plays: readonly CompiledPlay[], definitions: Definitions): readonly CompiledPlay[] {
  const sets = plays.flatMap((play) => [...play.tasks, ...play.handlers].flatMap(({ plan }) => plan.sets));
  const learned = learnedBy(new Set(sets));
  const live = definitions.readersOf(liveSpecials);
  const others = definitions.readersOf(['hostvars']);
  const waits = (task: CompiledTask): boolean => {
    const { conditions, others: uses } = taskUses(task);
    const names = new Set([...conditions, ...uses].map(({ name }) => name));
    if ([...names].some((name) => live.has(name))) return true;
    return [...names].some((name) => others.has(name)) && readsLearned(task, names, learned, definitions);
  };
  return plays.map((play) => (play.plan.hosts.length < 2 ? play : withBarriersWhere(play, waits)));
}

/** What a host may have learned in this run. */
interface Learned {
  readonly any: boolean;
  has(name: string): boolean;
}

/** A fact that was gathered is a variable of its own, too: `hostvars[x].ansible_kernel`. */
const learnedBy = (sets: ReadonlySet<string>): Learned => ({
  any: sets.size > 0,
  has: (name) => holdsName(sets, name) || (sets.has('ansible_facts') && factOf(name) !== null),
});

function withBarriersWhere(play: CompiledPlay, waits: (task: CompiledTask) => boolean): CompiledPlay {
  const waiting = new Set([...play.tasks, ...play.handlers].filter(waits).map(({ plan }) => plan.id));
  if (waiting.size === 0) return play;
  const marked = (task: TaskPlan): TaskPlan => (waiting.has(task.id) ? { ...task, barrier: 'batch' } : task);
  return {
    ...play,
    plan: { ...play.plan, tasks: play.plan.tasks.map(marked), handlers: play.plan.handlers.map(marked) },
  };
}

/** Whether a name that tasks set is read as a part of something, or it is not known which part is read. */
function readsLearned(
  task: CompiledTask,
  names: ReadonlySet<string>,
  learned: Learned,
  definitions: Definitions,
): boolean {
  if (!learned.any) return false;
  const fills = definitions.closure(names).flatMap((name) => definitions.fillsOf(name));
  const texts = taskTexts(task);
  const roots = [...texts.expressions, ...[...texts.fills, ...fills].flatMap(expressionsIn)];
  return roots.some((root) => touches(root, learned));
}

function expressionsIn(fill: Fill): readonly ExpressionNode[] {
  switch (fill.kind) {
    case 'template':
    case 'sealed':
      return expressionsOf(fill.template.body);
    case 'list':
      return fill.items.flatMap(expressionsIn);
    case 'map':
      return fill.entries.flatMap(([, value]) => expressionsIn(value));
    default:
      return [];
  }
}

function touches(node: ExpressionNode, learned: Learned): boolean {
  if (node.kind === 'attribute' && learned.has(node.name)) return true;
  if (node.kind === 'literal' && typeof node.value === 'string' && namesPart(node.value, learned)) return true;
  if (node.kind === 'item' && node.key.kind !== 'literal' && isOneHost(node.of)) return true;
  return childrenOf(node).some((child) => touches(child, learned) || isAllHosts(child, node));
}

/** `token.stdout`, as `map(attribute=...)` has it. */
const namesPart = (text: string, learned: Learned): boolean => learned.has(text.split('.')[0] ?? '');

/** `hostvars[x]`, of which a part is taken by a name that is not known. */
const isOneHost = (node: ExpressionNode): boolean =>
  (node.kind === 'item' || node.kind === 'attribute') && isHostvars(node.of);

const isHostvars = (node: ExpressionNode): boolean => node.kind === 'name' && node.name === 'hostvars';

/** `hostvars` as a whole, other than by a name of a host. */
const isAllHosts = (node: ExpressionNode, parent: ExpressionNode): boolean =>
  isHostvars(node) && parent.kind !== 'item' && parent.kind !== 'attribute' && parent.kind !== 'comparison';
