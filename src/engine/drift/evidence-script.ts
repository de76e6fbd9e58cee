import { unsafeShellCommand, type ShellCommand } from '../../domain/shell-command.ts';
import { loginLines } from './login-sessions.ts';

/** At most so many changes of a snap are looked into, the last ones: each costs 50 ms. */
const changesLookedInto = 12;

/**
 * Shell functions that ask; none of them writes. Each line of an answer gets its tag here. `bw_first` and `bw_last` are
 * the seconds between which the paths were changed: around them logs are read.
 */
export const evidenceFunctions: ShellCommand = unsafeShellCommand([
  `
bw_has() { command -v "$1" >/dev/null 2>&1; }
bw_limited() { if bw_has timeout; then timeout 10 "$@"; else "$@"; fi; }
bw_tag() { cut -c 1-400 | sed "s/^/$1 /"; }
bw_clock() {
  printf 'clock %s\\n' "$(date +%s)"
  while read -r bw_k bw_v bw_x; do case $bw_k in btime) printf 'btime %s\\n' "$bw_v" ;; esac; done </proc/stat
  read -r bw_x </proc/1/stat && printf 'init %s\\n' "$bw_x"
}
bw_when() { # PATH...: when each was changed, or the folder that it is gone from
  bw_i=0 bw_first= bw_last=
  for bw_p; do
    bw_t=$(bw_times "$bw_p" || stat -c '%Y %Z' -- "\${bw_p%/*}/" 2>/dev/null) && bw_span "\${bw_t#* }" && printf 'path %s %s\\n' "$bw_i" "$bw_t"
    bw_i=$((bw_i + 1))
  done
}
bw_times() { # of a link to a file: of the one that changed last
  bw_t=$(stat -c '%Y %Z' -- "$1" 2>/dev/null) || return
  [ ! -L "$1" ] || [ ! -f "$1" ] || bw_t=$( (printf '%s\\n' "$bw_t"; stat -Lc '%Y %Z' -- "$1") | sort -n -k 2 | tail -n 1)
  printf %s "$bw_t"
}
bw_span() {
  [ -n "$bw_first" ] && [ "$bw_first" -le "$1" ] || bw_first=$1
  [ -n "$bw_last" ] && [ "$bw_last" -ge "$1" ] || bw_last=$1
}
bw_snap() { # NAME SINCE, as snap prints a time
  bw_l=/snap/$1/current
  bw_t=$(readlink "$bw_l" 2>/dev/null && stat -c %Y "$bw_l" 2>/dev/null) || bw_t='- -'
  printf 'snap %s %s %s\\n' "$1" $bw_t
  ! bw_has systemctl || systemctl show -p Id -p ExecMainStartTimestampMonotonic -p ActiveState -- "snap.$1.*.service" 2>/dev/null | bw_tag unit
  bw_has snap || return 0
  bw_limited snap list --all "$1" 2>/dev/null | head -n 20 | bw_tag revision
  bw_changes=$(TZ=UTC0 bw_limited snap changes --abs-time "$1" 2>&1)
  printf '%s\\n' "$bw_changes" | tail -n 100 | bw_tag "change $1"
  printf '%s\\n' "$bw_changes" | bw_recent "$2" | tail -n ${changesLookedInto} | while read -r bw_i; do
    TZ=UTC0 bw_limited snap change --abs-time "$bw_i" 2>/dev/null | head -n 100 | bw_tag "task $bw_i"
  done
}
bw_recent() { # those of the listed changes that can have written units
  while read -r bw_i bw_x bw_x bw_t bw_s; do
    case $bw_i in '' | *[!0-9]*) continue ;; esac
    case $bw_s in 'Running service command') continue ;; esac
    [ "$bw_t" = - ] || [ ! "$bw_t" \\< "$1" ] || continue
    printf '%s\\n' "$bw_i"
  done
}
bw_journal() { bw_limited journalctl -q --no-pager -o short-unix "$@" 2>/dev/null; }
bw_logins() {
  [ -n "$bw_first" ] || return 0
  ! bw_has last || bw_limited last -w --time-format iso -n 200 2>/dev/null | bw_tag wtmp
  bw_has journalctl || return 0
  bw_journal | head -n 1 | bw_tag journal
  # Anybody can write into the journal as sshd, but only root as root.
  bw_journal _UID=0 --since "@$((bw_first - 86400))" --until "@$((bw_last + 60))" -t sshd -t sshd-session -t login |
    grep -E '\\]: (Accepted [^ ]+ for |pam_unix\\([a-z-]+:session\\): session (opened|closed) for )' | tail -n ${loginLines} | bw_tag login
}
bw_restarts() { # SNAP
  [ -n "$bw_first" ] && bw_has journalctl || return 0
  bw_journal --since "@$bw_first" -u "snap.$1.k8sd.service" | grep -i 'have drifted' | tail -n 50 | bw_tag "restarted $1"
}
bw_own() { # PATH...: entries of Bulwark's journals that are about them, with the state that they left
  find "$B/runs" -mindepth 3 -maxdepth 3 \\( -name meta -o -name undone \\) -printf '%T@ %P\\n' 2>/dev/null | while read -r bw_t bw_f; do
    { read -r bw_x && read -r bw_x && read -r bw_s && IFS= read -r bw_q; } <"$B/runs/\${bw_f%/*}/meta" || continue
    case $bw_f in */undone) bw_s=$bw_x ;; esac
    bw_i=0
    for bw_p; do
      [ "$bw_p" != "$bw_q" ] || printf 'own %s %s %s %s\\n' "$bw_i" "$bw_t" "\${bw_f%%/*}" "$bw_s"
      bw_i=$((bw_i + 1))
    done
  done | tail -n 400
}
`,
]);
