/**
 * What the page's script reads: the assessment, with equal texts, sets of hosts and evidence written once. A column is
 * a cluster or a host; sets are ranges of columns, `0-4,7`.
 */
export interface PageData {
  readonly columns: readonly PageColumn[];
  readonly controls: readonly PageControl[];
  readonly benchmarks: readonly { readonly id: string; readonly title: string; readonly version: string }[];
  readonly waivers: readonly PageWaiver[];
  readonly sets: readonly string[];
  readonly evidence: readonly PageEvidence[];
  readonly looks: readonly PageLook[];
  readonly texts: readonly string[];
}

export interface PageColumn {
  readonly name: string;
  readonly kind: 'cluster' | 'host';
  readonly cluster: string;
  readonly role: string;
  readonly reached: boolean;
  /** Name and value, in the order in which they are shown. */
  readonly facts: readonly (readonly [string, string])[];
  readonly processes: Readonly<Record<string, number>>;
}

export interface PageControl {
  readonly id: string;
  /** Its number in each benchmark that was judged. */
  readonly numbers: Readonly<Record<string, string>>;
  readonly title: string;
  readonly scope: string;
  readonly area: string;
  /** `Level 1`, `CAT II`; empty: neither. */
  readonly weight: string;
  readonly status: PageStatus;
  readonly wanted: readonly string[];
  /** Name and text, in the order in which they are shown. */
  readonly words: readonly (readonly [string, string])[];
  readonly references: readonly string[];
  readonly results: readonly PageResult[];
}

/** Index in `controlStatuses`: the lower, the worse. */
export type PageStatus = number;

/** Index in `sets`, status, index in `texts` of why, index in `waivers` (or ABSENT), then indexes in `evidence`. */
export type PageResult = readonly [set: number, status: PageStatus, why: number, waiver: number, ...evidence: number[]];

/** Index in `looks`, indexes in `texts` of what is in the file, live, at the next boot; 1 where it is as wanted. */
export type PageEvidence = readonly [look: number, file: number, live: number, nextBoot: number, met: number];

/** Indexes in `texts`: what was looked at, the same on all hosts that are alike. */
export type PageLook = readonly [what: number, wanted: number, where: number, service: number, command: number];

/** In the place of an index: the state is absent, or there is no such state. */
export const ABSENT = -1;
export const NO_STATE = -2;

export interface PageWaiver {
  readonly kind: string;
  /** Name and text, in the order in which they are shown. */
  readonly words: readonly (readonly [string, string])[];
}
