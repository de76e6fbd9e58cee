import type { Control, PartialCheck } from '../domain/control.ts';
import type { Compared } from '../domain/control-guard.ts';
import { globTest } from '../domain/glob.ts';
import type { Claim, Guarantee, Subject } from '../domain/module.ts';
import { partsOf, partWords } from './check-words.ts';
import { impliesArg } from './implies-arg.ts';

/**
 * Whether what an entry guarantees is enough for the parts of a control's check that are about the same thing. An entry
 * that knows the whole value has to meet all of them; one that only adds items or takes them away, at least one: other
 * entries see to the rest, and the assessment judges what comes of it.
 */
export function compareClaim({ subject, guarantees }: Claim, { check }: Pick<Control, 'check'>): Compared {
  const parts = partsOf(check);
  const about = parts.filter((part) => isAbout(part, subject));
  if (about.length === 0)
    return check === null ? { kind: 'strong' } : { kind: 'elsewhere', wanted: parts.map(partWords) };
  const unmet = about.find((part) => !implies(guarantees, part));
  if (unmet === undefined) return { kind: 'strong' };
  const isPartial = guarantees.kind === 'with' || guarantees.kind === 'without';
  return isPartial && about.some((part) => implies(guarantees, part))
    ? { kind: 'strong' }
    : { kind: 'weak', wanted: partWords(unmet) };
}

function isAbout(part: PartialCheck, subject: Subject): boolean {
  switch (subject.kind) {
    case 'arg':
      return part.kind === 'arg' && part.service === subject.service && part.flag === subject.flag;
    case 'file-mode':
    case 'file-owner':
      return part.kind === subject.kind && isSamePath(part.path, subject.path);
    case 'sysctl':
      return part.kind === 'sysctl' && plainKey(part.key) === plainKey(subject.key);
    case 'task':
      return part.kind === 'task';
  }
}

const isSamePath = (one: string, other: string): boolean =>
  one === other || globTest(one)(other) || globTest(other)(one);

/** Both separators are in use: net.ipv4.ip_forward, net/ipv4/ip_forward. */
const plainKey = (key: string): string => key.replaceAll('/', '.');

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
