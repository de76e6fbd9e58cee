import type { Planned } from '../../domain/module.ts';
import { anyResource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { lines } from '../said.ts';
import type { RebootParams } from '../reboot.ts';
import type { ControlPlanes, Rebooting } from './probe.ts';

/** A host that is no control plane may always go; a control plane only where a quorum of the others stays. */
export function planReboot(given: RebootParams, seen: Rebooting): Planned {
  const refusal = seen.controlPlanes === null ? null : lastOnes(seen.controlPlanes);
  if (refusal !== null) return refusal;
  return {
    kind: 'changes',
    changes: [
      {
        action: 'run',
        target: 'the host',
        writes: [anyResource],
        diff: { entries: [] },
        converges: 'once',
        disrupts: 'node',
        undoable: false,
        steps: [
          {
            kind: 'reboot',
            message: given.msg,
            before: given.pre_reboot_delay,
            timeout: given.reboot_timeout,
            after: given.post_reboot_delay,
            boot: seen.boot,
            ready: readyCommand(given, seen),
          },
        ],
      },
    ],
  };
}

/** etcd writes as long as more than half of its members do; the one that goes does not count (domain facts, section 7). */
function lastOnes({ self, nodes, said }: ControlPlanes): Planned | null {
  const hint = 'look at the others first: bulwark facts control_plane';
  if (nodes === null || nodes.length === 0)
    return {
      kind: 'refused',
      message: 'whether other control planes are healthy is not known, so this one is not rebooted',
      wanted: 'an answer from its API server',
      seen: said === '' ? 'no control planes' : said,
      hint,
    };
  const healthy = nodes.filter(({ name, ready }) => ready && name !== self);
  const quorum = Math.floor(nodes.length / 2) + 1;
  if (healthy.length >= quorum) return null;
  return {
    kind: 'refused',
    message:
      healthy.length === 0
        ? 'it is the last healthy control plane of its cluster'
        : 'without it the control planes would have no quorum',
    wanted: `${quorum} of ${nodes.length} control planes ready while it is away`,
    seen: healthy.length === 0 ? 'none' : `only ${healthy.map(({ name }) => name).join(', ')}`,
    hint:
      nodes.length < 3 ? 'a cluster of fewer than three control planes is down while one reboots: do it by hand' : hint,
  };
}

/** Back is a host whose services of the snap run as before and whose API server, if it has one, is ready. */
const readyCommand = ({ test_command: test }: RebootParams, { units, controlPlanes }: Rebooting): ShellCommand =>
  lines([
    ...units.map((unit) => sh`systemctl is-active --quiet ${unit} || { echo ${`${unit} is not active`}; exit 1; }`),
    ...(controlPlanes === null ? [] : [sh`timeout 15 k8s kubectl get --raw=/readyz || exit 1`]),
    ...(test === undefined ? [] : [sh`sh -c ${test} || exit 1`]),
    sh`exit 0`,
  ]);
