import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';

/**
 * When the main process of a unit began and when these files last changed, all by the host's own reckoning. The ages of
 * processes are told in ticks since the boot, by the same file for the main process and for one that begins now: neither
 * a clock that was set nor a container's own /proc/uptime can part them. Nothing is said where nothing runs.
 */
export const ageQuestion = (unit: string, paths: readonly string[]): ShellCommand =>
  sh`bw_unit=$(TZ=UTC systemctl show --no-pager -p MainPID,StateChangeTimestamp -- ${unit}) || exit 0
bw_main=$(printf '%s\n' "$bw_unit" | sed -n 's/^MainPID=//p')
case $bw_main in '' | 0 | *[!0-9]*) exit 0 ;; esac
printf '%s\n' "$bw_unit"
printf 'Main=%s\n' "$(cat "/proc/$bw_main/stat" 2>/dev/null)"
printf 'Self=%s\n' "$(cat /proc/self/stat)"
date -u '+Now=%s.%N'
TZ=UTC stat -c 'File=%f %z %n' -- ${paths} 2>/dev/null
TZ=UTC stat -L -c 'File=%f %z %n' -- ${paths} 2>/dev/null
exit 0`;
