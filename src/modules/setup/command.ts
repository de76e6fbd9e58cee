import type { ShellCommand } from '../../domain/shell-command.ts';
import { joinCommands, sh } from '../../shell/sh.ts';
import { services } from '../../domain/k8s-snap.ts';

/**
 * What can be gathered. os and hw cost some 10 processes, net 3, sysctl and users one each, snap two calls of snapd, k8s one of systemctl and one `stat`;
 * cluster asks k8sd and the API server, on control planes only, for at most 8 s each.
 */
export const subsets = ['os', 'hw', 'net', 'snap', 'k8s', 'cluster', 'sysctl', 'users'] as const;
/** What is gathered unless told. */
export const usualSubsets = ['os', 'hw', 'net', 'snap', 'k8s'] as const satisfies readonly Subset[];
export type Subset = (typeof subsets)[number];

/** Prints `key=value` lines; what a host does not have is left out. Only reads. */
export function setupCommand(gather: readonly Subset[]): ShellCommand {
  const wanted = subsets.filter((subset) => gather.includes(subset)).map((subset) => texts[subset]);
  // The clock last: what the other answers take would look like a clock that is behind.
  const last = gather.includes('os') ? sh`kv clock "$(date +%s.%N)"` : sh`:`;
  return joinCommands(
    [functions, ...wanted, last],
    sh`
`,
  );
}

const functions = sh`kv() { printf '%s=%s\n' "$1" "$2"; }
line() { [ -r "$2" ] && IFS= read -r x <"$2"; [ -n "$x" ] && kv "$1" "$x"; x=; }
x=`;

const texts: Readonly<Record<Subset, ShellCommand>> = {
  os: sh`line hostname /proc/sys/kernel/hostname
line kernel /proc/sys/kernel/osrelease
line machine_id /etc/machine-id
kv uid "$(id -u)"
kv architecture "$(uname -m)"
line kernel_version /proc/sys/kernel/version
line domain /proc/sys/kernel/domainname
line debian_version /etc/debian_version
line init /proc/1/comm
IFS='. ' read -r x k v </proc/uptime; kv uptime "$x"; x=
kv fqdn "$(hostname -f 2>/dev/null)"
kv user "$(id -un):$(id -g):$(getent passwd "$(id -u)" 2>/dev/null)"
kv zone "$(date '+%Z %z')"
for x in apt dnf yum zypper apk pacman; do if command -v $x >/dev/null; then kv pkg_mgr $x; break; fi; done; x=
[ ! -r /etc/os-release ] || while IFS='=' read -r k v; do
  case $k in NAME | ID | ID_LIKE | VERSION_ID | VERSION_CODENAME | PRETTY_NAME) kv "os.$k" "$v" ;; esac
done </etc/os-release`,
  hw: sh`kv cpus "$(nproc)"
while read -r k v x; do case $k in MemTotal:) kv memory_kb "$v" ;; MemFree:) kv free_kb "$v" ;; SwapTotal:) kv swap_kb "$v" ;; SwapFree:) kv swap_free_kb "$v" ;; esac; done </proc/meminfo; x=
kv df "$(timeout 10 df -Pk 2>/dev/null | sed 1d | tr '
' ';')"
while read -r k v x; do case $k in /dev/* | tmpfs | overlay) printf 'mount=%s
' "$k $v $x" ;; esac; done </proc/self/mounts; x=`,
  net: sh`kv route4 "$(ip -4 route get 192.0.2.1 2>/dev/null | head -n 1)"
kv route6 "$(ip -6 route get 2001:db8::1 2>/dev/null | head -n 1)"
ip -o addr show 2>/dev/null | while read -r k v x; do printf 'addr=%s %s
' "$v" "$x"; done
ip -o link show 2>/dev/null | while read -r k v x; do printf 'link=%s %s
' "$v" "$x"; done
while read -r k v x; do case $k in nameserver) printf 'nameserver=%s
' "$v" ;; esac; done 2>/dev/null </etc/resolv.conf; x=`,
  snap: sh`x=$(readlink /snap/k8s/current 2>/dev/null) && kv snap.revision "$x"; x=
[ ! -r /snap/k8s/current/meta/snap.yaml ] || while read -r k v; do case $k in version:) kv snap.version "$v"; break ;; esac; done </snap/k8s/current/meta/snap.yaml
if [ -e /snap/k8s/current ] && command -v snap >/dev/null; then
  snap list --unicode=never k8s 2>/dev/null | while read -r n v r c p notes; do case $n in k8s) kv snap.list "$v $r $c $notes" ;; esac; done
  snap changes k8s 2>/dev/null | while read -r n v x; do case $v in Do | Doing | Undo | Undoing | Wait) kv snap.change "$n $v $x" ;; esac; done; x=
fi`,
  k8s: sh`if [ -e /var/snap/k8s/common/lock/worker ]; then kv role worker
elif [ -e /etc/kubernetes/admin.conf ]; then kv role control_plane; fi
if [ -d /var/lib/juju/agents ]; then kv managed_by juju; fi
if [ -d /run/cluster-api ] || [ -d /capi ]; then kv managed_by capi; fi
[ ! -e /etc/systemd/system/snap.k8s.kubelet.service ] || kv kubelet_unit_mode "$(stat -c %a /etc/systemd/system/snap.k8s.kubelet.service)"
systemctl show --no-pager -p Id,LoadState,ActiveState,SubState,UnitFileState,MainPID,NRestarts -- ${services.map((name) => `snap.k8s.${name}.service`)} 2>/dev/null`,
  cluster: sh`if [ ! -e /var/snap/k8s/common/lock/worker ] && [ -e /etc/kubernetes/admin.conf ] && command -v k8s >/dev/null; then
  kv cluster.status "$(timeout 8 k8s status --output-format json 2>/dev/null | tr '
' ' ')"
  kv cluster.nodes "$(timeout 8 k8s kubectl get nodes -o name 2>/dev/null | tr '
' ' ')"
fi`,
  sysctl: sh`sysctl -a 2>/dev/null | sed -n 's/^\([^ ]*\) = /sysctl=\1 /p'`,
  users: sh`getent passwd 2>/dev/null | sed 's/^/passwd=/'`,
};
