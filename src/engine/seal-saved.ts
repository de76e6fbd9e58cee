import type { Step } from '../domain/module.ts';
import { messageOf } from '../domain/thrown.ts';
import type { HostWork } from './host-work.ts';
import type { Performing } from './performing.ts';

/** What is to be kept encrypted, encrypted; `unsealed`: why it could not be. */
export type Sealed = ReadonlyMap<Step, Uint8Array>;

/** Ahead of the frame, so that nothing of a group is done when one of its files cannot be encrypted. */
export async function sealSaved(
  host: HostWork,
  performing: readonly Performing[],
): Promise<Sealed | { readonly unsealed: string }> {
  const sealed = new Map<Step, Uint8Array>();
  const steps = performing.flatMap(({ planned }) => planned.changes.flatMap((change) => change.steps));
  for (const step of steps) {
    if (step.kind !== 'save-file' || step.recipients === undefined || host.saved === undefined) continue;
    try {
      sealed.set(step, await host.saved.seal(step.content, step.recipients));
    } catch (error) {
      return { unsealed: `${step.path} cannot be encrypted: ${messageOf(error)}` };
    }
  }
  return sealed;
}
