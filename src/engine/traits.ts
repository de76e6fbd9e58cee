import type { HostTraits } from '../domain/event.ts';
import { sh } from '../shell/sh.ts';

/** One line: kilobytes of memory, kernel, revision of the snap k8s, when it took over, name of the system; `-` where unknown. */
export const traitsCommand = sh`
bw_m=- bw_k=- bw_o=-
while read -r k v x; do case $k in MemTotal:) bw_m=$v; break ;; esac; done </proc/meminfo
read -r bw_k </proc/sys/kernel/osrelease
[ ! -r /etc/os-release ] || while IFS='=' read -r k v; do case $k in PRETTY_NAME) bw_o=$v; break ;; esac; done </etc/os-release
bw_r=$(readlink /snap/k8s/current 2>/dev/null && stat -c %Y /snap/k8s/current 2>/dev/null) || bw_r='- -'
printf '%s %s %s %s %s\n' "$bw_m" "$bw_k" $bw_r "$bw_o"`;

/** Reads that line. */
export function readTraits(line: string): HostTraits {
  const [memory, kernel, snap, refreshed, ...os] = line.split(' ');
  const kilobytes = number(memory);
  const seconds = number(refreshed);
  return {
    memory: kilobytes === null ? null : kilobytes * 1024,
    os: word(os.join(' ').replaceAll(/^["']|["']$/g, '')),
    kernel: word(kernel),
    snap: word(snap),
    refreshedAt: seconds === null ? null : seconds * 1000,
  };
}

const word = (text: string | undefined): string | null =>
  text === undefined || text === '' || text === '-' ? null : text;

const number = (text: string | undefined): number | null => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : null);
