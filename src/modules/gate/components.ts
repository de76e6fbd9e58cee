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
