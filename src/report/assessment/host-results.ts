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
}

export type HostResults = (control: AssessedControl, host: AssessedHost) => HostResult;

/**
 * For formats of one file a host, which have to say something of every control. A control of the other role does not
 * apply, and of a cluster's controls its control planes tell; but of a host that was not seen nothing is known.
 */
export function hostResults(assessment: Assessment): HostResults {
  const byControl = new Map(assessment.controls.map((control) => [control.id, resultsByHost(control)]));
  return (control, host) => resultOf(assessment, control, host, byControl.get(control.id)?.get(nameIn(control, host)));
}

/** The same for one host, without looking at the others. */
export const resultsOn =
  (assessment: Assessment): HostResults =>
  (control, host) => {
    const name = nameIn(control, host);
    return resultOf(
      assessment,
      control,
      host,
      control.results.find(({ hosts }) => hosts.includes(name)),
    );
  };

const nameIn = ({ scope }: AssessedControl, { name, cluster }: AssessedHost): string =>
  scope === 'cluster' ? cluster : name;

function resultOf(
  assessment: Assessment,
  control: AssessedControl,
  host: AssessedHost,
  result: ControlResult | undefined,
): HostResult {
  if (result !== undefined && (control.scope !== 'cluster' || host.role === 'control-plane')) {
    return { ...result, waiver: waiverOf(assessment, result) };
  }
  return { ...without(control, host), evidence: [], waiver: null };
}

export const waiverOf = ({ waivers }: Assessment, { waiver }: ControlResult): UsedWaiver | null =>
  waiver === null ? null : (waivers[waiver] ?? null);

const resultsByHost = ({ results }: AssessedControl): ReadonlyMap<string, ControlResult> =>
  new Map(results.flatMap((result) => result.hosts.map((host) => [host, result] as const)));

function without({ scope }: AssessedControl, { role, reached }: AssessedHost): Pick<HostResult, 'status' | 'because'> {
  if (!reached) return { status: 'unknown', because: 'the host was not reached' };
  if (role === null) return { status: 'unknown', because: 'whether it is a control plane or a worker is not known' };
  if (scope === 'cluster' && role === 'worker') {
    return { status: 'not-applicable', because: 'it is of the cluster, and told with its control planes' };
  }
  if ((scope === 'control-plane' || scope === 'worker') && scope !== role) {
    return {
      status: 'not-applicable',
      because: `it is of ${nouns[scope]}, and this host is one of the ${nouns[role]}`,
    };
  }
  return { status: 'not-assessed', because: 'nothing in the playbooks looked at it' };
}

const nouns = { 'control-plane': 'control planes', worker: 'workers' } as const;
