import type { CommandOutput, FrameCommand } from '../domain/session.ts';

/** One exchange of a host: commands with what reads each output. */
export interface Slot extends FrameCommand {
  /** It only asks; also while the rest is rehearsed. */
  readonly asks?: true;
  read(output: CommandOutput): void;
}

/** The same, with its output also in `outputs`. */
export const noted = (slot: Slot, outputs: CommandOutput[]): Slot => ({
  ...slot,
  read: (output) => {
    outputs.push(output);
    slot.read(output);
  },
});
