import type { Intent } from '../../domain/intent.ts';
import { type Diagnostic, type Parsed, parsed, refused } from '../../domain/diagnostic.ts';
import type { PlanFile, SealedPart } from '../../domain/plan-file.ts';
import { bodyOf } from './encode.ts';
import { headSchema, lineSchema, schemaVersion, sealedSchema } from './schema.ts';
import { fromTold } from './told.ts';

/** A plan file as it was read; `sealed` is what its owner has to open. */
export interface ReadPlanFile {
  readonly plan: PlanFile;
  readonly sealed: string | null;
}

/** Whether a file begins like a plan file. */
export const isPlanFile = (start: string): boolean => start.startsWith('{"bulwark":"plan"');

/** Errors: `plan-version` (another layout), `plan-damaged` (cut, edited, or not whole). */
export function readPlanFile(path: string, text: string): Parsed<ReadPlanFile> {
  const version = /^\{"bulwark":"plan","schemaVersion":(\d+),/.exec(text)?.[1];
  if (version !== undefined && Number(version) !== schemaVersion) return refused(otherVersion(path, Number(version)));
  const body = bodyOf(text);
  if (body === null) return refused(damaged(path, 'its digest is not that of its content'));
  const [head, ...lines] = body.split('\n').slice(0, -1).map(jsonOf);
  const found = headSchema.safeParse(head);
  if (!found.success) return refused(damaged(path, 'line 1 cannot be read'));
  const { run, by, madeAt, version: bulwark, choice } = found.data;
  const rest = restOf(lines, run);
  if (typeof rest === 'number') return refused(damaged(path, `line ${String(rest + 2)} cannot be read`));
  const { sealed, sources, told, hosts } = rest;
  const plan = { run, by, madeAt: Date.parse(madeAt), version: bulwark, choice, sources, told, hosts };
  return parsed({ plan, sealed });
}

type Rest = Pick<PlanFile, 'sources' | 'told' | 'hosts'> & { readonly sealed: string | null };

/** The lines after the head, or the place of the first that cannot be read. */
function restOf(lines: readonly unknown[], run: string): Rest | number {
  const sources: PlanFile['sources'][number][] = [];
  const told: PlanFile['told'][number][] = [];
  const hosts = new Map<string, readonly Intent[]>();
  let sealed: string | null = null;
  for (const [at, line] of lines.entries()) {
    const found = lineSchema.safeParse(line);
    if (!found.success) return at;
    const { data } = found;
    if ('source' in data) sources.push({ path: data.source, sha256: data.sha256 });
    else if ('told' in data) told.push(fromTold(data.told, run));
    else if ('host' in data) hosts.set(data.host, data.intents);
    else sealed = data.sealed;
  }
  return { sources, told, hosts, sealed };
}

/** The plan with what was opened put back in its place. */
export function withSealed(plan: PlanFile, opened: SealedPart): PlanFile {
  const hosts = new Map(
    [...plan.hosts].map(([host, intents]) => [host, [...intents, ...(opened.hosts.get(host) ?? [])]]),
  );
  const { choice } = plan;
  return { ...plan, hosts, choice: { ...choice, extraVars: [...choice.extraVars, ...opened.extraVars] } };
}

/** What was encrypted, or null when it is not what it should be. */
export function readSealed(text: string): SealedPart | null {
  const found = sealedSchema.safeParse(jsonOf(text));
  return found.success ? { extraVars: found.data.extraVars, hosts: new Map(Object.entries(found.data.hosts)) } : null;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const otherVersion = (path: string, version: number): Diagnostic => ({
  severity: 'error',
  code: 'plan-version',
  summary: `${path} is a plan file of version ${String(version)}, and this Bulwark reads version ${String(schemaVersion)}`,
  hint: version > schemaVersion ? 'apply it with the Bulwark that made it, or plan again' : 'plan again',
});

export const damaged = (path: string, why: string): Diagnostic => ({
  severity: 'error',
  code: 'plan-damaged',
  summary: `${path} is damaged or was edited: ${why}`,
  hint: 'plan again: bulwark plan -o NEW-FILE',
});
