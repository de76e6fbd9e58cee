import type { Intent } from '../../domain/intent.ts';
import type { PlanFile } from '../../domain/plan-file.ts';
import { sha256 } from '../../domain/sha256.ts';
import { schemaVersion } from './schema.ts';
import { toTold } from './told.ts';

/** What of a plan must be encrypted, as text; null when nothing must. What was typed with `-e` is never kept in clear. */
export function sealedText({ choice, hosts }: PlanFile): string | null {
  const secret = [...hosts].flatMap(([host, intents]) => {
    const own = intents.filter((intent) => intent.secret);
    return own.length === 0 ? [] : [[host, own] as const];
  });
  const extraVars = hasTypedVars(choice.extraVars) ? choice.extraVars : [];
  if (extraVars.length === 0 && secret.length === 0) return null;
  return JSON.stringify({ extraVars, hosts: Object.fromEntries(secret) });
}

/** `-e` that names a file is no secret, its content is a source. The order counts, so all are sealed or none. */
export const hasTypedVars = (extraVars: readonly string[]): boolean =>
  extraVars.some((text) => !text.trim().startsWith('@'));

/** A plan file's text: JSON lines, one for the head, each source, each event and each host, and a last one with the digest of all before it. */
export function planFileText(plan: PlanFile, sealed: string | null): string {
  const { run, by, version, choice } = plan;
  const extraVars = hasTypedVars(choice.extraVars) ? [] : choice.extraVars;
  const lines = [
    {
      bulwark: 'plan',
      schemaVersion,
      run,
      madeAt: new Date(plan.madeAt).toISOString(),
      by,
      version,
      choice: { ...choice, extraVars },
    },
    ...plan.sources.map(({ path, sha256 }) => ({ source: path, sha256 })),
    ...plan.told.flatMap((event) => {
      const told = toTold(event);
      return told === null ? [] : [{ told }];
    }),
    ...[...plan.hosts].map(([host, intents]) => ({ host, ...clearPart(intents) })),
    ...(sealed === null ? [] : [{ sealed }]),
  ];
  return withDigest(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const clearPart = (intents: readonly Intent[]): { intents: readonly Intent[]; sealed: number } => {
  const clear = intents.filter(({ secret }) => !secret);
  return { intents: clear, sealed: intents.length - clear.length };
};

const withDigest = (body: string): string => `${body}{"sha256":"${sha256(body)}"}\n`;

/** The text before the last line, where that line holds its digest and nothing else; else null. */
export function bodyOf(text: string): string | null {
  const at = text.lastIndexOf('\n', text.length - 2) + 1;
  const body = text.slice(0, at);
  return withDigest(body) === text ? body : null;
}

/** By this a host remembers the plan file. */
export const planFileId = (text: string): string => sha256(text);
