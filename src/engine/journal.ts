import { type ShellCommand, unsafeShellCommand } from '../domain/shell-command.ts';
import { sh } from '../shell/sh.ts';

/**
 * Shell functions that keep the journal on the host and perform steps under it. They come as the prelude of every
 * frame that changes something. `B` is the journal's folder: /var/lib/bulwark for root, the user's state folder else.
 *
 * An entry `runs/RUN.EPOCH/ID` holds `meta` (kind, state before, state after, path; written and synced before the
 * change) and `content` (what was there). A state is `absent`, `file MODE UID GID SHA256`, `directory MODE UID GID`,
 * `link TARGET` or `other`. `open` names the one temporary file that may be left behind when the machine dies.
 * A function that will not do it prints `bulwark:CODE: why` on stderr and exits 99.
 */
export const journalLibrary = (run: string, epoch: number): ShellCommand => sh`${journalPlace(run, epoch)}${functions}`;

const journalPlace = (
  run: string,
  epoch: number,
): ShellCommand => sh`${journalFolder}bw_run=${`${run}.${String(epoch)}`}
R=$B/runs/$bw_run
`;

/** Sets `B`. */
export const journalFolder: ShellCommand = unsafeShellCommand([
  'B=/var/lib/bulwark; [ -w /var/lib ] || B=${HOME:-/nonexistent}/.local/state/bulwark\n',
]);

/** The exit code of the functions above when they refuse. */
export const refusedCode = 99;

