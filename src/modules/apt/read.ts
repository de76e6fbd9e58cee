import { BadAnswer } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { keyValues } from '../key-values.ts';
import { lastWords } from '../said.ts';

/** One package of a transaction: null before it is new, null after it goes. */
export interface PackageChange {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** `missing`: the host has no apt. */
export type AptState = {
  readonly missing: boolean;
  /** When the lists were fetched last, and what the host's clock said; seconds since 1970. */
  readonly cacheTime: number;
  readonly now: number;
  /** Names about which something is to be done. */
  readonly todo: readonly string[];
  /** What apt-get would do; null: it was not asked. */
  readonly simulation: {
    readonly ok: boolean;
    readonly changes: readonly PackageChange[];
    readonly said: readonly string[];
  } | null;
};

export function readApt(output: CommandOutput): AptState {
  const text = output.stdout.toString('utf8');
  const seen = keyValues(text);
  if (seen.get('apt') === 'none') return { missing: true, cacheTime: 0, now: 0, todo: [], simulation: null };
  const now = Number(seen.get('now') ?? Number.NaN);
  if (Number.isNaN(now)) throw new BadAnswer('the host did not say what apt knows', lastWords(output));
  const code = seen.get('simulated');
  const said = [...text.matchAll(/^sim (.*)$/gm)].map(([, line = '']) => line);
  return {
    missing: false,
    cacheTime: Number(seen.get('cache') ?? 0),
    now,
    todo: (seen.get('todo') ?? '').split(' ').filter((name) => name !== ''),
    simulation:
      code === undefined ? null : { ok: code === '0', changes: transactionOf(said.join('\n')), said: complaints(said) },
  };
}

/** Lines of `apt-get -s`: `Inst NAME [OLD] (NEW origin [arch])`, `Remv NAME [OLD]`, `Purg NAME [OLD]`. */
export const transactionOf = (text: string): readonly PackageChange[] =>
  [...text.matchAll(/^(Inst|Remv|Purg) (\S+)(?: \[([^\]]*)\])?(?: \((\S+))?/gm)].map(
    ([, verb, name = '', before, after]) => ({
      name,
      before: before ?? null,
      after: verb === 'Inst' ? (after ?? null) : null,
    }),
  );

const complaints = (lines: readonly string[]): readonly string[] => {
  const errors = lines.filter((line) => /^[EW]: /.test(line));
  return (errors.length === 0 ? lines.filter((line) => line.trim() !== '') : errors).slice(0, 3);
};
