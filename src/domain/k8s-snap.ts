/** Where the k8s snap keeps a service's arguments (k8s-snap-facts.md, 1). */
export const argsFolder = '/var/snap/k8s/common/args';

/** Services of the k8s snap that have an args file. */
export const services = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'containerd',
  'etcd',
  'k8s-apiserver-proxy',
  'k8sd',
  'k8s-dqlite',
] as const;

export type Service = (typeof services)[number];

/** Services that workers do not run (k8s-snap-facts.md, 2). */
export const controlPlaneServices: readonly string[] = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
  'k8s-dqlite',
] satisfies readonly Service[];
