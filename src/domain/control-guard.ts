import type { Control } from './control.ts';
import type { Claim, ControlId } from './module.ts';

/** What a playbook is held against while it is compiled: the catalogue's checks, and the waivers that are not over. */
export interface ControlGuard {
  /** By own id; null: the catalogue has none. */
  find(id: ControlId): Control | null;
  /** Ids like this one, nearest first. */
  near(id: string): readonly ControlId[];
  /** `others`: what else the task claims for this control. */
  compare(claim: Claim, control: Control, others: readonly Claim[]): Compared;
  isWaived(control: ControlId, host: string): boolean;
}

/** `wanted` is in words: `kube-apiserver --audit-log-maxage at least 30`. */
export type Compared =
  | { readonly kind: 'strong' }
  | { readonly kind: 'weak'; readonly wanted: string }
  /** The control's check is not about what the entry sets. */
  | { readonly kind: 'elsewhere'; readonly wanted: readonly string[] };
