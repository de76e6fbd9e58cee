import { type Service, services } from '../../domain/k8s-snap.ts';

/** The service whose binary reads a file of this name; null for other files. */
export const serviceOfPath = (path: string): Service | null =>
  services.find((name) => path.endsWith(`/${name}`)) ?? null;

export const unitOf = (service: Service): string => `snap.k8s.${service}.service`;

/** Kubernetes' binaries take `_` for `-` in names of flags (k8s.io/component-base WordSepNormalizeFunc). */
export function normaliserOf(service: Service | null): (name: string) => string {
  const kube = service === null || service.startsWith('kube');
  return (name) => (kube ? name.replaceAll('_', '-') : name);
}

/** Go's own flag package takes `-name` for `--name`; pflag reads several short flags there. */
export const takesSingleDash = (service: Service | null): boolean => service === 'etcd' || service === 'containerd';

/** k8sd restarts these when their file cannot be told from the running process as it compares them. */
export const isComparedByK8sd = (service: Service | null): boolean => service !== 'etcd' && service !== 'k8sd';
