import type {
  AssessedControl,
  AssessedHost,
  Assessment,
  ControlResult,
  ControlStatus,
  Evidence,
  UsedWaiver,
} from '../../domain/assessment.ts';

/** What was found for one control on one host. */
export interface HostResult {
  readonly status: ControlStatus;
  readonly because: string | null;
  readonly evidence: readonly Evidence[];
  readonly waiver: UsedWaiver | null;
  /** Whether it is, as this very object, other hosts' result as well. */
  readonly shared: boolean;
}

export type HostResults = (control: AssessedControl, host: AssessedHost) => HostResult;

/**
 * For formats of one file a host, which have to say something of every control. A control of the other role does not
 * apply, and of a cluster's controls its control planes tell; but of a host that was not seen nothing is known.
 */
export function hostResults(assessment: Assessment): HostResults {
  const byControl = new Map(assessment.controls.map((control) => [control.id, resultsByHost(assessment, control)]));
  return (control, host) => resultOf(control, host, byControl.get(control.id)?.get(nameIn(control, host)));
}

/** The same for one host, without looking at the others. */
export const resultsOn =
  (assessment: Assessment): HostResults =>
  (control, host) => {
    const name = nameIn(control, host);
    const result = control.results.find(({ hosts }) => hosts.includes(name));
    return resultOf(control, host, result && found(assessment, control, result));
  };

/** What is made of a result: once for all hosts that share it, and not kept where it is one host's. */
export function ofResults<C extends AssessedControl, T>(
  make: (control: C, result: HostResult) => T,
): (control: C, result: HostResult) => T {
  const kept = new Map<HostResult, Map<C, T>>();
  return (control, result) => {
    if (!result.shared) return make(control, result);
    const before = kept.get(result);
    const known = before?.get(control);
    if (known !== undefined) return known;
    const made = make(control, result);
    if (before === undefined) kept.set(result, new Map([[control, made]]));
    else before.set(control, made);
    return made;
  };
}

const nameIn = ({ scope }: AssessedControl, { name, cluster }: AssessedHost): string =>
  scope === 'cluster' ? cluster : name;

const resultOf = (control: AssessedControl, host: AssessedHost, result: HostResult | undefined): HostResult =>
  result !== undefined && (control.scope !== 'cluster' || host.role === 'control-plane')
    ? result
    : without(control, host);

export const waiverOf = ({ waivers }: Assessment, { waiver }: ControlResult): UsedWaiver | null =>
  waiver === null ? null : (waivers[waiver] ?? null);

function resultsByHost(assessment: Assessment, control: AssessedControl): ReadonlyMap<string, HostResult> {
  const byHost = new Map<string, HostResult>();
  for (const result of control.results) {
    const one = found(assessment, control, result);
    for (const host of result.hosts) byHost.set(host, one);
  }
  return byHost;
}

const found = (assessment: Assessment, { scope }: AssessedControl, result: ControlResult): HostResult => ({
  status: result.status,
  because: result.because,
  evidence: result.evidence,
  waiver: waiverOf(assessment, result),
  shared: scope === 'cluster' || result.hosts.length > 1,
});

function without({ scope }: AssessedControl, { role, reached }: AssessedHost): HostResult {
  if (!reached) return nothing.notReached;
  if (role === null) return nothing.noRole;
  if (scope === 'cluster' && role === 'worker') return nothing.ofTheCluster;
  if (scope === 'control-plane' && role === 'worker') return nothing.ofControlPlanes;
  if (scope === 'worker' && role === 'control-plane') return nothing.ofWorkers;
  return nothing.notLooked;
}

const say = (status: ControlStatus, because: string): HostResult => ({
  status,
  because,
  evidence: [],
  waiver: null,
  shared: true,
});

const nothing = {
  notReached: say('unknown', 'the host was not reached'),
  noRole: say('unknown', 'whether it is a control plane or a worker is not known'),
  ofTheCluster: say('not-applicable', 'it is of the cluster, and told with its control planes'),
  ofControlPlanes: say('not-applicable', 'it is of control planes, and this host is one of the workers'),
  ofWorkers: say('not-applicable', 'it is of workers, and this host is one of the control planes'),
  notLooked: say('not-assessed', 'nothing in the playbooks looked at it'),
} as const;
