import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import type { Secret } from '../../domain/secret.ts';
import { sh } from '../../shell/sh.ts';

/** Output beyond this many bytes of each stream is dropped on the host; one more says that there was more. */
const outputLimit = 1024 * 1024;

/** What was kept of each stream. */
export const keptOf = ({ stdout, stderr, ...rest }: CommandOutput): CommandOutput => ({
  ...rest,
  stdout: stdout.subarray(0, outputLimit),
  stderr: stderr.subarray(0, outputLimit),
  ...(stdout.length > outputLimit || stderr.length > outputLimit ? { truncated: true } : {}),
});

/** A file that lies in the private folder while the command runs; inside it is `$1`. */
export interface CarriedFile {
  /** Without a slash. */
  readonly name: string;
  /** null: it is where `$bw_upload` says. */
  readonly content: string | null;
}

export interface Captured {
  readonly command: ShellCommand;
  readonly chdir?: string | undefined;
  /** Exported by the shell's own builtin, so that no value stands in an argument list. */
  readonly environment: Readonly<Record<string, string | Secret>>;
  /** Standard input that travels inside the script (a question has no other way): `printf` is a builtin, so no argument list shows it. */
  readonly input?: string | Secret | undefined;
  readonly file?: CarriedFile | undefined;
}

/**
 * The command with its output in two files of a private folder, sent and deleted once the command itself has ended:
 * a child that it left behind can neither hold nor pollute the stream. Standard input and exit code pass through.
 */
export function captured({ command, chdir, environment, input, file }: Captured): ShellCommand {
  const exports = Object.entries(environment).map(([name, value]) => sh`export ${name}=${value};`);
  const enter = chdir === undefined ? sh`` : sh`cd -- ${chdir} || exit 1;`;
  const feed = input === undefined ? sh`` : sh`printf %s ${input} |`;
  return sh`d=; for f in /run "$XDG_RUNTIME_DIR" /tmp; do [ -n "$f" ] && d=$(mktemp -d "$f/bulwark.XXXXXXXXXX" 2>/dev/null) && break; done
[ -n "$d" ] || { echo 'no folder for the output: /run and /tmp cannot be written' >&2; exit 125; }
trap 'rm -rf -- "$d"' EXIT
trap 'exit 143' HUP INT TERM
${file === undefined ? sh`` : carried(file)}${feed} ( trap - EXIT HUP INT TERM; ${file === undefined ? sh`` : sh`set -- "$d/f/"${file.name};`} ${enter} ${exports} ${command} ) >"$d/out" 2>"$d/err"
c=$?
head -c ${outputLimit + 1} <"$d/out"
head -c ${outputLimit + 1} <"$d/err" >&2
exit "$c"`;
}

const carried = ({ name, content }: CarriedFile): ShellCommand =>
  content === null
    ? sh`mkdir "$d/f" && cp -- "$bw_upload" "$d/f/"${name} || exit 125;
`
    : sh`mkdir "$d/f" && printf %s ${content} >"$d/f/"${name} || exit 125;
`;
