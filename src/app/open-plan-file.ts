import { type Parsed, parsed, refused } from '../domain/diagnostic.ts';
import type { PlanFile } from '../domain/plan-file.ts';
import { PlanFileError } from '../domain/plan-ports.ts';
import { damaged, readPlanFile, readSealed, withSealed } from '../report/plan-file/decode.ts';
import { planFileId } from '../report/plan-file/encode.ts';
import { identityProblem, readAgeIdentities } from './age-identities.ts';
import { fileProblem } from './applied-record.ts';
import type { AppPorts } from './ports.ts';
import type { Keys } from './unlocker.ts';

/** A plan file that was found whole, and its id. */
export interface OpenedPlan {
  readonly id: string;
  readonly plan: PlanFile;
  readonly sealed: string | null;
}

/** Errors: `plan-unsafe`, `plan-unreadable`, `plan-damaged`, `plan-version`. */
export function readPlan(path: string, ports: AppPorts): Parsed<OpenedPlan> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(ports.plans.files.read(path));
    const read = readPlanFile(path, text);
    return read.ok ? parsed({ id: planFileId(text), ...read.value }) : read;
  } catch (error) {
    return refused(error instanceof PlanFileError ? fileProblem(error) : damaged(path, 'it is no text'));
  }
}

/** The plan with its encrypted part. Errors: `age-identity` and `plan-damaged`. */
export async function unsealed(
  path: string,
  { plan, sealed }: OpenedPlan,
  { age }: Keys,
  ports: AppPorts,
): Promise<Parsed<PlanFile>> {
  if (sealed === null) return parsed(plan);
  const identities = readAgeIdentities(age, ports);
  if (!identities.ok) return identities;
  const opened = await ports.ciphers.openAge(new TextEncoder().encode(sealed), identities.value);
  if (opened.kind === 'wrong-key')
    return refused(
      identityProblem(`no age identity that is known here opens ${path}`, '--age-identity FILE names another'),
    );
  const part = opened.kind === 'plain' ? readSealed(new TextDecoder().decode(opened.bytes)) : null;
  return part === null ? refused(damaged(path, 'its encrypted part cannot be read')) : parsed(withSealed(plan, part));
}
