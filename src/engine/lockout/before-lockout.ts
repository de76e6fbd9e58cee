import { failedOutcome } from '../outcome.ts';
import type { HostWork } from '../host-work.ts';
import type { Performing } from '../performing.ts';
import type { SectionContext } from '../section-context.ts';
import { concernOf } from './concerns.ts';
import { type Found, findLockouts, matters, stepKey } from './find-lockouts.ts';
import { lockoutError } from './planned-steps.ts';

/**
 * What of a group may be performed. What the plan could not see yet (a task that uses what another one registers, a
 * file that somebody changed meanwhile) is judged here: the group ends before it, and at its head it fails.
 */
export async function beforeLockout(
  { ports }: SectionContext,
  host: HostWork,
  performing: readonly Performing[],
): Promise<readonly Performing[]> {
  const target = ports.targets.get(host.name);
  if (target === undefined) return performing;
  const isNew = (one: Performing): boolean =>
    stepsOf(one).some((step) => {
      const concern = concernOf(step);
      return concern !== null && matters(concern, target) && !host.judged.has(stepKey(step));
    });
  const at = performing.findIndex(isNew);
  const first = performing[at];
  if (first === undefined) return performing;
  const steps = performing.map((one) => ({
    of: one,
    identity: one.item.settings.identity,
    delegateTo: one.item.settings.delegateTo,
    steps: stepsOf(one),
  }));
  const refused = (await findLockouts(host, target, steps)).find(
    (found: Found<Performing>) => 'error' in found || host.options.refuseLockoutRisk === true,
  );
  if (refused === undefined) return performing;
  for (const step of performing.slice(at).flatMap(stepsOf)) host.judged.delete(stepKey(step));
  if (at === 0) first.queued.outcome = failedOutcome(lockoutError(refused), first.planned.changes);
  return performing.slice(0, at);
}

const stepsOf = ({ planned }: Performing): Performing['planned']['changes'][number]['steps'] =>
  planned.changes.flatMap(({ steps }) => steps);
