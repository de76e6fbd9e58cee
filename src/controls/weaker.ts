import { type Control, type PartialCheck, partsOf } from '../domain/control.ts';
import type { Compared } from '../domain/control-guard.ts';
import type { Claim, Guarantee, Subject } from '../domain/module.ts';
import { isSameSubject } from './answers.ts';
import { partWords } from './check-words.ts';
import { impliesArg } from './implies-arg.ts';

/**
 * Whether what an entry guarantees is enough for the parts of a control's check that are about the same thing. What
 * other entries of the task with this control guarantee (`others`) counts too: one adds items, another takes some away.
 * Without them an entry that knows the whole value has to meet all parts, and one that adds or takes away at least one:
 * other tasks see to the rest, and the assessment judges what comes of it.
 */
export function compareClaim(claim: Claim, { check }: Pick<Control, 'check'>, others: readonly Claim[] = []): Compared {
  const parts = partsOf(check);
  const about = parts.filter((part) => isAbout(part, claim.subject));
  if (about.length === 0) return elsewhere(parts);
  const all = [claim, ...others.filter(({ subject }) => about.some((part) => isAbout(part, subject)))];
  const unmet = about.find((part) => !all.some(({ guarantees }) => implies(guarantees, part)));
  if (unmet === undefined) return { kind: 'strong' };
  const isPartial = claim.guarantees.kind === 'with' || claim.guarantees.kind === 'without';
  return isPartial && about.some((part) => implies(claim.guarantees, part))
    ? { kind: 'strong' }
    : { kind: 'weak', wanted: partWords(unmet) };
}

/** A check that hangs on the whole task may hang on this entry. */
const elsewhere = (parts: readonly PartialCheck[]): Compared =>
  parts.length === 0 || parts.some(({ kind }) => kind === 'task')
    ? { kind: 'strong' }
    : { kind: 'elsewhere', wanted: parts.map(partWords) };

const isAbout = (part: PartialCheck, subject: Subject): boolean => isSameSubject(subject, part);

function implies(guarantee: Guarantee, part: PartialCheck): boolean {
  switch (part.kind) {
    case 'arg':
      return impliesArg(guarantee, part);
    case 'file-mode':
      return guarantee.kind === 'mode' && (guarantee.atMost & ~part.atMost) === 0;
    case 'file-owner':
      return guarantee.kind === 'owner' && guarantee.owner === part.owner && guarantee.group === part.group;
    case 'sysctl':
      return guarantee.kind === 'value' && guarantee.value.trim().split(/\s+/).join(' ') === part.value;
    case 'task':
      return true;
  }
}
