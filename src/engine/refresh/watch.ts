import type { CommandOutput, Frame, FrameCommand, Session } from '../../domain/session.ts';
import { type ShellCommand, unsafeShellCommand } from '../../domain/shell-command.ts';
import { joinCommands, sh } from '../../shell/sh.ts';

/** A change of snapd's that works on the snap k8s, as `snap changes` tells it. */
export interface ChangeUnderWay {
  readonly id: string;
  /** `Auto-refresh snap "k8s"`. */
  readonly what: string;
}

/**
 * Defines `bw_r`, which only reads. First line: when `/snap/k8s/current` was made, empty where there is none; every
 * refresh, failed refresh, revert, disable and enable makes it anew. Then, with exit code 9, the line of `snap changes`
 * of a change in progress. What no refresh can disturb is none: a service that is being restarted, or a download.
 *
 * `snap changes` takes 35 ms and state.json says in 2 whether it is worth asking: a change without a time when it was
 * ready. Where that file cannot be read, snapd is asked. Where snapd does not answer, nothing is in progress; where it
 * has no socket, it is not asked: `snap` would try for seconds.
 */
const watchLibrary: ShellCommand = unsafeShellCommand([
  `
bw_r() {
stat -c %z /snap/k8s/current || echo
[ -e /run/snapd.socket ] || return 0
grep -q '"spawn-time":"[^"]*"}' /var/lib/snapd/state.json
[ $? = 1 ] || timeout 9 snap changes k8s | while read -r i s x; do case $s,$x in
*'service command') ;;
Do,*|Doing,*|Undo,*|Undoing,*|Abort,*) snap tasks $i | grep -q '^Doing .*ownload snap' || { echo "$i $x"; exit 9; } ;;
esac; done
} 2>/dev/null
`,
]);

/** Milliseconds after which a look or a wait has ended, also when snapd is slow. */
const waitLimit = 60_000;

/** Waits until nothing is in progress, for so many milliseconds and five seconds at most, and looks a last time. */
export const waitFrame = (limit: number): Frame => {
  const turns = Math.ceil(Math.min(Math.max(limit, 0), 5000) / 500);
  return {
    prelude: watchLibrary,
    commands: [
      {
        command: sh`bw_i=${turns}
until bw_s=$(bw_r) || [ $bw_i = 0 ]; do bw_i=$((bw_i - 1)); sleep 0.5; done
printf '%s\n' "$bw_s"`,
      },
    ],
    timeout: waitLimit,
  };
};

/** What is still in progress after that; null: nothing, as far as the host told. */
export const stillAtWork = (output: CommandOutput | undefined): ChangeUnderWay | null => signOf(output)?.change ?? null;

/**
 * Looks for a refresh before and after the other commands of a frame. What was asked in between holds only if there
 * was none; where a frame changes something, nothing is begun while there is one.
 */
export class RefreshWatch {
  #before: Sign | null = null;
  #after: Sign | null = null;

  /** A frame of these commands with a look before and after them; with `guards` they are begun only where that is well. */
  frame(commands: readonly FrameCommand[], about: Omit<Frame, 'commands'> & { readonly guards?: boolean }): Frame {
    const { guards = false, prelude = sh``, timeout } = about;
    const first: FrameCommand = guards ? { command: look, onlyIf: 'ok-so-far' } : { command: look };
    return {
      prelude: joinCommands([watchLibrary, prelude], sh``),
      commands: [first, ...commands, { command: look }],
      timeout,
    };
  }

  /** The outputs of those commands, of which there were so many. */
  read(outputs: readonly CommandOutput[], commands: number): readonly CommandOutput[] {
    this.#before = signOf(outputs[0]);
    this.#after = signOf(outputs[commands + 1]);
    return outputs.slice(1, commands + 1);
  }

  /** A change was in progress before the first command: a frame that changes something has not begun. */
  get refused(): boolean {
    return isBusy(this.#before);
  }

  /** A refresh was going on beside the frame, or came and went. */
  get disturbed(): boolean {
    if (this.refused || isBusy(this.#after)) return true;
    return this.#before !== null && this.#after !== null && this.#before.made !== this.#after.made;
  }

  /** What is still in progress, as far as it was told. */
  get change(): ChangeUnderWay | null {
    return this.#after === null ? (this.#before?.change ?? null) : this.#after.change;
  }

  /** Looks once more, where the frame was cut before its last look. */
  async lookAgain(session: Session, kill: AbortSignal): Promise<void> {
    if (this.#before === null || this.#after !== null) return;
    const { outputs } = await session.exchange(
      { prelude: watchLibrary, commands: [{ command: look }], timeout: waitLimit },
      kill,
    );
    this.#after = signOf(outputs[0]);
  }
}

const look = sh`bw_r`;

/** When the current revision was linked, and what is in progress. */
interface Sign {
  readonly made: string;
  readonly change: ChangeUnderWay | null;
}

/** Bytes of an answer that are read: two lines are never as long, unless the host lies. */
const longest = 4096;

const isBusy = (sign: Sign | null): boolean => sign !== null && sign.change !== null;

function signOf(output: CommandOutput | undefined): Sign | null {
  if (output === undefined || output.code === null) return null;
  const [made = '', line = ''] = output.stdout.subarray(0, longest).toString('utf8').split('\n');
  return { made, change: changeOf(line) };
}

/** `12 today at 19:26 UTC  -  Auto-refresh snap "k8s"` */
function changeOf(line: string): ChangeUnderWay | null {
  const found = /^(\d+) (?:.*\s{2})?(\S.*)$/.exec(line);
  return found === null ? null : { id: found[1] ?? '', what: (found[2] ?? '').slice(0, 200) };
}
