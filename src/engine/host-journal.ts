import { type Identity, identityKey } from '../domain/connection.ts';
import type { GateSpec } from '../domain/gate.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { joinCommands, sh } from '../shell/sh.ts';
import { journalLibrary } from './journal.ts';
import { planMarks } from './plan-marks.ts';
import type { RunOptions } from './ports.ts';
import type { Slot } from './slot.ts';

/** A service that this run restarted, in order, and the gate it has to pass. */
export interface Restarted {
  readonly unit: string;
  readonly gate: GateSpec | null;
}

/** What this run writes into the journal of one host: its entries, the restarts among them, and handlers to come. */
export class HostJournal {
  /** The prelude of every frame that changes something. */
  readonly library: ShellCommand;
  /** Pending-handler keys that this run wrote, by identity. */
  readonly written = new Map<string, Set<string>>();
  /** Those of them whose change was made, or may have been: their handler has to run, now or in the next run. */
  readonly due = new Set<string>();
  /** Keys of what earlier runs left pending and this one has settled. */
  readonly settled = new Set<string>();
  readonly restarted: Restarted[] = [];
  /** Every restart that was done, with its entry. */
  readonly restarts: (Restarted & { readonly entry: number })[] = [];
  readonly #begun = new Set<string>();
  #entries = 0;

  /** `startedAt` in milliseconds. */
  constructor({ run, kept }: RunOptions, startedAt: number) {
    const journal = journalLibrary(run, Math.floor(startedAt / 1000));
    this.library = kept === undefined ? journal : joinCommands([journal, planMarks], sh``);
  }

  /** Makes the journal of this run, once an identity; the command is nothing after that. */
  begin(identity: Identity): readonly Slot[] {
    const key = identityKey(identity);
    if (this.#begun.has(key)) return [];
    return [
      {
        command: sh`bw_begin`,
        onlyIf: 'ok-so-far',
        read: (output) => void (output.code === 0 && this.#begun.add(key)),
      },
    ];
  }

  /** Whether this run has written a journal under this identity. */
  hasBegun(identity: Identity): boolean {
    return this.#begun.has(identityKey(identity));
  }

  /** The number of the next entry. */
  nextEntry(): number {
    this.#entries += 1;
    return this.#entries;
  }

  /** Known once, also where it is tried again. */
  willRestart(restarted: Restarted): void {
    if (!this.restarted.some(({ unit, gate }) => unit === restarted.unit && gate === restarted.gate))
      this.restarted.push(restarted);
  }

  wrotePending(identity: Identity, pending: string): void {
    const key = identityKey(identity);
    this.written.set(key, (this.written.get(key) ?? new Set<string>()).add(pending));
  }

  /** What was taken out of it again. */
  tookOut(identity: Identity, settled: readonly string[]): void {
    for (const one of settled) {
      this.written.get(identityKey(identity))?.delete(one);
      this.due.delete(one);
    }
  }
}
