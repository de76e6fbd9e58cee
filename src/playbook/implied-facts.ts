import type { NameUse } from '../domain/template.ts';
import { near } from '../domain/near.ts';
import { factOf, factSubsets } from '../modules/setup/fact-names.ts';
import { type Subset, subsets, usualSubsets } from '../modules/setup/command.ts';
import type { Problems } from '../source/problems.ts';
import type { CompiledPlay } from './compile-play.ts';
import type { CompiledTask } from './compiled.ts';
import type { Definitions } from './definitions.ts';
import { taskUses } from './task-uses.ts';

/**
 * Plays that use facts gather those first, and only those, unless they say `gather_facts: false` or a task `setup`
 * stands before the first use, here or in an earlier play. What a host was asked in an earlier play is not asked again.
 */
export function withImpliedFacts(
  plays: readonly CompiledPlay[],
  definitions: Definitions,
  problems: Problems,
): readonly CompiledPlay[] {
  const known = new Map<string, Set<Subset>>();
  let isExplicit = false;
  return plays.map((play) => {
    const isAsked = isExplicit;
    isExplicit ||= play.all.some(isSetup);
    if (isAsked || play.gather === null || isGatheredByTask(play, definitions)) return play;
    const uses = definitions.reach([...play.tasks, ...play.handlers].flatMap(usesOfTask));
    reportUnknown(uses, problems);
    const needed = neededSubsets(uses, definitions);
    if (needed.every((subset) => play.plan.hosts.every((host) => known.get(host)?.has(subset) === true))) return play;
    for (const host of play.plan.hosts) known.set(host, new Set([...(known.get(host) ?? []), ...needed]));
    return first(play.gather(needed), play);
  });
}

const isSetup = ({ plan }: CompiledTask): boolean => plan.module === 'setup';

/** Whether a task `setup` stands before the first task that uses a fact. */
function isGatheredByTask({ tasks }: CompiledPlay, definitions: Definitions): boolean {
  const first = tasks.find(isSetup);
  if (first === undefined) return false;
  const before = tasks.slice(0, tasks.indexOf(first) + 1);
  return neededSubsets(definitions.reach(before.flatMap(usesOfTask)), definitions).length === 0;
}

const usesOfTask = (task: CompiledTask): readonly NameUse[] => {
  const { conditions, others } = taskUses(task);
  return [...conditions, ...others];
};

function neededSubsets(uses: readonly NameUse[], definitions: Definitions): readonly Subset[] {
  const needed = new Set<Subset>(uses.flatMap((use) => subsetsOf(use, definitions)));
  return subsets.filter((subset) => needed.has(subset));
}

function subsetsOf({ name, member }: NameUse, definitions: Definitions): readonly Subset[] {
  if (name === 'ansible_facts') {
    if (member === undefined) return usualSubsets;
    // Even for a fact that there is not: `is defined` may be asked of it.
    return [factSubsets.get(member) ?? 'os'];
  }
  const fact = definitions.has(name) ? null : factOf(name);
  const subset = fact === null ? undefined : factSubsets.get(fact);
  return subset === undefined ? [] : [subset];
}

/** Found before a host is asked, where nothing else could have put it there. */
function reportUnknown(uses: readonly NameUse[], problems: Problems): void {
  for (const { name, member, certain, range } of uses) {
    if (name !== 'ansible_facts' || member === undefined || !certain || factSubsets.has(member)) continue;
    if (!/^[a-z][a-z0-9_]*$/.test(member) || dictionaryMethods.has(member)) continue;
    const [guess] = near(member, factSubsets.keys());
    problems.error('unknown-fact', `there is no fact \`${member}\``, range, {
      ...(guess === undefined ? {} : { label: `did you mean \`${guess}\`?` }),
      hint: '`bulwark facts HOST -v` shows all facts of a host',
    });
  }
}

const dictionaryMethods = new Set(['items', 'keys', 'values', 'get']);

/** Blocks are known by the positions of their tasks. */
function first(task: CompiledTask, play: CompiledPlay): CompiledPlay {
  const { plan } = play;
  const blocks = plan.blocks.map(({ begin, rescue, always, end, ...block }) => ({
    ...block,
    begin: begin + 1,
    rescue: rescue + 1,
    always: always + 1,
    end: end + 1,
  }));
  return {
    ...play,
    all: [task, ...play.all],
    tasks: [task, ...play.tasks],
    plan: { ...plan, tasks: [task.plan, ...plan.tasks], blocks },
  };
}
