import { ask, eventually, inHost } from './lab.ts';

/** Words that are on the command line of every shell of ours, and of no other: src/shell/dispatcher.ts. */
const ours = ['trap leave TERM HUP INT', 'read -r n q', 'trap a=0 USR1', 'kill -KILL -"$2"'];

/** Processes of ours that are left on the host, by their command lines. */
export async function straysOn(host: string): Promise<readonly string[]> {
  const found = await inHost(
    host,
    `pids=$(grep -laFf - /proc/[0-9]*/cmdline 2>/dev/null) && for p in $pids; do tr '\\0\\n' '  ' <"$p" | cut -c 1-80; echo; done
     pgrep -ax flock
     find /etc /var/snap /var/lib -xdev -name '.bulwark-*'
     :`,
    `${ours.join('\n')}\n`,
  );
  return found.stdout.split('\n').filter(Boolean);
}

/** Waits until nothing of ours runs on the host and its lock can be had. */
export async function quietOn(host: string, seconds: number): Promise<void> {
  await eventually(`${host}: nothing of ours runs and the lock is free`, seconds, async () => {
    const free = await inHost(host, 'flock -n /var/lib/bulwark/lock true');
    return free.exit === 0 && (await straysOn(host)).every((line) => line.includes('/.bulwark-'));
  });
}

/** What is amiss with a service: its process does not carry what its args file says. Empty when all is well. */
export const unlikeItsFile = (host: string, service: string): Promise<string> =>
  ask(
    host,
    `sed 's/="\\(.*\\)"$/=\\1/' /var/snap/k8s/common/args/${service} | sort >/tmp/file
     pid=$(systemctl show -p MainPID --value snap.k8s.${service})
     tr '\\0' '\\n' </proc/$pid/cmdline | tail -n +2 | sort >/tmp/live
     diff /tmp/file /tmp/live || :`,
  );
