import type { DiffEntry } from '../../domain/module.ts';
import type { Service } from '../../domain/k8s-snap.ts';
import { isComparedByK8sd } from './component.ts';
import { flippedBySorting, incomparableToK8sd } from './k8sd-view.ts';
import type { Flags } from './read-flags.ts';
import { type ArgsText, tokenizeArgs } from './tokenize.ts';
import { writeArgs } from './written-form.ts';

/** What is wrong with how the flags are written, although they mean the right thing. */
export interface FormProblems {
  /** Reasons to write the file anew. */
  readonly entries: readonly DiffEntry[];
  /** Warnings about what no written form can mend. */
  readonly lasting: readonly string[];
}

/** Forms that k8sd cannot compare, and forms that change their meaning when k8sd sorts the file. */
export function formProblems(parsed: ArgsText, flags: Flags, service: Service | null): FormProblems {
  const before = isComparedByK8sd(service) ? incomparableToK8sd(parsed) : [];
  const after =
    before.length === 0
      ? []
      : incomparableToK8sd(tokenizeArgs(new TextEncoder().encode(writeArgs(flags, parsed.comments))));
  const mended = before.length > after.length;
  return {
    entries: [...(mended ? [incomparable(before)] : []), ...flips(parsed, flags).map(flipping)],
    lasting: after.map(
      (key) =>
        `k8sd cannot compare the value of ${key} and restarts the service every 2 minutes: write it without " \\ $ \``,
    ),
  };
}

function flips(parsed: ArgsText, flags: Flags): readonly string[] {
  const repeated = new Set(
    [...flags.values()]
      .filter(({ value, written }) => value.kind === 'single' && written.length > 1)
      .map(({ dashes, name }) => dashes + name),
  );
  return flippedBySorting(parsed).filter((key) => repeated.has(key));
}

const incomparable = (keys: readonly string[]): DiffEntry => ({
  name: 'written form',
  before: `k8sd cannot compare ${keys.slice(0, 5).join(', ')} and restarts the service every 2 minutes`,
  after: 'one --flag="value" a line',
});

const flipping = (key: string): DiffEntry => ({
  name: 'written form',
  before: `${key} is written twice, and another value counts once k8sd sorts the file`,
  after: `${key} is written once`,
});
