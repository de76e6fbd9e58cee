import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import type { Service } from '../../domain/k8s-snap.ts';
import { unitOf } from './component.ts';

/** Lines that part the answer of {@link componentCommand}. */
export const helpMark = '-- help';
export const argvMark = '-- argv';

/**
 * Asks what the file cannot tell: the flags of the installed binary, and (`live`) the unit and the argv of its process.
 *
 * `BINARY --help` costs some 50 ms of the host's CPU, and 10 kB of answer for kube-apiserver. It is run only where its
 * answer matters: a flag of `added` is missing from the file, a flag is written twice (there, or in the argv of the
 * process: whether the last one counts or all do hangs on its type), or a line is not plain `--name=value`. A converged host has none of these, so that it pays for
 * `systemctl show`, one `cat` and one `tr`. Nothing is cached, since a probe writes nothing.
 */
export function componentCommand(
  path: string,
  service: Service,
  added: readonly string[],
  live: boolean,
): ShellCommand {
  const binary = `/snap/k8s/current/bin/${service}`;
  return sh`${live ? unitCommand(path, service) : sh``}
printf '%s\n' ${helpMark}
need= seen=' '
${live ? repeatedInArgv : sh``}
[ ! -f ${path} ] || [ ! -r ${path} ] || {
while IFS== read -r name rest || [ -n "$name" ]; do
case $name in '' | '#'*) continue ;; --*[!A-Za-z0-9._-]* | --) need=1 ;; --*) ;; *) need=1 ;; esac
case $rest in '' | *[!\ -~]* | *' '*) need=1 ;; esac
case $seen in *" $name "*) need=1 ;; esac
seen="$seen$name "
done <${path}
for name in ${added.map((name) => `--${name}`)}; do case $seen in *" $name "*) ;; *) need=1 ;; esac; done
[ -z "$need" ] || [ ! -x ${binary} ] || timeout ${helpTimeout} ${binary} --help 2>&1 | sed -n ${compactHelp}
}
printf '%s\n' ${argvMark}
${live ? sh`case $pid in '' | 0) ;; *) cat "/proc/$pid/cmdline" 2>/dev/null ;; esac` : sh``}
:`;
}

/** Sets `need` where a flag stands twice in the argv of the process. A value with newlines may look so, which only asks more. */
const repeatedInArgv = sh`case $pid in '' | 0) args= ;; *) args=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline") ;; esac
while IFS== read -r name rest; do
case $name in -*) case $seen in *" $name "*) need=1 ;; esac; seen="$seen$name " ;; esac
done <<END
$args
END
seen=' '`;

/** Seconds that a binary gets to print its help. */
const helpTimeout = 15;

/**
 * Sets `pid`. An answer of systemctl has one `Name=value` a line; without systemd there is none. `Exe` is the program of
 * that process, `Processes` how many run the snap's (those of containers are not this host's), `Env` what etcd may have
 * instead of a flag, now or when it starts next: what the kernel and the files say comes last, where no text of a unit
 * can follow.
 */
const unitCommand = (
  path: string,
  service: Service,
): ShellCommand => sh`unit=$(systemctl show -p LoadState -p UnitFileState -p ActiveState -p MainPID -p ExecStart -p NeedDaemonReload ${unitOf(service)} 2>/dev/null) || unit=
printf '%s\n' "$unit"
pid=
while IFS== read -r name value; do [ "$name" != MainPID ] || pid=$value; done <<END
$unit
END
case $pid in *[!0-9]*) pid= ;; esac
case $pid in '' | 0) exe= ;; *) exe=$(readlink "/proc/$pid/exe" 2>/dev/null) ;; esac
n=0
for other in $(ls -l /proc/[0-9]*/exe 2>/dev/null | sed -n ${programOf(service)}); do
[ ! "/proc/$other/ns/pid" -ef /proc/self/ns/pid ] || n=$((n + 1))
done
printf 'Exe=%s\nProcesses=%s\n' "$exe" "$n"
${service === 'etcd' ? environment(path) : sh``}`;

const programOf = (service: Service): string =>
  String.raw`s|^.* /proc/\([0-9]*\)/exe -> /snap/k8s/[^/]*/bin/${service}\( (deleted)\)\{0,1\}$|\1|p`;

const environment = (
  path: string,
): ShellCommand => sh`{ [ -z "$pid" ] || tr '\0' '\n' <"/proc/$pid/environ"; for f in ${`${path}-env`} ${path.replace(/[^/]*$/, 'snap-env')}; do [ ! -f "$f" ] || cat "$f"; done; } 2>/dev/null |
sed -n 's/^[[:space:]]*\(export[[:space:]]*\)\{0,1\}\(ETCD_[A-Z0-9_]*\)=.*/Env=\2/p'`;

/**
 * `  -v, --v Level   number for …` becomes `v Level`. Flags are indented by 2 to 8 columns, their text by more, or it
 * follows after two spaces.
 */
const compactHelp = [
  String.raw`s/^ \{1,8\}\(-[A-Za-z], \)\{0,1\}--\([A-Za-z0-9][A-Za-z0-9._-]*\)/\2/`,
  't flag',
  'd',
  ':flag',
  String.raw`s/  .*//`,
  'p',
].join('\n');
