import type { Fields } from '../domain/module.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import { isMapping } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { isHidden } from './finished-event.ts';
import type { Outcome } from './outcome.ts';
import type { Prepared } from './prepare.ts';
import { failedTask, loopFields, loopItemFields, resultFields } from './register.ts';
import { hiddenFields, sealedFields } from './sealed-fields.ts';
import type { Queued, SectionContext } from './section-context.ts';
import type { TaskProgress } from './task-progress.ts';
import { failureNames } from './upcoming.ts';

/** Keeps the variables that an item sets, their names also in `facts`; gives what `register` keeps of it. */
export function rememberItem(
  context: SectionContext,
  queued: Queued,
  outcome: Outcome,
  { isRescued, facts }: { readonly isRescued: boolean; readonly facts: Set<string> },
): Fields {
  const { host, preparation, ports } = context;
  const { item, prepared } = queued;
  const seal = isHidden(queued) ? hiddenFields : sealedFields;
  for (const [name, value] of seal(outcome.facts, ports.secrets)) {
    host.memory.set(String(name), value);
    facts.add(String(name));
  }
  const fields = seal(new Map([...resultFields(outcome, item), ...loopItemFields(item)]), ports.secrets);
  const gathered = fields.get('ansible_facts');
  if (gathered !== undefined && prepared.task.module === 'setup')
    host.memory.set('ansible_facts', joinedFacts(host.memory.get('ansible_facts'), gathered));
  if (outcome.status === 'drifted')
    for (const name of [...prepared.task.sets, ...(isRescued ? failureNames : [])]) preparation.assumed.add(name);
  return fields;
}

/** Keeps what a whole task registers, for this host and those that it was done for. `last`: where it has no items. */
export function rememberTask(
  { host, meetings, preparation }: SectionContext,
  { task, binding }: Prepared,
  { results, facts }: Pick<TaskProgress, 'results' | 'facts'>,
  last: Fields,
): Fields {
  const looped = binding.kind === 'items' && binding.looped;
  const fields = looped ? loopFields(results) : (results[0] ?? last);
  if (task.register !== null) host.memory.set(task.register, fields);
  const assumed = task.sets.some((name) => preparation.assumed.has(name));
  meetings.done(task, { fields, facts: factsOf(namesSetBy(task, facts), host.memory), assumed });
  return fields;
}

/** For the rescue that comes next. */
export function rememberFailure({ host }: SectionContext, task: TaskPlan, fields: Fields): void {
  host.memory.set('ansible_failed_task', failedTask(task));
  host.memory.set('ansible_failed_result', fields);
}

const namesSetBy = ({ sets, register }: TaskPlan, facts: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...sets.filter((name) => name !== register), ...facts]);

/** What a host that did a task for its batch has learned by it. */
const factsOf = (names: ReadonlySet<string>, memory: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map(
    [...names].flatMap((name) => {
      const value = memory.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/** What was gathered before stays, as far as it was not asked again. */
const joinedFacts = (known: Value | undefined, gathered: Value): Value =>
  known !== undefined && isMapping(known) && isMapping(gathered) ? new Map([...known, ...gathered]) : gathered;
