import type { Difference, Fact, IntendedChange, Intent, Misfit } from '../domain/intent.ts';

/** Differences that are told of one host. */
const told = 5;

/**
 * What a host needs now against what was planned for it: less is fine, more or other is not. `done` has the keys that a
 * run has performed from this plan file on this host, with that run's id: none of them is performed twice.
 */
export function misfit(
  planned: readonly Intent[],
  needed: readonly Intent[],
  done: ReadonlyMap<string, string>,
): Misfit | null {
  const byKey = new Map(planned.map((intent) => [intent.key, intent]));
  const [run] = done.values();
  if (run !== undefined && needed.every(({ key }) => done.has(key))) return { reason: 'applied', run };
  const [first, ...others] = needed.flatMap((intent) => difference(byKey, intent, done) ?? []);
  return first === undefined ? null : { reason: 'moved', differences: [first, ...others.slice(0, told - 1)] };
}

/** The first thing in which an item is not as planned, or null. */
export function difference(
  planned: ReadonlyMap<string, Intent>,
  needed: Intent,
  done: ReadonlyMap<string, string>,
): Difference | null {
  const run = done.get(needed.key);
  if (run !== undefined)
    return { what: nameOf(needed), expected: `as run ${run} left it`, seen: 'not so any more, and it was done once' };
  const plan = planned.get(needed.key) ?? planned.get(needed.key.replace(/#\d+$/, ''));
  if (plan === undefined) return { what: nameOf(needed), expected: 'nothing to change', seen: summary(needed) };
  const hidden = plan.secret || needed.secret;
  const found = plan.assumed ? beyondAssumed(plan, needed) : unequal(plan, needed);
  return found !== null && hidden
    ? { what: needed.task, expected: 'hidden: it holds a secret', seen: 'different' }
    : found;
}

/** What depended on an earlier change is bounded by its targets and the names of its values, where they were known. */
function beyondAssumed(plan: Intent, needed: Intent): Difference | null {
  if (plan.changes.length === 0) return null;
  for (const change of needed.changes) {
    const same = plan.changes.find(({ target }) => target === change.target);
    if (same === undefined) return { what: change.target, expected: 'nothing to change', seen: changeSummary(change) };
  }
  return null;
}

function unequal(plan: Intent, needed: Intent): Difference | null {
  for (const [at, change] of needed.changes.entries()) {
    const same = plan.changes[at];
    if (same === undefined || same.target !== change.target)
      return { what: change.target, expected: 'nothing to change', seen: changeSummary(change) };
    const found = unequalFact(same.facts, change);
    if (found !== null) return found;
  }
  const missing = plan.changes[needed.changes.length];
  if (missing === undefined) return null;
  return {
    what: missing.target,
    expected: changeSummary(missing),
    seen: 'nothing of it is needed, beside other changes',
  };
}

function unequalFact(planned: readonly Fact[], { target, facts }: IntendedChange): Difference | null {
  const length = Math.max(planned.length, facts.length);
  for (let at = 0; at < length; at += 1) {
    const [plan, need] = [planned[at], facts[at]];
    if (plan !== undefined && need !== undefined && plan[0] === need[0] && plan[1] === need[1]) continue;
    const [name] = need ?? plan ?? ['?'];
    const before = plan?.[0] === name ? plan[1] : planned.find(([other]) => other === name)?.[1];
    return { what: `${target} ${name}`, expected: before ?? 'nothing to change', seen: need?.[1] ?? 'as wanted' };
  }
  return null;
}

const nameOf = ({ secret, changes, task }: Intent): string => (secret ? task : (changes[0]?.target ?? task));

const summary = ({ secret, changes }: Intent): string => {
  const [first] = changes;
  return first === undefined || secret ? 'something is to be changed' : changeSummary(first);
};

/** `--audit-log-maxage 7 -> 30`, or what is to be done. */
function changeSummary({ facts }: IntendedChange): string {
  const [name = '', value = ''] = facts[0] ?? [];
  const after = facts.find(([other]) => other === `new ${name}`);
  return after === undefined ? `${name} ${value}` : `${name} ${value} -> ${after[1]}`;
}