const functions: ShellCommand = unsafeShellCommand([
  `
bw_die() { printf 'bulwark:%s: %s\\n' "$1" "$2" >&2; exit 99; }
bw_file() { set -- "$1" $(stat -c '%a %u %g' -- "$1"); bw_h=$(sha256sum < "$1") || return; printf 'file %s %s %s %s' "$2" "$3" "$4" "\${bw_h%% *}"; }
bw_state() {
  if [ -L "$1" ]; then printf 'link %s' "$(readlink -- "$1")"
  elif [ -f "$1" ]; then bw_file "$1"
  elif [ -d "$1" ]; then printf 'directory %s' "$(stat -c '%a %u %g' -- "$1")"
  elif [ -e "$1" ]; then printf other
  else printf absent; fi
}
bw_attributes() {
  if [ -L "$1" ]; then set -- link "$1"; elif [ -f "$1" ]; then set -- file "$1"
  elif [ -d "$1" ]; then set -- directory "$1"; elif [ -e "$1" ]; then set -- other "$1"; else printf absent; return; fi
  printf '%s %s' "$1" "$(stat -c '%a %u %g' -- "$2")"
}
bw_begin() {
  mkdir -p -m 0700 -- "$B" "$B/runs" "$B/pending" "$R" && chmod 0700 "$B" || bw_die journal "cannot make $R"
  if [ -s "$B/open" ]; then bw_left=$(cat "$B/open"); rm -f -- "$bw_left" "$B/open"; fi
  rm -f -- "$B"/put-*
  (cd "$B/runs" && ls -1t | tail -n +21 | while read -r bw_old; do rm -rf -- "$bw_old"; done; find . -mindepth 1 -maxdepth 1 -mtime +90 -exec rm -rf -- {} +)
  printf %s "$B"
}
bw_sync_write() { dd of="$1" conv=fsync 2>/dev/null; }
bw_entry() { e=$R/$1; mkdir -- "$e" 2>/dev/null || bw_die journal "cannot make $e (disk full?)"; }
bw_note() {
  printf '%s\\n%s\\n%s\\n%s\\n' "$1" "$2" "$3" "$4" | bw_sync_write "$e/meta" && sync "$e" || { rm -rf -- "$e"; bw_die journal "cannot write $e (disk full?)"; }
}
bw_keep() { dd if="$1" of="$e/content" bs=65536 conv=fsync 2>/dev/null || { rm -rf -- "$e"; bw_die journal "no room to keep $1"; }; }
bw_parent() {
  set -- "$1" $(stat -L -c '%a %F' -- "$1" 2>/dev/null)
  [ "\${3:-}" = directory ] || bw_die refused "the folder $1 does not exist"
  case $2 in 1???) ;; *[2367]) bw_die refused "others can write in the folder $1 (mode $2)" ;; esac
}
bw_through() {
  if [ -L "$p" ]; then
    [ "$1" = 1 ] || bw_die refused "$p is a symbolic link to $(readlink -- "$p")"
    p=$(readlink -f -- "$p") || bw_die refused "$p leads nowhere"
  fi
  d=\${p%/*}; d=\${d:-/}
  bw_parent "$d"
}
bw_as_planned() { [ "$1" = "$2" ] || bw_die moved "$p was $2 when it was planned, and is $1"; }
bw_temp() {
  t=$d/.bulwark-$bw_run-$id
  printf %s "$t" | bw_sync_write "$B/open" || bw_die journal "cannot write $B/open (disk full?)"
  trap 'rm -f -- "$t" "$B/open"' EXIT
  rm -f -- "$t"; (set -C; : > "$t") 2>/dev/null || bw_die write "cannot write in $d (read-only?)"
}
bw_into_place() {
  bw_why=$(mv -fT -- "$t" "$p" 2>&1) || bw_die write "$p cannot be replaced: \${bw_why##*: }"
  sync "$d"
  trap - EXIT
  rm -f -- "$B/open"
}
bw_write() { # ID PATH OWNER:GROUP MODE EXPECTED FOLLOW SHA256, content on stdin; bw_validate checks "$t"
  id=$1 p=$2 mode=$4
  bw_through "$6"
  bw_now=$(bw_state "$p"); bw_as_planned "$bw_now" "$5"
  bw_entry "$id"
  [ "$bw_now" = absent ] || bw_keep "$p"
  bw_temp
  bw_why=$(dd of="$t" bs=65536 conv=notrunc,fsync 2>&1) || bw_die write "cannot write $t: $(printf %s "$bw_why" | head -n 1)"
  case $3 in
    :) [ "$bw_now" = absent ] || chown -- "$(stat -c %u:%g -- "$p")" "$t" ;;
    *) chown -- "$(bw_owner "$3")" "$t" ;;
  esac || bw_die refused "cannot give $p to $3"
  chmod -- "$mode" "$t" || bw_die write "cannot set mode $mode"
  bw_after=$(bw_file "$t")
  [ "\${bw_after##* }" = "$7" ] || bw_die write "the content of $p did not arrive whole (disk full?)"
  bw_why=$(bw_validate 2>&1) || bw_die invalid "$(printf %s "$bw_why" | tail -n 3)"
  bw_note write "$bw_now" "$bw_after" "$p"
  bw_as_planned "$(bw_state "$p")" "$5"
  bw_into_place
}
bw_owner() { # OWNER:GROUP, either may be empty: then what is there, or our own
  bw_o=\${1%%:*} bw_g=\${1#*:}
  bw_is=$(stat -c %u:%g -- "$p" 2>/dev/null || stat -c %u:%g -- "$t")
  printf %s "\${bw_o:-\${bw_is%%:*}}:\${bw_g:-\${bw_is#*:}}"
}
bw_remove() { # ID PATH EXPECTED
  id=$1 p=$2
  bw_now=$(bw_state "$p")
  case $3 in file*) bw_as_planned "$bw_now" "$3" ;; *) bw_as_planned "$(bw_attributes "$p")" "$3" ;; esac
  bw_entry "$id"
  case $bw_now in file*) bw_keep "$p" ;; esac
  bw_note write "$bw_now" absent "$p"
  bw_why=$(rm -f -- "$p" 2>&1) || bw_die write "$p cannot be removed: \${bw_why##*: }"
  sync "\${p%/*}/"
}
bw_remove_directory() { # ID PATH RECURSIVE
  id=$1 p=$2
  [ -d "$p" ] && [ ! -L "$p" ] || bw_die moved "$p is no longer a folder"
  bw_entry "$id"
  cp -a -- "$p" "$e/content" && sync "$e" || { rm -rf -- "$e"; bw_die journal "no room to keep $p"; }
  bw_note tree "$(bw_state "$p")" absent "$p"
  if [ "$3" = 1 ]; then rm -rf -- "$p"; else rmdir -- "$p"; fi || bw_die write "$p cannot be removed"
}
bw_directory() { # ID PATH OWNER:GROUP MODE
  id=$1 p=$2
  [ ! -e "$p" ] && [ ! -L "$p" ] || bw_die moved "$p is there now"
  bw_entry "$id"
  bw_levels=0 d=$p
  while [ ! -d "$d" ]; do bw_levels=$((bw_levels + 1)); d=\${d%/*}; d=\${d:-/}; done
  bw_parent "$d"
  bw_note directory "absent $bw_levels" directory "$p"
  bw_deepen "$p" "$3" "$4"
}
bw_deepen() {
  [ -d "$1" ] && return
  (bw_up=\${1%/*}; bw_deepen "\${bw_up:-/}" "$2" "$3") || exit 99
  bw_why=$(mkdir -m 0700 -- "$1" 2>&1) || bw_die write "$1 cannot be made: \${bw_why##*: }"
  [ "$2" = : ] || (t=$1 p=$1; chown -- "$(bw_owner "$2")" "$1") || bw_die refused "cannot give $1 to $2"
  chmod -- "$3" "$1"
}
bw_link() { # ID PATH TARGET HARD REPLACE
  id=$1 p=$2
  d=\${p%/*}; d=\${d:-/}; bw_parent "$d"
  bw_now=$(bw_state "$p")
  [ "$bw_now" = absent ] || [ "$5" = 1 ] || bw_die moved "$p is there now"
  bw_entry "$id"
  case $bw_now in file*) bw_keep "$p" ;; esac
  t=$d/.bulwark-$bw_run-$id
  printf %s "$t" | bw_sync_write "$B/open"; trap 'rm -f -- "$t" "$B/open"' EXIT; rm -f -- "$t"
  if [ "$4" = 1 ]; then ln -- "$3" "$t"; else ln -s -- "$3" "$t"; fi || bw_die write "cannot make the link $p"
  bw_note write "$bw_now" "$(bw_state "$t")" "$p"
  bw_into_place
}
bw_attribute() { # ID PATH OWNER:GROUP MODE EXPECTED FOLLOW
  id=$1 p=$2
  if [ "$6" = 1 ] && [ -L "$p" ]; then p=$(readlink -f -- "$p"); fi
  bw_now=$(bw_attributes "$p"); bw_as_planned "$bw_now" "$5"
  bw_entry "$id"
  bw_note attributes "$bw_now" - "$p"
  if [ "$3" != : ]; then t=$p; chown -h -- "$(bw_owner "$3")" "$p" || bw_die refused "cannot give $p to $3"; fi
  if [ -n "$4" ] && [ ! -L "$p" ]; then bw_why=$(chmod -- "$4" "$p" 2>&1) || bw_die write "cannot set mode $4 on $p: \${bw_why##*: }"; fi
  bw_note attributes "$bw_now" "$(bw_attributes "$p")" "$p"
}
bw_words() { printf %s "$*"; }
bw_sysctl() { # ID /proc/sys/PATH VALUE WAS
  id=$1 p=$2
  [ -e "$p" ] || bw_die refused "this kernel has no $p"
  bw_now=$(bw_words $(cat "$p")); bw_as_planned "$bw_now" "$4"
  bw_entry "$id"
  bw_note sysctl "$bw_now" "$3" "$p"
  (printf '%s\\n' "$3" > "$p") 2>/dev/null || bw_die write "the kernel refuses $3 for $p"
}
bw_unit() { # ID VERB UNIT
  id=$1 p=$3
  bw_entry "$id"
  bw_note unit "$(systemctl show -p UnitFileState --value -- "$3") $(systemctl show -p ActiveState --value -- "$3")" "$2" "$3"
  systemctl --no-ask-password "$2" -- "$3"
}
bw_restarted() { # ID UNIT GATE-COMPONENT: remembered, so that a rollback restarts it
  bw_entry "$1"
  bw_note restart "$3" - "$2"
}
bw_pending() { # KEY TEXT
  printf '%s\\n' "$2" | bw_sync_write "$B/pending/$1" && sync "$B/pending" || bw_die journal "cannot write $B/pending (disk full?)"
}
bw_settled() { for bw_key; do rm -f -- "$B/pending/$bw_key"; done; sync "$B/pending"; }
`,
]);
