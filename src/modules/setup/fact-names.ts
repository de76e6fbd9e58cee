import type { Subset } from './command.ts';

/** Which subset has a fact, for what is gathered where a play merely uses facts. */
export const factSubsets: Readonly<Record<string, Subset>> = {
  hostname: 'os',
  nodename: 'os',
  os: 'os',
  distribution: 'os',
  distribution_version: 'os',
  distribution_release: 'os',
  kernel: 'os',
  architecture: 'os',
  machine_id: 'os',
  clock: 'os',
  uid: 'os',
  cpus: 'hw',
  processor_vcpus: 'hw',
  memory_bytes: 'hw',
  memtotal_mb: 'hw',
  snap: 'snap',
  role: 'k8s',
  kubelet_unit_mode: 'k8s',
  services: 'k8s',
  managed_by: 'k8s',
  cluster: 'cluster',
};

/** The fact that a variable of this name is, as Ansible names them: `ansible_kernel` is `kernel`. */
export function factOf(variable: string): string | null {
  const fact = variable.startsWith('ansible_') ? variable.slice('ansible_'.length) : '';
  return Object.hasOwn(factSubsets, fact) ? fact : null;
}
