import { type Diagnostic, type Parsed, parsed, refused } from '../domain/diagnostic.ts';
import type { PlanFile } from '../domain/plan-file.ts';
import { PlanFileError, SealError } from '../domain/plan-ports.ts';
import { Secret } from '../domain/secret.ts';
import { damaged, readPlanFile, readSealed, withSealed } from '../report/plan-file/decode.ts';
import { planFileId } from '../report/plan-file/encode.ts';
import { fileProblem } from './applied-record.ts';
import type { AppPorts } from './ports.ts';

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

/** The plan with its encrypted part. Errors: `plan-identity` and `plan-damaged`. */
export async function unsealed(
  path: string,
  { plan, sealed }: OpenedPlan,
  identityFile: string | null,
  ports: AppPorts,
): Promise<Parsed<PlanFile>> {
  if (sealed === null) return parsed(plan);
  if (identityFile === null)
    return refused(
      identityProblem(`${path} holds secrets`, '--plan-identity FILE, with the age key of one of its recipients'),
    );
  const identities = readIdentity(identityFile, ports);
  if (!identities.ok) return identities;
  try {
    const text = await ports.plans.seal.open(sealed, identities.value);
    if (text === null)
      return refused(identityProblem(`${identityFile} does not open ${path}`, 'it was made for other recipients'));
    const part = readSealed(text.reveal());
    return part === null ? refused(damaged(path, 'its encrypted part cannot be read')) : parsed(withSealed(plan, part));
  } catch (error) {
    if (error instanceof SealError) return refused(identityProblem(`${identityFile}: ${error.message}`));
    throw error;
  }
}

function readIdentity(path: string, { files, othersMay }: AppPorts): Parsed<Secret> {
  if (!files.isFile(path)) return refused(identityProblem(`--plan-identity ${path}: there is no such file`));
  if (othersMay(path).read) return refused(identityProblem(`others may read ${path}`, `chmod 600 ${path}`));
  return parsed(new Secret(new TextDecoder().decode(files.read(path) ?? new Uint8Array())));
}

const identityProblem = (summary: string, hint?: string): Diagnostic => ({
  severity: 'error',
  code: 'plan-identity',
  summary,
  ...(hint !== undefined && { hint }),
});
