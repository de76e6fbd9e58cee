import { type ShellCommand, unsafeShellCommand } from '../domain/shell-command.ts';

/**
 * Shell functions that put back what a journal holds, beside the journal's own. Each entry answers one line:
 * `undone`, `same` (it was already as before), `kept` (somebody changed it since, so it stays) or `stuck` (it cannot
 * be put back), its kind and path.
 * What a playbook declared lasting (`B/lasting`) is kept, too.
 * `bw_find RUN` points `R` at the newest journal of that run.
 */
export const rollbackLibrary: ShellCommand = unsafeShellCommand([
  `
bw_find() {
  R=
  for bw_dir in "$B/runs/$1".*; do [ -d "$bw_dir" ] && R=$bw_dir; done
  [ -n "$R" ] || { printf 'none\\n'; return 1; }
}
bw_undo_all() { # [FIRST]: entries from that number on
  [ -d "$R" ] || return 0
  for e in $(ls -1r "$R"); do
    [ -f "$R/$e/meta" ] && [ "$e" -ge "\${1:-0}" ] && [ ! -e "$R/$e/undone" ] || continue
    e=$R/$e
    (bw_undo) || { bw_read_meta; printf 'stuck %s %s\\n' "$kind" "$p"; }
  done
}
bw_read_meta() { { read -r kind; read -r before; read -r after; p=$(cat; printf x); p=\${p%?x}; } < "$e/meta"; }
bw_answer() { printf '%s %s %s\\n' "$1" "$kind" "$p"; [ "$1" = kept ] || : > "$e/undone"; }
bw_lasts() { # a path that is named in a file of B/lasting that is younger than the change
  for bw_file in "$B"/lasting/*; do
    [ "$bw_file" -nt "$e/meta" ] && grep -Fqx -e "$p" "$bw_file" && return 0
  done
  return 1
}
bw_undo() {
  bw_read_meta
  if bw_lasts; then bw_answer kept; return; fi
  case $kind in
    write) bw_undo_write ;;
    tree) if [ -e "$p" ]; then bw_answer kept; else cp -a -- "$e/content" "$p" && bw_answer undone; fi ;;
    directory) bw_undo_directory ;;
    attributes) bw_undo_attributes ;;
    sysctl) if [ "$(bw_words $(cat "$p"))" = "$before" ]; then bw_answer same
      elif [ "$(bw_words $(cat "$p"))" = "$after" ]; then printf '%s\\n' "$before" > "$p" && bw_answer undone; else bw_answer kept; fi ;;
    unit) bw_undo_unit ;;
  esac
}
bw_undo_write() {
  [ -d "\${p%/*}/" ] || { bw_answer kept; return; }
  bw_place any
  bw_is=$(bw_state "$q")
  if [ "$bw_is" = "$before" ]; then bw_answer same; return; fi
  if [ "$bw_is" != "$after" ]; then bw_answer kept; return; fi
  id=undo
  case $before in
    absent) rm -f -- "$q" && bw_answer undone ;;
    link\\ *) bw_temp; ln -sT -- "\${before#link }" new && bw_into_place && bw_answer undone ;;
    file\\ *) set -- $before; bw_temp
      dd if="$e/content" of=new bs=65536 conv=fsync 2>/dev/null && chown -- "$3:$4" new && chmod -- "$2" new && bw_into_place && bw_answer undone ;;
    *) bw_answer kept ;;
  esac
}
bw_undo_directory() {
  bw_levels=\${before#absent } d=$p
  while [ "$bw_levels" -gt 0 ]; do rmdir -- "$d" 2>/dev/null || { [ -d "$d" ] && { bw_answer kept; return; }; }; d=\${d%/*}; bw_levels=$((bw_levels - 1)); done
  bw_answer undone
}
bw_undo_attributes() {
  [ -d "\${p%/*}/" ] || { bw_answer kept; return; }
  bw_place any
  bw_is=$(bw_attributes "$q")
  if [ "$bw_is" = "$before" ]; then bw_answer same; return; fi
  if [ "$bw_is" != "$after" ] && [ "$after" != - ]; then bw_answer kept; return; fi
  set -- $before
  bw_set "$3:$4" "$2" "$bw_is" && bw_answer undone
}
bw_undo_unit() {
  case $after in
    enable | disable | mask | unmask)
      case $before in
        enabled\\ *) systemctl -q unmask -- "$p"; systemctl -q enable -- "$p" ;;
        disabled\\ *) systemctl -q unmask -- "$p"; systemctl -q disable -- "$p" ;;
        masked\\ *) systemctl -q mask -- "$p" ;;
      esac ;;
    start) case $before in *\\ active) ;; *) systemctl stop -- "$p" ;; esac ;;
    stop) case $before in *\\ active) systemctl start -- "$p" ;; esac ;;
  esac
  bw_answer undone
}
bw_restarts() { # the units that the run restarted: UNIT COMPONENT
  for e in "$R"/*; do [ -f "$e/meta" ] && bw_read_meta && [ "$kind" = restart ] && printf '%s %s\\n' "$p" "$before"; done
  return 0
}
`,
]);
