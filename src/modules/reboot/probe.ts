import { BadAnswer } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { sh } from '../../shell/sh.ts';
import { readNodes, type ClusterNode } from '../cluster/nodes.ts';
import { keyValues } from '../key-values.ts';
import { lastWords, tellFunction } from '../said.ts';

/** What decides whether a host may be rebooted, and when it is back. */
export interface Rebooting {
  readonly boot: string;
  /** Units of the k8s snap that run: they have to run again. */
  readonly units: readonly string[];
  /** null on a host that is no control plane. */
  readonly controlPlanes: ControlPlanes | null;
}

export interface ControlPlanes {
  readonly self: string;
  /** Every control plane of the cluster; null: its API did not say. */
  readonly nodes: readonly ClusterNode[] | null;
  /** Why it did not. */
  readonly said: string;
}

/** `api=ADDRESS STATUS` a control plane; 000: nobody answers. Nothing at all without curl. */
const apiFunction = sh`apis() {
  command -v curl >/dev/null || return 0
  for a in $(printf %s "$1" | tr -d ' \n\t' | sed 's/"kind":"Node",/\n/g' | grep 'node-role.kubernetes.io/control-plane' |
    grep -oE '"address":"[^"]*","type":"InternalIP"|"type":"InternalIP","address":"[^"]*"' | sed 's/.*"address":"\([^"]*\)".*/\1/'); do
    case $a in *:*) u="[$a]" ;; *) u=$a ;; esac
    printf 'api=%s %s\n' "$a" "$(curl -sk -o /dev/null -w '%{http_code}' --noproxy '*' --max-time 5 "https://$u:6443/readyz")"
  done
}
`;

/**
 * Asks this host's own API server, for 20 s at most, and then each control plane's: a node stays Ready for 40 s after
 * its machine has died. Without a login they answer 401, which is an answer.
 */
export const rebootQuestion = sh`${tellFunction}${apiFunction}IFS= read -r x </proc/sys/kernel/random/boot_id; kv boot "$x"
kv units "$(systemctl list-units --type=service --state=active --plain --no-legend --no-pager 'snap.k8s.*' 2>/dev/null | while read -r u x; do echo "$u"; done)"
if [ ! -e /var/snap/k8s/common/lock/worker ] && [ -e /etc/kubernetes/admin.conf ]; then
  IFS= read -r x </proc/sys/kernel/hostname; kv self "$x"
  if x=$(timeout 20 k8s kubectl get nodes -o json 2>&1); then kv nodes "$x"; apis "$x"; else kv said "$x"; fi
fi`;

export function readRebooting(output: CommandOutput): Rebooting {
  const text = output.stdout.toString('utf8');
  const seen = keyValues(text);
  const boot = seen.get('boot') ?? '';
  if (boot === '') throw new BadAnswer('the host did not say which boot this is', lastWords(output));
  const self = seen.get('self');
  return {
    boot,
    units: (seen.get('units') ?? '').split(' ').filter((unit) => unit !== ''),
    controlPlanes: self === undefined ? null : controlPlanesOf(self, seen, text),
  };
}

function controlPlanesOf(self: string, seen: ReadonlyMap<string, string>, text: string): ControlPlanes {
  const asked = new Map([...text.matchAll(/^api=(\S+) (\d+)$/gm)].map(([, address, status]) => [address, status]));
  const answers = ({ address }: ClusterNode): boolean =>
    asked.size === 0 || /^[1-4]/.test(asked.get(address ?? '') ?? '');
  return {
    self,
    nodes:
      readNodes(seen.get('nodes') ?? '')
        ?.filter(isControlPlane)
        .map((node) => ({ ...node, ready: node.ready && answers(node) })) ?? null,
    said: (seen.get('said') ?? '').trim().slice(0, 300),
  };
}

const isControlPlane = ({ labels }: ClusterNode): boolean =>
  Object.hasOwn(labels, 'node-role.kubernetes.io/control-plane');
