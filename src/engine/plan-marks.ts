import { type ShellCommand, unsafeShellCommand } from '../domain/shell-command.ts';
import { sh } from '../shell/sh.ts';

/**
 * What a host remembers of the plan files that were applied to it: `plans/ID` in the journal's folder, one line
 * `done KEY RUN` for each item that was performed. Written in the frame that performs, so it costs no exchange.
 */
export const planMarks: ShellCommand = unsafeShellCommand([
  `
bw_unapplied() { # ID KEY...: none of these was performed from this plan before
  mkdir -p -m 0700 -- "$B/plans" || bw_die journal "cannot make $B/plans (disk full?)"
  (cd "$B/plans" && ls -1t | tail -n +201 | while read -r bw_old; do rm -f -- "./$bw_old"; done)
  bw_plan=$B/plans/$1; shift
  [ -f "$bw_plan" ] || return 0
  while read -r bw_word bw_done bw_by; do
    for bw_key; do
      [ "$bw_done" != "$bw_key" ] || bw_die moved "run $bw_by has already done this from the same plan file"
    done
  done < "$bw_plan"
}
bw_applied() { # ID KEY RUN
  printf 'done %s %s\\n' "$2" "$3" >> "$B/plans/$1" && sync "$B/plans/$1" || bw_die journal "cannot write $B/plans (disk full?)"
}
bw_unmark() { # ID RUN: what was put back may be done again
  [ -f "$B/plans/$1" ] || return 0
  while read -r bw_word bw_key bw_by; do [ "$bw_by" = "$2" ] || printf 'done %s %s\\n' "$bw_key" "$bw_by"; done < "$B/plans/$1" > "$B/plans/$1.new"
  mv -f -- "$B/plans/$1.new" "$B/plans/$1"
}
`,
]);

export const readMarks = (id: string): ShellCommand => sh`cat "$B/plans/"${id} 2>/dev/null || :`;
export const refuseApplied = (id: string, keys: readonly string[]): ShellCommand => sh`bw_unapplied ${[id, ...keys]}`;
export const markApplied = (id: string, key: string, run: string): ShellCommand => sh`bw_applied ${[id, key, run]}`;
export const unmark = (id: string, run: string): ShellCommand => sh`bw_unmark ${[id, run]}
`;

/** Keys that were performed, with the run that did it, from lines among others. A host may write anything there. */
export const marksOf = (lines: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    lines.flatMap((line) => {
      const found = /^done ([\w.#-]+) ([\w-]+)$/.exec(line);
      return found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const];
    }),
  );
