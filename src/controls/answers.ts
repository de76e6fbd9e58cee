import type { Evidence } from '../domain/assessment.ts';
import type { Finding, Subject } from '../domain/module.ts';

/**
 * What one task or entry that carries a control says of it on one host. `seen` findings are judged by the catalogue,
 * `seen` tasks by whether all was as they want it.
 */
export type Answer =
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'task'; readonly met: boolean; readonly evidence: readonly Evidence[] }
  /** Told, and nothing that a control could be judged by: what a person who judges it wants to know. */
  | { readonly kind: 'evidence'; readonly evidence: readonly Evidence[] }
  /** It could not be looked at. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** A condition or a tag left it out. */
  | { readonly kind: 'left-out'; readonly why: string };

/** Two subjects are one part of a check. A path is as written: with `/` at its end it means folders. */
export function isSameSubject(one: Subject, other: Subject): boolean {
  switch (one.kind) {
    case 'arg':
      return other.kind === 'arg' && one.service === other.service && one.flag === other.flag;
    case 'file-mode':
    case 'file-owner':
      return other.kind === one.kind && one.path === other.path;
    case 'sysctl':
      return other.kind === 'sysctl' && one.key === other.key;
    case 'task':
      return other.kind === 'task';
  }
}
