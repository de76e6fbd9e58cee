import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import type { AptParams } from '../apt.ts';

/** What apt-get is to do, without the names: the same words for the question and for the deed. */
export function aptVerb(given: AptParams): ShellCommand {
  return sh`${verbWords(given)}`;
}

function verbWords({ packages, state, purge, upgrade }: AptParams): readonly string[] {
  if (packages.length > 0) return [state === 'absent' ? (purge ? 'purge' : 'remove') : 'install'];
  if (upgrade === 'no') return ['autoremove'];
  return upgrade === 'full' || upgrade === 'dist' ? ['dist-upgrade'] : ['upgrade', '--with-new-pkgs'];
}

/** Options of apt-get(8) that decide what is done. Answers of conffiles are those of Ansible: the operator's file stays. */
export const aptOptions = (given: AptParams): readonly ShellCommand[] => [
  sh`-y -q -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold`,
  ...(given.install_recommends === undefined
    ? []
    : [given.install_recommends ? sh`--install-recommends` : sh`--no-install-recommends`]),
  ...(given.autoremove && given.packages.length > 0 ? [sh`--auto-remove`] : []),
  ...(given.purge && given.state !== 'absent' ? [sh`--purge`] : []),
  ...(given.only_upgrade ? [sh`--only-upgrade`] : []),
  ...(given.default_release === undefined ? [] : [sh`-t ${given.default_release}`]),
  ...(given.allow_downgrade ? [sh`--allow-downgrades`] : []),
];

/**
 * Prints the age of the lists, what dpkg knows of each name, and apt-get's own simulation, which takes no lock and
 * writes nothing. The simulation is of what `wanted` names: all for latest, else what is not as wanted already.
 */
export function aptQuestion(given: AptParams): ShellCommand {
  const { packages, state, purge } = given;
  const all = [...packages];
  const simulate = sh`x=$(LC_ALL=C apt-get -s -o Debug::NoLocking=1 ${[...aptOptions(given)]} ${aptVerb(given)} "$@" 2>&1); echo "simulated=$?"; printf '%s\n' "$x" | sed 's/^/sim /'`;
  const hasWork = packages.length > 0 || given.upgrade !== 'no' || given.autoremove;
  return sh`command -v apt-get >/dev/null || { echo apt=none; exit 0; }
f=/var/lib/apt/periodic/update-success-stamp; [ -e "$f" ] || f=/var/lib/apt/lists
echo "cache=$(stat -c %Y "$f" 2>/dev/null || echo 0)"
echo "now=$(date +%s)"
${lookFunction}set --
for p in ${all}; do look "$p"; if wanted ${state} ${purge ? 'purge' : 'keep'}; then set -- "$@" "$p"; fi; done
echo "todo=$*"
${hasWork ? sh`[ ${packages.length > 0 ? 1 : 0} = 1 ] && [ $# = 0 ] || { ${simulate}; }` : sh`:`}
exit 0`;
}

const dpkgFormat = ['db:Status-Status', 'Version'].map((field) => `\${${field}}`).join(' ') + '\\n';

/**
 * `look NAME[=VERSION]` sets n, v (the wanted version, a pattern), is (dpkg's word for its state) and has (its version);
 * `wanted STATE PURGE` whether something is to be done about it.
 */
const lookFunction = sh`look() {
  n=$(printf %s "$1" | cut -d = -f 1) v=
  case $1 in *=*) v=$(printf %s "$1" | cut -d = -f 2-) ;; esac
  x=$(dpkg-query -W -f ${dpkgFormat} "$n" 2>/dev/null | head -n 1)
  is=$(printf %s "$x" | cut -d ' ' -f 1) has=$(printf %s "$x" | cut -d ' ' -f 2)
}
wanted() {
  case $1,$2,$is in
    latest,*) return 0 ;;
    absent,*,installed | absent,*,unpacked | absent,*,half-*) return 0 ;;
    absent,purge,config-files) return 0 ;;
    absent,*) return 1 ;;
    present,*,installed) [ -n "$v" ] || return 1; case $has in $v) return 1 ;; *) return 0 ;; esac ;;
  esac
}
`;
