import type { ControlId } from './module.ts';

/** bulwark: controls of our own, for what the guide asks and no benchmark has. */
export const benchmarkIds = ['cis-1.24', 'cis-1.12', 'stig', 'bulwark'] as const;
export type BenchmarkId = (typeof benchmarkIds)[number];

/** What `--profile` takes. `cis` is the CIS benchmark that fits the installed version. */
export const profiles = ['cis', 'cis-1.24', 'cis-1.12', 'stig'] as const;
export type Profile = (typeof profiles)[number];

/** All controls, as `playbooks/controls/` has them: every id exists once, references included. */
export interface Catalogue {
  /** The day it was last changed: 2026-11-22. */
  readonly version: string;
  /** SHA-256 of its files, lower-case hex. */
  readonly digest: string;
  readonly benchmarks: readonly Benchmark[];
  /** By own id, in the order of the files. */
  readonly controls: ReadonlyMap<ControlId, Control>;
}

export interface Benchmark {
  readonly id: BenchmarkId;
  /** `CIS Kubernetes Benchmark`. */
  readonly title: string;
  /** `1.24`, `V2R4`. */
  readonly version: string;
  /** What about it was fitted to this snap, in words; null: nothing. */
  readonly tailoring: string | null;
  /** Kubernetes minor versions that it is for: `1.32`. Empty: all. */
  readonly kubernetes: readonly string[];
}

export const controlScopes = ['control-plane', 'worker', 'node', 'cluster'] as const;
/** node: control planes and workers. cluster: asked once a cluster, on one of its control planes. */
export type ControlScope = (typeof controlScopes)[number];

export const controlAreas = [
  'api-server',
  'controller-manager',
  'scheduler',
  'etcd',
  'kubelet',
  'kube-proxy',
  'files',
  'logging',
  'secrets',
  'rbac',
  'pods',
  'network',
  'host',
  'lifecycle',
] as const;
/** What `--by area` folds by. */
export type ControlArea = (typeof controlAreas)[number];

export interface Control {
  /** `CIS-1.2.19`, `CIS112-4.2.14`, `V-242463`, `BW-CERT-30`. */
  readonly id: ControlId;
  /** The benchmarks it stands in, with its number there: `{ 'cis-1.24': '1.2.19', 'cis-1.12': '1.2.17' }`. */
  readonly numbers: Readonly<Partial<Record<BenchmarkId, string>>>;
  readonly title: string;
  readonly scope: ControlScope;
  readonly area: ControlArea;
  /** CIS. */
  readonly level: 1 | 2 | null;
  /** DISA. */
  readonly category: 'I' | 'II' | 'III' | null;
  /** Facts of the host that must hold, or it is not applicable there. Nothing else makes it so. */
  readonly appliesWhen: readonly Applicability[];
  /** null: nothing can be judged by looking (`manual`), or the benchmark's subject does not exist here (`gone`). */
  readonly check: Check | null;
  /** Why there is no check. */
  readonly unchecked: { readonly kind: 'manual' | 'gone'; readonly why: string } | null;
  readonly rationale: string;
  /** What meeting it may break or cost; null: nothing known. */
  readonly risk: string | null;
  readonly references: readonly ControlId[];
  /** On a cluster that was just bootstrapped. */
  readonly byDefault: 'pass' | 'fail' | 'manual' | 'not-applicable';
  readonly note: string | null;
  /** What repairs it, in words; null: nothing to do by machine. */
  readonly remediation: string | null;
  /** Ids that it must not be met together with, and why (an audit policy cannot be two things). */
  readonly contradicts: readonly { readonly control: ControlId; readonly why: string }[];
  readonly stig: StigIds | null;
}

export interface StigIds {
  /** `CNTR-K8-000170`. */
  readonly stigId: string;
  /** `SV-242387r...`. */
  readonly ruleId: string;
  readonly srg: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly cci: readonly string[];
  readonly nist: readonly string[];
}

/** A fact of the host and what it must be. datastore: which one the cluster keeps its state in. */
export type Applicability =
  | { readonly fact: 'datastore'; readonly is: 'etcd' | 'k8s-dqlite' | 'external' }
  | { readonly fact: 'network'; readonly is: 'cilium' }
  | { readonly fact: 'kube-proxy'; readonly is: boolean };

/** What must hold. A control with several parts (`all`) passes when each of them does. */
export type Check = PartialCheck | { readonly kind: 'all'; readonly of: readonly PartialCheck[] };

export type PartialCheck =
  /** A flag, in the args file and in the running process. `flag` without dashes. */
  | {
      readonly kind: 'arg';
      readonly service: string;
      readonly flag: string;
      readonly test: ArgTest;
      readonly unset: 'passes' | 'fails';
    }
  /** No bit beyond `atMost` (octal permission bits). `path` may be a glob; nothing there passes. */
  | { readonly kind: 'file-mode'; readonly path: string; readonly atMost: number }
  | { readonly kind: 'file-owner'; readonly path: string; readonly owner: string; readonly group: string }
  /** Live and at the next boot. */
  | { readonly kind: 'sysctl'; readonly key: string; readonly value: string }
  /** Judged by what carries the id in a playbook: all of it has to be as wanted. `wanted` in words. */
  | { readonly kind: 'task'; readonly wanted: string };

/** Values as texts of flags; durations as Go writes them (`5m`), numbers in decimal. */
export type ArgTest =
  | { readonly op: 'equals' | 'differs' | 'contains' | 'lacks'; readonly value: string }
  /** file: the path of a file that the machine keeps. */
  | { readonly op: 'set' | 'unset' | 'file' }
  | { readonly op: 'one-of' | 'contains-all' | 'subset-of' | 'prefix-one-of'; readonly values: readonly string[] }
  /** zero: what 0 means to the binary: switched off (fails), without limit (passes), or just 0. */
  | {
      readonly op: 'at-least' | 'at-most' | 'more-than';
      readonly value: string;
      readonly zero: 'off' | 'unlimited' | 'value';
    }
  /** A map flag (`AllAlpha=true,...`) in which `key` is not `value`. */
  | { readonly op: 'map-lacks'; readonly key: string; readonly value: string };

/** The parts of a check; none for a control without one. */
export const partsOf = (check: Check | null): readonly PartialCheck[] =>
  check === null ? [] : check.kind === 'all' ? check.of : [check];
