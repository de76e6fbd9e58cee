import type { HostTraits } from '../domain/event.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import { journalFolder } from './journal.ts';
import { type PendingHandler, readPending } from './pending.ts';
import { marksOf, readMarks } from './plan-marks.ts';
import type { Slot } from './slot.ts';
import { readStanding, standingCommand } from './standing.ts';
import type { Standing } from './standing.ts';
import { readTraits, traitsCommand } from './traits.ts';

/** What an identity's side of a host says at first contact. */
export interface Survey {
  /** The journal's folder. */
  readonly folder: string;
  readonly machineId: string;
  readonly traits: HostTraits;
  readonly standing: Standing;
  readonly pending: readonly PendingHandler[];
  /** Keys that were performed from this plan file, and by which run. */
  readonly done: ReadonlyMap<string, string>;
}

/** `planFile`: its id; null: there is none. */
export const surveySlot = (planFile: string | null, found: (survey: Survey) => void): Slot => ({
  command: joinCommands(
    [
      journalFolder,
      sh`read -r m </etc/machine-id
printf '%s\n%s\n' "$B" "$m"`,
      traitsCommand,
      standingCommand,
      sh`
cat "$B"/pending/* 2>/dev/null || :
`,
      ...(planFile === null ? [] : [readMarks(planFile)]),
    ],
    sh``,
  ),
  asks: true,
  read: (output) => {
    const [folder = '', machineId = '', traits = '', standing = '', ...lines] = output.stdout
      .toString('utf8')
      .split('\n');
    found({
      folder,
      machineId,
      traits: readTraits(traits),
      standing: readStanding(standing),
      pending: readPending(lines),
      done: marksOf(lines),
    });
  },
});
