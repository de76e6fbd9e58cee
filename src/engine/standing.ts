import { foldNodes } from '../domain/node-set.ts';
import type { PlannedHost } from '../domain/run-plan.ts';
import { sh } from '../shell/sh.ts';
import type { Refusal } from './begin.ts';

/** What a host is in its cluster, and who looks after it besides us. */
export interface Standing {
  /** null: it does not say, or runs no Canonical Kubernetes. */
  readonly role: 'control-plane' | 'worker' | null;
  /** Where Canonical Kubernetes is managed by a program that keeps its own copy of what it configured. */
  readonly manager: 'Juju' | 'Cluster API' | null;
}

/** One line: role and manager, `-` where there is none. The same places as those of the facts (`setup`). */
export const standingCommand = sh`
bw_r=- bw_m=-
if [ -e /var/snap/k8s/common/lock/worker ]; then bw_r=worker
elif [ -e /etc/kubernetes/admin.conf ] && [ -e /var/snap/k8s/common/args/kube-apiserver ]; then bw_r=control-plane; fi
if [ -e /var/snap/k8s/common/args ]; then
  if [ -d /var/lib/juju/agents ]; then bw_m=juju; elif [ -d /run/cluster-api ] || [ -d /capi ]; then bw_m=capi; fi
fi
printf '%s %s\n' "$bw_r" "$bw_m"`;

export function readStanding(line: string): Standing {
  const [role, manager] = line.split(' ');
  return {
    role: role === 'control-plane' || role === 'worker' ? role : null,
    manager: manager === 'juju' ? 'Juju' : manager === 'capi' ? 'Cluster API' : null,
  };
}

/** What is known of a host: its place in the inventory, and what it says itself. */
interface Seen {
  readonly planned: PlannedHost;
  readonly surveys: ReadonlyMap<string, { readonly standing: Standing }>;
}

/** Hosts whose role is another than the inventory says: the engine takes control planes in turn by what it says. */
export function wrongRoles(hosts: Iterable<Seen>): Refusal | null {
  const wrong = [...hosts].flatMap(({ planned, surveys }) => {
    const claimed = claimOf(planned);
    const role = [...surveys.values()].find(({ standing }) => standing.role !== null)?.standing.role ?? null;
    return role === null || claimed === null || role === claimed ? [] : [{ name: planned.host.name, role }];
  });
  const [first] = wrong;
  if (first === undefined) return null;
  const of = (role: Standing['role']): string =>
    foldNodes(wrong.filter((one) => one.role === role).map(({ name }) => name));
  const workers = of('worker');
  const planes = of('control-plane');
  return {
    code: 'wrong-role',
    host: first.name,
    message: [
      ...(workers === '' ? [] : [`${workers}: a worker, and the inventory has it in control_plane`]),
      ...(planes === '' ? [] : [`${planes}: a control plane, and the inventory has it in workers`]),
    ].join('\n'),
    hint: 'put each host into the group of what it is; `bulwark facts` shows what they are',
  };
}

function claimOf({ controlPlane, host }: PlannedHost): Standing['role'] {
  const worker = host.groups.includes('workers');
  return controlPlane === worker ? null : worker ? 'worker' : 'control-plane';
}

/** Hosts that another program configures, and may undo there what we change. */
export function managedElsewhere(hosts: Iterable<Seen>): Refusal | null {
  const managed = [...hosts].flatMap(({ planned, surveys }) => {
    const manager = [...surveys.values()].find(({ standing }) => standing.manager !== null)?.standing.manager ?? null;
    return manager === null ? [] : [{ name: planned.host.name, manager }];
  });
  const [first] = managed;
  if (first === undefined) return null;
  const names = foldNodes(managed.map(({ name }) => name));
  const by = [...new Set(managed.map(({ manager }) => manager))].join(' and ');
  return {
    code: 'managed-elsewhere',
    host: first.name,
    message: `${names}: ${by} manages Canonical Kubernetes there, and keeps its own copy of the arguments`,
    hint: `settle it with ${by}, whose settings may undo what is done here; --force goes on all the same`,
  };
}
