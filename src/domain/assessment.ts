import type { BenchmarkId, Control, ControlScope } from './control.ts';
import type { ControlId } from './module.ts';

/** Worst first: the status of a control is the worst of its results. */
export const controlStatuses = [
  'fail',
  'unknown',
  'not-assessed',
  'manual',
  'waived',
  'attested',
  'pass',
  'not-applicable',
] as const;
/**
 * unknown: could not look. not-assessed: was not looked at (a variable, tag or limit left it out). manual: needs a
 * person. waived: fails, and somebody accepted that. attested: manual, and somebody vouches for it.
 */
export type ControlStatus = (typeof controlStatuses)[number];

/** What `assess` found: plain data, of which every report is made. Times are ISO 8601 in UTC. */
export interface Assessment {
  readonly schemaVersion: 1;
  readonly header: AssessmentHeader;
  readonly scope: AssessmentScope;
  /** Those that were judged, in the order of the catalogue. */
  readonly benchmarks: readonly AssessedBenchmark[];
  /** In the order of the catalogue. */
  readonly controls: readonly AssessedControl[];
  /** Findings with one cause, worst first. */
  readonly causes: readonly Cause[];
  readonly waivers: readonly UsedWaiver[];
  /** What hosts of one role have differently. */
  readonly differences: readonly RoleDifference[];
  /** Compared with an earlier assessment; null: there is none. */
  readonly since: Since | null;
}

export interface AssessmentHeader {
  readonly run: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** `alice@laptop`. */
  readonly operator: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly catalogue: Source & { readonly version: string };
  readonly playbooks: readonly Source[];
  readonly inventory: readonly Source[];
  /** Files of waivers and attestations that were read. */
  readonly waivers: readonly Source[];
  /** Of the folder of the project; null: no repository. */
  readonly git: { readonly commit: string; readonly clean: boolean } | null;
  readonly profile: string;
  /** Why `cis` picked this benchmark; null: it was named. */
  readonly chosen: string | null;
}

/** A file that was read. `digest`: SHA-256, lower-case hex. */
export interface Source {
  readonly path: string;
  readonly digest: string;
}

export interface AssessmentScope {
  readonly hosts: readonly AssessedHost[];
  /** Hosts of the inventory that `-l` left out. */
  readonly notSelected: readonly string[];
  /** Nodes that a cluster has and the inventory lacks. */
  readonly notInInventory: readonly string[];
  /** Why this is not the whole truth, in words; empty: fully assessed. */
  readonly missing: readonly string[];
}

export interface AssessedHost {
  readonly name: string;
  readonly address: string | null;
  readonly cluster: string;
  readonly role: 'control-plane' | 'worker' | null;
  readonly reached: boolean;
  /** Of the snap k8s: `1.32.9`. */
  readonly version: string | null;
  readonly revision: string | null;
  readonly os: string | null;
  /** Seconds that its clock is ahead of the controller's; null: not known. */
  readonly clockSkew: number | null;
  /** When it was looked at. */
  readonly at: string | null;
  /** Main processes of the snap's services that run: `{ 'kube-apiserver': 1234 }`. */
  readonly processes: Readonly<Record<string, number>>;
  /** Facts that applicability hangs on. */
  readonly facts: Readonly<Record<string, string>>;
}

export interface AssessedBenchmark {
  readonly id: BenchmarkId;
  readonly title: string;
  readonly version: string;
  /** Its controls, by own id, in its order. */
  readonly controls: readonly ControlId[];
}

/** A control of the catalogue with what was found. */
export interface AssessedControl extends Omit<Control, 'check'> {
  /** The check in words: `kube-apiserver --audit-log-maxage at least 30`. */
  readonly wanted: readonly string[];
  readonly status: ControlStatus;
  /** Hosts with the same result together; of a cluster-scope control `hosts` are the names of clusters. */
  readonly results: readonly ControlResult[];
}

export interface ControlResult {
  readonly hosts: readonly string[];
  readonly status: ControlStatus;
  /** In words, one line: why it is not plain pass or fail; null: the evidence says all. */
  readonly because: string | null;
  readonly evidence: readonly Evidence[];
  /** Index in `Assessment.waivers` of what covers it. */
  readonly waiver: number | null;
}

/** One thing that was looked at. Values are texts of the host, sanitised only when shown. */
export interface Evidence {
  /** `kube-apiserver --audit-log-maxage`, a path, `sysctl vm.panic_on_oom`. */
  readonly what: string;
  readonly wanted: string;
  /** In the file, now, and after the next boot or restart; null: unset or absent; left out: there is no such state. */
  readonly file?: string | null;
  readonly live?: string | null;
  readonly nextBoot?: string | null;
  readonly met: boolean;
  /** `/var/snap/k8s/common/args/kube-apiserver:12`, `pod kube-system/x`. */
  readonly where: string;
  /** The service whose process was looked at; its pid is with the host. */
  readonly service: string | null;
  /** What a person types on the host to see it; null: nothing short. */
  readonly command: string | null;
}

/** Equal evidence of several controls: one repair. */
export interface Cause {
  readonly status: ControlStatus;
  /** Most severe first. */
  readonly controls: readonly ControlId[];
  readonly hosts: readonly string[];
  readonly scope: ControlScope;
  /** Of the first control. */
  readonly title: string;
  readonly evidence: readonly Evidence[];
  /** What repairs it; null: nothing by machine. */
  readonly repair: string | null;
}

/** A risk that somebody accepted, or a manual control that somebody vouches for. Days are UTC's: 2027-06-30. */
export interface WaiverTerms {
  readonly kind: 'waiver' | 'attestation';
  /** Own id of the catalogue, whatever form was written. */
  readonly control: ControlId;
  /** Patterns as written; `all` where nothing was. */
  readonly hosts: readonly string[];
  readonly owner: string;
  readonly approvedBy: string;
  readonly reason: string;
  /** The last day on which it holds. */
  readonly expires: string;
  readonly compensatingControl: string | null;
}

export interface UsedWaiver extends WaiverTerms {
  /** `waivers.yaml:12`. */
  readonly where: string;
  /**
   * used: it covers something. unused: what it covers passes. never-matching: no such host or control here. expired:
   * its last day is over, and it covers nothing.
   */
  readonly state: 'used' | 'unused' | 'never-matching' | 'expired';
}

/** `what` is told once a role: `kube-apiserver --audit-log-maxage`, with each value and who has it. */
export interface RoleDifference {
  readonly role: 'control-plane' | 'worker';
  readonly what: string;
  readonly values: readonly { readonly value: string | null; readonly hosts: readonly string[] }[];
}

/** What changed since an earlier assessment. */
export interface Since {
  readonly run: string;
  readonly at: string;
  /** Failing now and not then, and the other way round: control and host. */
  readonly new: readonly ControlOnHost[];
  readonly settled: readonly ControlOnHost[];
}

export interface ControlOnHost {
  readonly control: ControlId;
  readonly host: string;
}
