import type { BlockPlan } from '../domain/run-plan.ts';

/** Where a host stands among the tasks of its play. */
export interface Place {
  readonly at: number;
  /** Blocks whose `always` it does though they failed: they go on failing behind it. */
  readonly failing: ReadonlySet<BlockPlan>;
}

/** Where it goes next; a place of null is the end. */
export interface Step {
  readonly place: Place | null;
  readonly failed: boolean;
  /** Blocks whose tasks were left by a failure on this step, inner ones first. */
  readonly left: readonly BlockPlan[];
}

type Part = 'tasks' | 'rescue' | 'always';

/**
 * The way of one host through a flat list of tasks with the positions of its blocks: what comes after a task that went
 * well, and after one that failed. Pure.
 */
export class Flow {
  readonly #count: number;
  /** Innermost first, by position. */
  readonly #around: readonly (readonly BlockPlan[])[];
  readonly #beginning: ReadonlyMap<number, readonly BlockPlan[]>;

  /** `blocks`: outer ones before those inside. */
  constructor(count: number, blocks: readonly BlockPlan[]) {
    const filled = blocks.filter(({ begin, end }) => begin < end);
    const inward = filled.toReversed();
    this.#count = count;
    this.#around = Array.from({ length: count }, (_, at) =>
      filled.length === 0 ? [] : inward.filter(({ begin, end }) => begin <= at && at < end),
    );
    this.#beginning = Map.groupBy(filled, ({ begin }) => begin);
  }

  begin(): Step {
    return this.#enter(0, new Set());
  }

  /** After the task at `place` went well. */
  next({ at, failing }: Place): Step {
    return this.#behind(at, at + 1, this.#blocksAt(at), failing);
  }

  /** After the task at `place` failed: the innermost rescue, or the `always` parts on the way out. */
  fail({ at, failing }: Place): Step {
    return this.#outwards(at, this.#blocksAt(at), failing);
  }

  /** All positions from `place` on, where everything goes well. */
  ahead(place: Place | null): readonly number[] {
    const positions: number[] = [];
    for (let now = place; now !== null; now = this.next(now).place) positions.push(now.at);
    return positions;
  }

  /** Whether a failure here is cleared by a rescue, be it after the `always` of blocks inside. */
  isRescued(at: number): boolean {
    return this.#blocksAt(at).some((block) => partOf(block, at) === 'tasks' && block.rescue < block.always);
  }

  /** The blocks whose tasks hold this position, innermost first. */
  blocksOf(at: number): readonly BlockPlan[] {
    return this.#blocksAt(at).filter((block) => partOf(block, at) === 'tasks');
  }

  #blocksAt(at: number): readonly BlockPlan[] {
    return this.#around[at] ?? [];
  }

  /** `from` was the last position that was done, `to` is the one behind it, `around` are the blocks that may end between. */
  #behind(from: number, to: number, around: readonly BlockPlan[], failing: ReadonlySet<BlockPlan>): Step {
    let next = to;
    for (const [inside, block] of around.entries()) {
      const part = partOf(block, from);
      if (next < endOf(block, part)) return this.#enter(next, failing);
      if (part === 'always') {
        if (failing.has(block)) return this.#outwards(from, around.slice(inside + 1), without(failing, block));
      } else if (block.always < block.end) return this.#enter(block.always, failing);
      next = block.end;
    }
    return this.#enter(next, failing);
  }

  #outwards(from: number, around: readonly BlockPlan[], failing: ReadonlySet<BlockPlan>): Step {
    const left: BlockPlan[] = [];
    let still = failing;
    for (const block of around) {
      const part = partOf(block, from);
      if (part === 'tasks') left.push(block);
      if (part === 'tasks' && block.rescue < block.always) return leaving(left, this.#enter(block.rescue, still));
      if (part !== 'always' && block.always < block.end)
        return leaving(left, this.#enter(block.always, new Set([...still, block])));
      still = without(still, block);
    }
    return { place: null, failed: true, left };
  }

  /** A block whose own tasks were all left out has nothing to fail. */
  #enter(at: number, failing: ReadonlySet<BlockPlan>): Step {
    if (at >= this.#count) return { place: null, failed: false, left: [] };
    for (const block of this.#beginning.get(at) ?? []) {
      if (block.begin < block.rescue) continue;
      if (block.rescue === block.always) continue;
      if (block.always < block.end) return this.#enter(block.always, failing);
      const around = this.#blocksAt(at);
      return this.#behind(at, block.end, around.slice(around.indexOf(block) + 1), failing);
    }
    return { place: { at, failing }, failed: false, left: [] };
  }
}

const leaving = (left: readonly BlockPlan[], step: Step): Step => ({ ...step, left: [...left, ...step.left] });

function partOf({ rescue, always }: BlockPlan, at: number): Part {
  return at < rescue ? 'tasks' : at < always ? 'rescue' : 'always';
}

const endOf = (block: BlockPlan, part: Part): number =>
  part === 'tasks' ? block.rescue : part === 'rescue' ? block.always : block.end;

const without = (blocks: ReadonlySet<BlockPlan>, one: BlockPlan): ReadonlySet<BlockPlan> =>
  blocks.has(one) ? new Set([...blocks].filter((block) => block !== one)) : blocks;
