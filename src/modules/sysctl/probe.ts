import { BadAnswer, type Answers, type Query } from '../../domain/module.ts';
import { pathResource, sysctlResource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { type KnownFile, knownFile, parentOf } from '../file/known-file.ts';
import { type Assignment, readAssignment } from './assignments.ts';
import { keyPath } from './key.ts';

/** In the order in which the first one hides the others (sysctl.d(5)). */
const folders = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d', '/lib/sysctl.d'];

export interface SysctlState {
  readonly file: KnownFile;
  readonly parent: KnownFile;
  /** By path below /proc/sys; null: this kernel has no such key. */
  readonly live: ReadonlyMap<string, string | null>;
  /** Every file that is read at boot, hidden ones too, in the order of `folders`; the names under which ours stands there. */
  readonly files: readonly string[];
  readonly ours: ReadonlySet<string>;
  readonly assignments: readonly Assignment[];
}

export function probeSysctl(file: string, names: readonly string[]): Query<SysctlState> {
  return {
    files: [
      { path: file, follow: true, want: 'content' },
      { path: parentOf(file), follow: true, want: 'attributes' },
    ],
    command: sysctlCommand(file, names.map(keyPath)),
    reads: [...[file, ...folders].map(pathResource), ...names.map(sysctlResource)],
    parse: (answers) => readState(file, answers),
  };
}

/**
 * Prints, TAB between the parts: `live KEY VALUE`, `none KEY`, `dark KEY` (cannot be read), `file PATH`, `ours PATH`,
 * then grep's `PATH:LINE:TEXT`, over what is small on every host (some 60 lines on Ubuntu). A NUL byte ends a line to
 * systemd-sysctl, and to grep a file with one is binary: it would hide what it sets, and ends the answer.
 */
export function sysctlCommand(file: string, keys: readonly string[], root = ''): ShellCommand {
  return sh`cd ${`${root}/proc/sys`} || exit 1
for k in ${keys}; do
if [ ! -e "$k" ]; then printf 'none\t%s\n' "$k"
elif v= && { IFS= read -r v || [ -n "$v" ]; } 2>/dev/null <"$k"; then printf 'live\t%s\t%s\n' "$k" "$v"
else printf 'dark\t%s\n' "$k"; fi
done
set --
for d in ${folders.map((folder) => root + folder)}; do
for f in "$d"/*.conf; do
[ -e "$f" ] || continue
printf 'file\t%s\n' "$f"
[ ! "$f" -ef ${file} ] || printf 'ours\t%s\n' "$f"
set -- "$@" "$f"
done
done
[ $# -eq 0 ] || [ -z "$(cat -- "$@" | tr -cd '\0' | tr '\0' x)" ] || { echo 'a file of sysctl.d has NUL bytes' >&2; exit 1; }
[ $# -eq 0 ] || grep -Hnv -e '^[[:space:]]*[#;]' -e '^[[:space:]]*$' -- "$@" || [ $? -eq 1 ]`;
}

function readState(file: string, answers: Answers): SysctlState {
  const { code, stdout, stderr } = answers.output;
  if (code !== 0)
    throw new BadAnswer('sysctl settings could not be looked at', stderr.toString().trim().split('\n').slice(0, 3));
  const lines = stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '');
  const told = (word: string): readonly (readonly string[])[] =>
    lines.filter((line) => line.startsWith(`${word}\t`)).map((line) => line.split('\t').slice(1));
  const dark = told('dark')[0];
  if (dark !== undefined) throw new BadAnswer(`/proc/sys/${dark[0]} could not be read`);
  return {
    file: knownFile(answers, file, true),
    parent: knownFile(answers, parentOf(file), true),
    live: new Map([
      ...told('live').map(([key = '', ...words]): [string, string | null] => [key, words.join('\t')]),
      ...told('none').map(([key = '']): [string, string | null] => [key, null]),
    ]),
    files: told('file').map(([path = '']) => path),
    ours: new Set([file, ...told('ours').map(([path = '']) => path)]),
    assignments: lines.flatMap(readLine),
  };
}

/** A path of these folders has no colon that matters: the first `:NUMBER:` ends it. */
function readLine(line: string): readonly Assignment[] {
  const match = /^(\/.*?):([0-9]+):(.*)$/.exec(line);
  const assignment = match === null ? null : readAssignment(match[1] ?? '', Number(match[2]), match[3] ?? '');
  return assignment === null ? [] : [assignment];
}
