import { near } from '../../domain/near.ts';
import { controlPlane } from './draft.ts';

/** The group that others call what we call `control_plane` or `workers`; null when none looks like it. */
export function likelyGroup(wanted: string, groups: readonly string[]): string | null {
  if (groups.includes(wanted)) return wanted;
  const others = wanted === controlPlane ? CONTROL_PLANES : WORKERS;
  const simple = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');
  const found = others.flatMap((name) => groups.filter((group) => simple(group) === simple(name)));
  return found[0] ?? near(wanted, groups)[0] ?? null;
}

/** As Kubespray, kubeadm guides, k3s and older Ansible roles name them; most telling first. */
const CONTROL_PLANES = [
  'control_planes',
  'kube_control_plane',
  'k8s_control_plane',
  'controlplane',
  'controllers',
  'kube_master',
  'k8s_masters',
  'masters',
  'master',
  'server',
  'servers',
  'cp',
];
const WORKERS = [
  'worker',
  'kube_worker',
  'kube_workers',
  'k8s_workers',
  'worker_nodes',
  'kube_node',
  'kube_nodes',
  'k8s_nodes',
  'nodes',
  'node',
  'minions',
  'agent',
  'agents',
];
