import type { Fields } from '../domain/module.ts';
import type { MapKey, Value } from '../domain/value.ts';
import type { Outcome } from './outcome.ts';

/** What `register` keeps of one result, under Ansible's names. */
export function resultFields(outcome: Outcome): Map<MapKey, Value> {
  const fields = new Map<MapKey, Value>(outcome.fields);
  fields.set('changed', outcome.status === 'changed' || outcome.status === 'drifted');
  fields.set('failed', outcome.status === 'failed');
  if (outcome.status === 'skipped') fields.set('skipped', true);
  if (outcome.message !== null && !fields.has('msg')) fields.set('msg', outcome.message);
  if (outcome.error !== null && !fields.has('msg')) fields.set('msg', outcome.error.message);
  return fields;
}

/** A loop's result: every item's under `results`, with the worst of them on top (ansible-core, TaskExecutor). */
export function loopFields(results: readonly Fields[]): Fields {
  const any = (name: string): boolean => results.some((result) => result.get(name) === true);
  const skipped = results.length > 0 && results.every((result) => result.get('skipped') === true);
  return new Map<MapKey, Value>([
    ['results', [...results]],
    ['changed', any('changed')],
    ['failed', any('failed')],
    ['skipped', skipped],
    ['msg', any('failed') ? 'One or more items failed' : 'All items completed'],
  ]);
}
