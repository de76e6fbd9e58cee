/** Where the k8s snap keeps a service's arguments (k8s-snap-facts.md, 1). */
export const argsFolder = '/var/snap/k8s/common/args';

/**
 * Services of the k8s snap that have an args file: `snap.k8s.NAME.service` runs a program of the same name. k8s-dqlite
 * up to 1.35.
 */
export const services = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'etcd',
  'containerd',
  'k8sd',
  'k8s-apiserver-proxy',
  'k8s-dqlite',
] as const;

export type Service = (typeof services)[number];

/** Which role runs a service (k8s-snap-facts.md, 2); null: both. */
export function roleOfService(service: string): 'control-plane' | 'worker' | null {
  switch (service) {
    case 'kube-apiserver':
    case 'kube-controller-manager':
    case 'kube-scheduler':
    case 'etcd':
    case 'k8s-dqlite':
      return 'control-plane';
    case 'k8s-apiserver-proxy':
      return 'worker';
    default:
      return null;
  }
}
