import type { Service } from '../../domain/k8s-snap.ts';
import type { Flags } from './read-flags.ts';

/** Flags whose value, or the file that it names, speaks for other flags. */
interface ConfigFile {
  readonly flags: readonly string[];
  readonly speaksFor: (flag: string, isSet: boolean) => boolean;
}

/** Of the kubelet's flags those that KubeletConfiguration does not have. */
const kubeletOnly = new Set(['hostname-override', 'kubeconfig', 'config', 'config-dir']);

/**
 * etcd takes no other flag beside its file, kube-proxy neither; the scheduler ignores its deprecated flags beside one
 * (kube-scheduler --help); the kubelet takes from it what no flag says. The API server's deprecated `admission-control`
 * is no file: it names all plugins there are, and no other flag may name any beside it (pkg/kubeapiserver/options).
 */
const files: Readonly<Partial<Record<Service, ConfigFile>>> = {
  etcd: { flags: ['config-file'], speaksFor: () => true },
  'kube-apiserver': {
    flags: ['admission-control'],
    speaksFor: (flag) => ['enable-admission-plugins', 'disable-admission-plugins'].includes(flag),
  },
  'kube-proxy': { flags: ['config'], speaksFor: () => true },
  'kube-scheduler': {
    flags: ['config'],
    speaksFor: (flag) => ['profiling', 'contention-profiling'].includes(flag),
  },
  kubelet: { flags: ['config', 'config-dir'], speaksFor: (flag, isSet) => !isSet && !kubeletOnly.has(flag) },
};

/** The flag by which the binary reads another value for `flag`, or may: `--config`. null: what the flag says counts. */
export function overruling(service: Service | null, flag: string, seen: readonly (Flags | null)[]): string | null {
  const file = service === null ? undefined : files[service];
  for (const flags of seen) {
    const name = file?.flags.find((one) => one !== flag && flags?.has(one));
    if (name !== undefined && file?.speaksFor(flag, flags?.has(flag) === true) === true) return `--${name}`;
  }
  return null;
}
