import { Secret } from '../../domain/secret.ts';
import type { Mapping, Value } from '../../domain/value.ts';
import type { ArgsTask } from './params.ts';
import type { ArgsState } from './probe.ts';
import { RefusedError } from './refusal.ts';
import { lookAt } from './seen.ts';
import { valueText } from './values.ts';

/**
 * What the file says as it was asked, for `register`: flag name to effective value as text, list items joined by
 * commas. Empty where the file does not apply or cannot be read. Values that a task sets as secrets are secret.
 */
export function effectiveFlags(task: ArgsTask, state: ArgsState): Mapping {
  if (state.kind === 'not-applicable') return new Map();
  const hidden = new Set(
    task.rules.flatMap((rule) => (rule.kind === 'set' && rule.value instanceof Secret ? [rule.flag] : [])),
  );
  try {
    return new Map(
      [...lookAt(task, state).flags].map(([name, { value }]): [string, Value] => [
        name,
        hidden.has(name) ? new Secret(valueText(value)) : valueText(value),
      ]),
    );
  } catch (error) {
    if (error instanceof RefusedError) return new Map();
    throw error;
  }
}
