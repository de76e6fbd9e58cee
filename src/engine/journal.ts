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
  if [ -s "$B/open" ]; then bw_left=$(cat "$B/open"); case $bw_left in */.bulwark-*) rm -rf -- "$bw_left" ;; esac; rm -f -- "$B/open"; fi
  rm -f -- "$B"/put-*
  (cd "$B/runs" && ls -1t | tail -n +21 | while read -r bw_old; do rm -rf -- "$bw_old"; done; find . -mindepth 1 -maxdepth 1 -mtime +90 -exec rm -rf -- {} +)
  printf %s "$B"
}
bw_sync_write() { dd of="$1" conv=fsync 2>/dev/null; }
bw_entry() { e=$R/$1; mkdir -- "$e" 2>/dev/null || bw_die journal "cannot make $e (disk full?)"; }
bw_note() {
  case $2$3 in *"
"*) rm -rf -- "$e"; bw_die refused "$4 has a line break in its link target" ;; esac
  printf '%s\\n%s\\n%s\\n%s\\n' "$1" "$2" "$3" "$4" | bw_sync_write "$e/meta" && sync "$e" || { rm -rf -- "$e"; bw_die journal "cannot write $e (disk full?)"; }
}
bw_keep() { # the content of "$q", which must be what the state $1 says
  dd if="$q" of="$e/content" bs=65536 conv=fsync 2>/dev/null || { rm -rf -- "$e"; bw_die journal "no room to keep $p"; }
  bw_h=$(sha256sum < "$e/content"); [ "\${bw_h%% *}" = "\${1##* }" ] || { rm -rf -- "$e"; bw_die moved "$p was changed while it was kept"; }
}
# Nobody can swap a folder that is entered: everything goes through descriptor 3, which is that folder, and temporary
# files live in a folder of our own in it. Links on the way are followed where root or we made them.
bw_enter() { # FOLDER
  cd -P -- "$1" 2>/dev/null || bw_die refused "the folder $1 does not exist"
  [ "$(pwd -P)" = "$1" ] || bw_trusted "$1"
  set -- "$1" "$(stat -c %a .)"
  case $2 in 1???) ;; *[2367]) bw_die refused "others can write in the folder $1 (mode $2)" ;; esac
  exec 3<.
}
bw_trusted() {
  bw_me=$(id -u) bw_a=$1
  set --
  while [ -n "$bw_a" ]; do set -- "$bw_a" "$@"; bw_a=\${bw_a%/*}; done
  for bw_u in $(stat -c %u -- / "$@"); do
    [ "$bw_u" = 0 ] || [ "$bw_u" = "$bw_me" ] || bw_die refused "the folder $bw_a/ of $p leads through a link that another user can change"
  done
}
bw_place() { # FOLLOW: enters the folder of $p; "$q" is the same file through descriptor 3
  if [ -L "$p" ] && [ "$1" = 1 ]; then p=$(readlink -f -- "$p") || bw_die refused "$p leads nowhere"; fi
  d=\${p%/*}; d=\${d:-/}
  bw_enter "$d"
  q=/proc/self/fd/3/\${p##*/}
  [ "$1" = any ] || [ ! -L "$q" ] || bw_die refused "$p is a symbolic link to $(readlink -- "$q")"
}
bw_as_planned() { [ "$1" = "$2" ] || bw_die moved "$p was $2 when it was planned, and is $1"; }
bw_private() { # here is a new folder of ours (a setgid parent hands its bit on)
  case $(stat -c '%u %a' .) in "$(id -u) 700" | "$(id -u) 2700") [ -n "$(ls -A .)" ] || return 0 ;; esac
  bw_die moved "somebody works in $d at the same time"
}
bw_temp() { # a folder of our own beside the target, entered; the new file is ./new
  t=.bulwark-$bw_run-$id
  printf %s "$d/$t" | bw_sync_write "$B/open" || bw_die journal "cannot write $B/open (disk full?)"
  trap 'rm -f -- new; cd /; rmdir -- "/proc/self/fd/3/$t" 2>/dev/null; rm -f -- "$B/open"' EXIT
  bw_why=$(mkdir -m 0700 -- "$t" 2>&1) || bw_die write "cannot write in $d: \${bw_why##*: }"
  cd -P -- "$t" && bw_private
}
bw_into_place() {
  bw_why=$(mv -fT -- new "$q" 2>&1) || bw_die write "$p cannot be replaced: \${bw_why##*: }"
  sync /proc/self/fd/3/. 2>/dev/null || :
}
bw_write() { # ID PATH OWNER:GROUP MODE EXPECTED FOLLOW SHA256, content on stdin; bw_validate checks "$t"
  id=$1 p=$2 mode=$4
  bw_place "$6"
  bw_now=$(bw_state "$q"); bw_as_planned "$bw_now" "$5"
  bw_entry "$id"
  [ "$bw_now" = absent ] || bw_keep "$bw_now"
  bw_temp
  bw_why=$(dd of=new bs=65536 conv=fsync 2>&1) || bw_die write "cannot write $d/$t/new: $(printf %s "$bw_why" | head -n 1)"
  case $3 in
    :) [ "$bw_now" = absent ] || { set -- "$@" $bw_now; chown -- "\${10}:\${11}" new; } ;;
    *) chown -- "$(bw_owner "$3" "$bw_now")" new ;;
  esac || bw_die refused "cannot give $p to $3"
  chmod -- "$mode" new || bw_die write "cannot set mode $mode"
  bw_after=$(bw_file new)
  [ "\${bw_after##* }" = "$7" ] || bw_die write "the content of $p did not arrive whole (disk full?)"
  bw_why=$(t=$(pwd -P)/new; bw_validate 2>&1) || bw_die invalid "$(printf %s "$bw_why" | tail -n 3)"
  bw_note write "$bw_now" "$bw_after" "$p"
  bw_as_planned "$(bw_state "$q")" "$5"
  bw_into_place
}
bw_owner() { # OWNER:GROUP STATE; either may be empty: then that of the state, or our own
  bw_o=\${1%%:*} bw_g=\${1#*:}
  case $2 in file\\ * | directory\\ * | link\\ [0-7]*\\ *) set -- $2 ;; *) set -- - - "$(id -u)" "$(id -g)" ;; esac
  printf %s "\${bw_o:-$3}:\${bw_g:-$4}"
}
bw_remove() { # ID PATH EXPECTED
  id=$1 p=$2
  bw_place any
  bw_now=$(bw_state "$q")
  case $3 in file*) bw_as_planned "$bw_now" "$3" ;; *) bw_as_planned "$(bw_attributes "$q")" "$3" ;; esac
  bw_entry "$id"
  case $bw_now in file*) bw_keep "$bw_now" ;; esac
  bw_note write "$bw_now" absent "$p"
  bw_why=$(rm -f -- "$q" 2>&1) || bw_die write "$p cannot be removed: \${bw_why##*: }"
  sync /proc/self/fd/3/. 2>/dev/null || :
}
bw_remove_directory() { # ID PATH RECURSIVE
  id=$1 p=$2
  bw_place any
  [ -d "$q" ] && [ ! -L "$q" ] || bw_die moved "$p is no longer a folder"
  bw_entry "$id"
  cp -a -- "$q" "$e/content" && sync "$e" || { rm -rf -- "$e"; bw_die journal "no room to keep $p"; }
  bw_note tree "$(bw_state "$q")" absent "$p"
  if [ "$3" = 1 ]; then rm -rf --one-file-system -- "$q"; else rmdir -- "$q"; fi || bw_die write "$p cannot be removed"
}
bw_directory() { # ID PATH OWNER:GROUP MODE
  id=$1 p=$2
  [ ! -e "$p" ] && [ ! -L "$p" ] || bw_die moved "$p is there now"
  bw_entry "$id"
  bw_levels=0 d=$p
  while [ ! -d "$d" ]; do bw_levels=$((bw_levels + 1)); d=\${d%/*}; d=\${d:-/}; done
  bw_enter "$d"
  bw_note directory "absent $bw_levels" directory "$p"
  bw_rest=\${p#"$d"}
  while bw_rest=\${bw_rest#/}; [ -n "$bw_rest" ]; do
    bw_name=\${bw_rest%%/*}; bw_rest=\${bw_rest#"$bw_name"}
    bw_why=$(mkdir -m 0700 -- "./$bw_name" 2>&1) || bw_die write "$p cannot be made: \${bw_why##*: }"
    cd -P -- "./$bw_name" && bw_private
    [ "$3" = : ] || chown -- "$(bw_owner "$3" -)" . || bw_die refused "cannot give $p to $3"
    chmod -- "00$4" .
  done
}
bw_link() { # ID PATH TARGET HARD REPLACE
  id=$1 p=$2
  bw_place any
  bw_now=$(bw_state "$q")
  [ "$bw_now" = absent ] || [ "$5" = 1 ] || bw_die moved "$p is there now"
  bw_entry "$id"
  case $bw_now in file*) bw_keep "$bw_now" ;; esac
  bw_temp
  if [ "$4" = 1 ]; then ln -T -- "$3" new; else ln -sT -- "$3" new; fi || bw_die write "cannot make the link $p"
  bw_note write "$bw_now" "$(bw_state new)" "$p"
  bw_into_place
}
bw_attribute() { # ID PATH OWNER:GROUP MODE EXPECTED FOLLOW
  id=$1 p=$2
  case $6 in 1) bw_place 1 ;; *) bw_place any ;; esac
  bw_now=$(bw_attributes "$q"); bw_as_planned "$bw_now" "$5"
  bw_entry "$id"
  bw_note attributes "$bw_now" - "$p"
  bw_set "$3" "$4" "$bw_now"
  bw_note attributes "$bw_now" "$(bw_attributes "$q")" "$p"
}
bw_set() { # OWNER:GROUP MODE STATE (GNU chmod drops a folder's set-id bits only for five digits): on the very file that was looked at, and never looser in between
  case $3 in
    link\\ *) [ "$1" = : ] || chown -h -- "$(bw_owner "$1" "$3")" "$q" || bw_die refused "cannot give $p to $1"; return ;;
    file\\ * | directory\\ *) ;;
    *) bw_die refused "$p is a device, socket or pipe" ;;
  esac
  exec 4<"$q" && [ "$(stat -c '%d %i' -- "$q")" = "$(stat -L -c '%d %i' /proc/self/fd/4)" ] || bw_die moved "$p was swapped"
  if [ "$1" != : ]; then
    set -- "$1" "$2" "$3" $3
    chmod -- "00$(printf %o $((0$5 & 0\${2:-$5})))" /proc/self/fd/4
    chown -- "$(bw_owner "$1" "$3")" /proc/self/fd/4 || bw_die refused "cannot give $p to $1"
    bw_why=$(chmod -- "00\${2:-$5}" /proc/self/fd/4 2>&1) || bw_die write "cannot set the mode of $p: \${bw_why##*: }"
  else
    bw_why=$(chmod -- "00$2" /proc/self/fd/4 2>&1) || bw_die write "cannot set mode $2 on $p: \${bw_why##*: }"
  fi
  exec 4<&-
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
bw_rebooted() { # ID BOOT: remembered; nothing takes it back
  bw_entry "$1"
  bw_note reboot "$2" - /
}
bw_pending() { # KEY TEXT
  printf '%s\\n' "$2" | bw_sync_write "$B/pending/$1" && sync "$B/pending" || bw_die journal "cannot write $B/pending (disk full?)"
}
bw_settled() { for bw_key; do rm -f -- "$B/pending/$bw_key"; done; sync "$B/pending"; }
`,
]);

/** As the journal's folders are called. */
export const entryName = (entry: number): string => String(entry).padStart(5, '0');
