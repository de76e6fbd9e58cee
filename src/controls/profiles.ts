import type { BenchmarkId, Profile } from '../domain/control.ts';

/** Without `--profile`. */
export const usualProfiles: readonly Profile[] = ['cis', 'stig'];

export interface ChosenBenchmarks {
  /** In the order of the catalogue, our own last. */
  readonly benchmarks: readonly BenchmarkId[];
  /** For the header: `cis-1.12 stig`. */
  readonly profile: string;
  /** Why `cis` is this one; null: it was named, or no CIS is wanted. */
  readonly chosen: string | null;
}

/**
 * The benchmarks of some profiles, for hosts with these versions of Kubernetes (`1.32.9`). Controls of our own are
 * always among them.
 */
export function chooseBenchmarks(wanted: readonly Profile[], versions: readonly string[]): ChosenBenchmarks {
  const cis = wanted.includes('cis') ? cisFor(versions) : null;
  const named = new Set<string>([...wanted, ...(cis === null ? [] : [cis.id])]);
  const benchmarks = (['cis-1.24', 'cis-1.12', 'stig'] as const).filter((id) => named.has(id));
  return { benchmarks: [...benchmarks, 'bulwark'], profile: benchmarks.join(' '), chosen: cis?.why ?? null };
}

/** kube-bench maps Kubernetes 1.32 to 1.34 to CIS 1.12 and has nothing newer (k8s-snap-facts.md, 6.15). */
const firstOfCis112 = 32;

/** The oldest version decides: controls of a later benchmark may ask for what it does not have. */
function cisFor(versions: readonly string[]): { readonly id: BenchmarkId; readonly why: string } {
  const minors = versions.map(minorOf).filter((minor) => minor !== null);
  if (minors.length === 0) return { id: 'cis-1.12', why: 'no version of Kubernetes is known; cis-1.12 is the latest' };
  const oldest = Math.min(...minors);
  const newest = Math.max(...minors);
  const have = `the hosts have 1.${oldest}${oldest === newest ? '' : ` to 1.${newest}`}`;
  const why = `${have}; cis-1.12 is for Kubernetes 1.${firstOfCis112} and later`;
  return { id: oldest >= firstOfCis112 ? 'cis-1.12' : 'cis-1.24', why };
}

function minorOf(version: string): number | null {
  const [, minor] = /^v?1\.([0-9]+)/.exec(version) ?? [];
  return minor === undefined ? null : Number(minor);
}
