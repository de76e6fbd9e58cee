import { subsets, type Subset } from './command.ts';

const names: Readonly<Record<Subset, readonly string[]>> = {
  os: [
    'hostname',
    'nodename',
    'os',
    'distribution',
    'distribution_version',
    'distribution_major_version',
    'distribution_release',
    'os_family',
    'system',
    'kernel',
    'kernel_version',
    'fqdn',
    'domain',
    'service_mgr',
    'pkg_mgr',
    'uptime_seconds',
    'date_time',
    'user_id',
    'user_uid',
    'user_gid',
    'user_dir',
    'user_shell',
    'architecture',
    'machine_id',
    'clock',
    'uid',
  ],
  hw: [
    'cpus',
    'processor_vcpus',
    'processor_nproc',
    'memory_bytes',
    'memtotal_mb',
    'memfree_mb',
    'swaptotal_mb',
    'swapfree_mb',
    'mounts',
  ],
  net: ['interfaces', 'default_ipv4', 'default_ipv6', 'all_ipv4_addresses', 'all_ipv6_addresses', 'dns'],
  snap: ['snap'],
  k8s: ['role', 'kubelet_unit_mode', 'services', 'managed_by'],
  cluster: ['cluster'],
  sysctl: ['sysctl'],
  users: ['users'],
};

/** Which subset has a fact, for what is gathered where a play merely uses facts. */
export const factSubsets: ReadonlyMap<string, Subset> = new Map(
  subsets.flatMap((subset) => names[subset].map((name) => [name, subset] as const)),
);

/** The fact that a variable of this name is, as Ansible names them: `ansible_kernel` is `kernel`. */
export function factOf(variable: string): string | null {
  const fact = variable.startsWith('ansible_') ? variable.slice('ansible_'.length) : '';
  return factSubsets.has(fact) ? fact : null;
}
