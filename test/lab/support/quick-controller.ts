import { ask } from './lab.ts';

/** k8sd looks every 30 s instead of every 2 min, so that a control plane that is the first to change settles in 40 s. */
export const quickController = (host: string): Promise<string> =>
  ask(
    host,
    `echo '--service-args-controller-check-interval="30s"' >>/var/snap/k8s/common/args/k8sd
     systemctl restart snap.k8s.k8sd`,
  );
