/** Services of the k8s snap: `snap.k8s.<component>.service` runs a program of the same name. k8s-dqlite up to 1.35. */
export const components = [
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

/** Where a component says how it is: text of GateSpec's `endpoint`. Ports are Kubernetes' defaults, which k8sd keeps. */
const defaultEndpoints: Readonly<Record<string, string>> = {
  'kube-apiserver': 'kubectl:/readyz',
  'kube-controller-manager': 'https://127.0.0.1:10257/healthz',
  'kube-scheduler': 'https://127.0.0.1:10259/healthz',
  kubelet: 'http://127.0.0.1:10248/healthz',
  'kube-proxy': 'http://127.0.0.1:10256/healthz',
};

/** The endpoint that a gate asks; null where there is none. */
export const endpointOf = ({
  component,
  endpoint,
}: {
  readonly component: string;
  readonly endpoint?: string | null | undefined;
}): string | null => (endpoint === undefined ? (defaultEndpoints[component] ?? null) : endpoint);
