import { shippedCatalogue } from '../../src/app/shipped-catalogue.ts';
import { partWords, wantedWords } from '../../src/controls/check-words.ts';
import { controlStatuses } from '../../src/domain/assessment.ts';
import type {
  AssessedControl,
  AssessedHost,
  Assessment,
  Cause,
  ControlResult,
  ControlStatus,
  Evidence,
} from '../../src/domain/assessment.ts';
import { benchmarkIds, partsOf } from '../../src/domain/control.ts';
import type { Catalogue, Control, PartialCheck } from '../../src/domain/control.ts';
import { packageFiles } from '../../src/store/package-files.ts';
import { sampleAssessment } from './sample-assessment.ts';

/** How big, and how different: `odd` is the share of results that are a host's alone. */
interface BigOptions {
  readonly hosts: number;
  readonly odd: number;
}

const PER_CLUSTER = 20;
const CONTROL_PLANES = 3;

/** All controls of the shipped catalogue on clusters of three control planes and 17 workers each. */
export function bigAssessment({ hosts: number, odd }: BigOptions): Assessment {
  const catalogue = theCatalogue();
  const hosts = Array.from({ length: number }, (_, at) => hostAt(at));
  const controls = [...catalogue.controls.values()].map((control) => assessed(control, hosts, odd));
  return {
    ...sampleAssessment,
    header: { ...sampleAssessment.header, catalogue: aboutCatalogue(catalogue) },
    scope: {
      hosts,
      notSelected: [],
      notInInventory: [],
      missing: [`${hosts.filter(({ reached }) => !reached).length} of ${number} hosts were not reached`],
    },
    benchmarks: benchmarkIds.map((id) => {
      const about = catalogue.benchmarks.find((benchmark) => benchmark.id === id);
      const own = controls.filter(({ numbers }) => numbers[id] !== undefined).map((control) => control.id);
      return { id, title: about?.title ?? id, version: about?.version ?? '', controls: own };
    }),
    controls,
    causes: causesOf(controls),
    waivers: [],
    differences: [],
    since: null,
  };
}

const aboutCatalogue = ({ digest, version }: Catalogue) => ({ path: 'playbooks/controls', digest, version });

function theCatalogue(): Catalogue {
  const read = shippedCatalogue({ own: { shipped: packageFiles() } });
  if (!read.ok) throw new Error(read.diagnostics.map(({ summary }) => summary).join('\n'));
  return read.value;
}

function hostAt(at: number): AssessedHost {
  const cluster = Math.floor(at / PER_CLUSTER);
  const inCluster = at % PER_CLUSTER;
  const role = inCluster < CONTROL_PLANES ? 'control-plane' : 'worker';
  const reached = at % 167 !== 166;
  const number = role === 'worker' ? inCluster - CONTROL_PLANES + 1 : inCluster + 1;
  return {
    name: `${role === 'worker' ? 'worker' : 'cp'}-${number}.site-${cluster + 1}.example.org`,
    address: `10.${20 + cluster}.0.${inCluster + 10}`,
    cluster: `prod-${cluster + 1}`,
    role,
    reached,
    version: reached ? '1.32.9' : null,
    revision: reached ? '3588' : null,
    os: reached ? 'Ubuntu 24.04.3 LTS' : null,
    clockSkew: reached ? (at % 7) / 10 : null,
    at: reached ? '2026-11-22T09:52:01Z' : null,
    processes: reached ? { kubelet: 2000 + at, 'kube-proxy': 1200 + at, containerd: 900 + at } : {},
    facts: reached ? { datastore: 'k8s-dqlite', network: 'cilium', 'kube-proxy': 'false' } : {},
  };
}

function assessed({ check, ...control }: Control, hosts: readonly AssessedHost[], odd: number): AssessedControl {
  const parts = partsOf(check);
  const asked = hosts.filter(({ role }) => control.scope === 'node' || control.scope === role);
  const results =
    control.scope === 'cluster'
      ? [...new Set(hosts.map(({ cluster }) => cluster))].map((name, at) => resultOf(control, parts, [name], at, odd))
      : asked.map((host, at) => (host.reached ? resultOf(control, parts, [host.name], at, odd) : notSeen(host.name)));
  const folded = fold(results);
  const status = controlStatuses.find((one) => folded.some((result) => result.status === one)) ?? 'not-applicable';
  return { ...control, wanted: parts.map(partWords), status, results: folded };
}

const notSeen = (host: string): ControlResult => ({
  hosts: [host],
  status: 'unknown',
  because: 'the host was not reached: connection refused',
  evidence: [],
  waiver: null,
});

function resultOf(
  control: Omit<Control, 'check'>,
  parts: readonly PartialCheck[],
  hosts: readonly string[],
  at: number,
  odd: number,
): ControlResult {
  const seed = mixed(control.id, at);
  const alone = (seed % 1000) / 1000 < odd;
  const usual: ControlStatus =
    parts.length === 0 ? (control.unchecked?.kind === 'gone' ? 'not-applicable' : 'manual') : 'pass';
  const status = usual === 'pass' && alone && seed % 3 === 0 ? 'fail' : usual;
  const evidence = parts.map((part) => evidenceOf(part, status === 'pass', alone ? String(seed % 100_000) : ''));
  const manual = { ...personal, wanted: 'a person looks', live: alone ? `${seed % 100_000} subjects` : '2 subjects' };
  return { hosts, status, because: null, evidence: usual === 'manual' ? [manual] : evidence, waiver: null };
}

const personal: Evidence = {
  what: 'subjects of cluster-admin',
  wanted: '',
  met: false,
  where: 'clusterrolebindings',
  service: null,
  command: 'k8s kubectl get clusterrolebindings -o wide',
};

function evidenceOf(part: PartialCheck, met: boolean, own: string): Evidence {
  const seen = `${met ? 'as wanted' : 'otherwise'}${own === '' ? '' : ` ${own}`}`;
  return {
    what: partWords(part),
    wanted: wantedWords(part),
    file: seen,
    live: seen,
    met,
    where: part.kind === 'arg' ? `/var/snap/k8s/common/args/${part.service}:12` : 'the host',
    service: part.kind === 'arg' ? part.service : null,
    command: part.kind === 'arg' ? `grep -- --${part.flag} /var/snap/k8s/common/args/${part.service}` : null,
  };
}

/** FNV-1a, 32 bits: the same number for the same control and host, always. */
function mixed(id: string, at: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${id} ${at}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

function fold(results: readonly ControlResult[]): readonly ControlResult[] {
  const folded = new Map<string, { readonly result: ControlResult; readonly hosts: string[] }>();
  for (const result of results) {
    const key = JSON.stringify([result.status, result.because, result.evidence]);
    const known = folded.get(key);
    if (known === undefined) folded.set(key, { result, hosts: [...result.hosts] });
    else known.hosts.push(...result.hosts);
  }
  return [...folded.values()].map(({ result, hosts }) => ({ ...result, hosts }));
}

/** Each failing result is a cause of its own: as many as there can be. */
const causesOf = (controls: readonly AssessedControl[]): readonly Cause[] =>
  controls.flatMap(({ id, results, scope, title, remediation }) =>
    results.flatMap(({ status, hosts, evidence }) =>
      status === 'fail' ? [{ status, controls: [id], hosts, scope, title, evidence, repair: remediation }] : [],
    ),
  );
