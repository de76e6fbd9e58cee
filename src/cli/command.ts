import type { Parsed } from '../domain/diagnostic.ts';
import type { Invocation } from '../app/invocation.ts';
import type { OptionName } from './option-specs.ts';
import type { RawOptions } from './raw-options.ts';

/** One command of the command line. */
export interface Command {
  /** `plan`, `inventory list`. */
  readonly name: string;
  /** What stands behind the name in the usage line: `[PLAYBOOK]`. */
  readonly operands: readonly Operand[];
  /** A command line for the hosts stands after `--`; elsewhere what stands there are operands. */
  readonly takesCommand?: true;
  readonly summary: string;
  readonly options: readonly OptionName[];
  /** Values of `--format` where they differ from the usual. */
  readonly formats?: readonly string[];
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  read(raw: RawOptions): Parsed<Invocation>;
}

export interface Operand {
  /** Also decides what completes it: PATTERN, PLAYBOOK, FILE, RUN, … (`complete-word.ts`). */
  readonly name: string;
  readonly choices?: readonly string[];
  readonly required: boolean;
  /** It takes all words that follow: `explain check mode`. */
  readonly isPhrase?: true;
}
