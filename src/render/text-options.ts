import type { Diagnostic } from '../domain/diagnostic.ts';

/** What the text for people depends on beside the events. */
export interface TextOptions {
  /** Columns. */
  readonly width: number;
  /** Clock times in front of what happens (plain). */
  readonly times: boolean;
  /** IANA name of the zone of these times. */
  readonly timeZone: string;
  /** How often `-v` was given. */
  readonly verbosity: number;
  readonly quiet: boolean;
  /** `--by host`: every host by itself. */
  readonly byHost?: boolean;
  /** How `assess` is told. */
  readonly assess?: {
    readonly by: 'area' | 'host' | null;
    readonly score: boolean;
    /** What repairs: the playbook that was named, or those of the benchmarks as far as they are here; null: not here. */
    readonly repairs: 'own' | Readonly<Record<'cis' | 'stig', string | null>>;
  };
  /** `-D`: whole contents. */
  readonly diff: boolean;
  /** `alice@laptop`. */
  readonly who: string;
  readonly version: string;
  /** What the operator typed after `-l`, or null. */
  readonly limit: string | null;
  /** Tags or a first task were given: what is said of the playbook holds for the tasks that are left. */
  readonly partial?: boolean;
  /** The operator's own command again, with another verb, words after it or another limit (null: none): complete, to paste. `planFile` stands for all that a plan file has decided. */
  readonly command: (
    verb: string,
    change?: {
      readonly limit?: string | null;
      readonly add?: readonly string[];
      /** Where the playbook's name goes: `operand` (default), behind `--playbook`, or nowhere. */
      readonly playbook?: 'operand' | 'option' | 'none';
      readonly planFile?: string;
      /** False: without the limit to what may be disrupted, for what that limit has left undone. */
      readonly disrupt?: boolean;
    },
  ) => string;
  /** Whether the run is recorded here, so that `history show` and `apply --resume` know it. */
  readonly recorded?: boolean;
  /** Mistakes in the input with their excerpts, as lines. */
  readonly diagnostics: (diagnostics: readonly Diagnostic[], width: number) => readonly string[];
}
