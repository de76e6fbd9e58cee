import type { Fields } from '../domain/module.ts';
import type { TaskPlan } from '../domain/run-plan.ts';
import type { MapKey, Value } from '../domain/value.ts';
import type { Outcome } from './outcome.ts';
import type { PreparedItem } from './prepare.ts';

/** What `register` keeps of one result, under Ansible's names. */
export function resultFields(outcome: Outcome, item: PreparedItem | null): Map<MapKey, Value> {
  const { status } = outcome;
  if (status === 'skipped')
    return new Map<MapKey, Value>([
      ['changed', false],
      ['skipped', true],
      ['skip_reason', 'Conditional result was False'],
      ...outcome.fields,
    ]);
  const fields = new Map<MapKey, Value>(outcome.fields);
  const hasActed = status === 'failed' && item?.touched === true;
  if (status !== 'failed' || !fields.has('changed'))
    fields.set('changed', status === 'changed' || status === 'drifted' || hasActed);
  fields.set('failed', status === 'failed');
  if (outcome.message !== null && !fields.has('msg')) fields.set('msg', outcome.message);
  if (outcome.error !== null && !fields.has('msg')) fields.set('msg', outcome.error.message);
  return fields;
}

const noItems: Fields = new Map<MapKey, Value>([
  ['changed', false],
  ['skipped', true],
  ['skipped_reason', 'No items in the list'],
  ['results', []],
]);

/** A loop's result: every item's under `results`, with the worst of them on top (ansible-core, TaskExecutor). */
export function loopFields(results: readonly Fields[]): Fields {
  if (results.length === 0) return noItems;
  const any = (name: string): boolean => results.some((result) => result.get(name) === true);
  const skipped = results.every((result) => result.get('skipped') === true);
  return new Map<MapKey, Value>([
    ['results', [...results]],
    ['skipped', skipped],
    ...(any('failed') ? [['failed', true] as const] : []),
    ['msg', any('failed') ? 'One or more items failed' : skipped ? 'All items skipped' : 'All items completed'],
    ['changed', any('changed')],
  ]);
}

/** What a result inside a loop says of its turn. */
export const loopItemFields = (item: PreparedItem | null): Fields => item?.item.turn ?? new Map();

/** `ansible_failed_task`: what a rescue may want to know of it. */
export const failedTask = (task: TaskPlan): Fields =>
  new Map<MapKey, Value>([
    ['name', task.name === task.module ? '' : task.name],
    ['action', task.module],
    ['register', task.register],
    ['notify', [...task.notify]],
    ['tags', [...task.tags]],
    ['ignore_errors', task.ignoreErrors],
    ['any_errors_fatal', task.anyErrorsFatal],
    ['run_once', task.runOnce],
  ]);
