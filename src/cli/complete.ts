import type { Command, Operand } from './command.ts';
import { completeWord } from './complete-word.ts';
import type { Typed, ValueKind } from './complete-word.ts';
import { commands } from './commands.ts';
import { helpItem, optionsOf } from './help.ts';
import type { CommandOption } from './help.ts';
import { globalOptions } from './option-specs.ts';
import type { OptionSpec } from './option-specs.ts';

/** What may stand at the end of the line that is typed; `about` is for shells that show it. */
export interface Candidate {
  readonly word: string;
  readonly about?: string;
}

/** Values that only files know: hosts of the inventory, tags of the playbook. */
export type ValueSource = (kind: ValueKind, typed: Typed) => Promise<readonly Candidate[]>;

/** Candidates for the last of `words`, which follow `bulwark` and of which the last is not finished. */
export async function complete(words: readonly string[], values: ValueSource): Promise<readonly Candidate[]> {
  const typed = readLine(words);
  const { last } = typed;
  if (typed.wants !== null) return valuesOf(typed.wants, '', last, typed, values);
  const long = /^(--[a-z-]+=)(.*)$/s.exec(last);
  const option = long === null ? undefined : findOption(typed.command, (long[1] ?? '').slice(2, -1));
  if (option !== undefined) return valuesOf(option.spec, long?.[1] ?? '', long?.[2] ?? '', typed, values);
  if (last.startsWith('-')) return matching(optionCandidates(typed), last);
  const next = matching(commandCandidates(typed.operands), last);
  if (typed.command === null) return next;
  const operand = typed.command.operands[typed.operands.length - typed.command.name.split(' ').length];
  return operand === undefined ? [] : valuesOf(operandSpec(operand), '', last, typed, values);
}

/** What was typed before the last word. */
interface Line extends Typed {
  readonly last: string;
  readonly command: Command | null;
  readonly operands: readonly string[];
  /** The option whose value the last word is. */
  readonly wants: Pick<OptionSpec, 'value' | 'choices'> | null;
  readonly given: ReadonlySet<string>;
}

function readLine(words: readonly string[]): Line {
  const before = words.slice(0, -1);
  const operands: string[] = [];
  const values = new Map<string, string>();
  const given = new Set<string>();
  let waiting: CommandOption | null = null;
  for (const word of before) {
    if (waiting !== null) {
      values.set(waiting.name, word);
      waiting = null;
      continue;
    }
    const option = word.startsWith('-') ? optionOf(commandOf(operands), word) : undefined;
    if (option === undefined) {
      if (!word.startsWith('-') && !(word === 'help' && operands.length === 0)) operands.push(word);
      continue;
    }
    given.add(option.name);
    const [, value] = /^--[^=]+=(.*)$/s.exec(word) ?? [];
    if (value !== undefined) values.set(option.name, value);
    else if (takesValue(option.spec)) waiting = option;
  }
  const command = commandOf(operands);
  const own = operands.slice(command?.name.split(' ').length ?? 0);
  return { last: words.at(-1) ?? '', command, operands, words: own, values, given, wants: waiting?.spec ?? null };
}

const takesValue = ({ kind }: OptionSpec): boolean => kind !== 'flag' && kind !== 'count';

const commandOf = (operands: readonly string[]): Command | null =>
  commands.find(({ name }) => name === operands.slice(0, name.split(' ').length).join(' ')) ?? null;

/** Options of the command; before a command is known, those of all. */
const optionsHere = (command: Command | null): readonly CommandOption[] =>
  command === null
    ? [...commands.flatMap(optionsOf), { name: 'version', spec: globalOptions.version }]
    : optionsOf(command);

const findOption = (command: Command | null, name: string): CommandOption | undefined =>
  optionsHere(command).find((option) => option.name === name);

/** `--limit`, `--limit=x`, `-l`, and the last letter of `-bl`. */
function optionOf(command: Command | null, word: string): CommandOption | undefined {
  if (word.startsWith('--')) return findOption(command, word.slice(2).replace(/=.*$/s, ''));
  return optionsHere(command).find(({ spec }) => spec.alias === word.at(-1));
}

function optionCandidates({ command, given }: Line): readonly Candidate[] {
  const shown =
    command === null
      ? Object.entries<OptionSpec>(globalOptions).map(([name, spec]) => ({ name, spec }))
      : optionsOf(command);
  return shown
    .filter(
      ({ name, spec }) => !given.has(name) || spec.kind === 'texts' || spec.kind === 'words' || spec.kind === 'count',
    )
    .map(({ name, spec }) => ({ word: `--${name}`, about: spec.describe }));
}

/** The next word of the names of commands that begin as typed. */
function commandCandidates(operands: readonly string[]): readonly Candidate[] {
  const depth = operands.length;
  const fitting = commands.filter(({ name }) => {
    const parts = name.split(' ');
    return parts.length > depth && parts.slice(0, depth).join(' ') === operands.join(' ');
  });
  const found = fitting.map(({ name, summary }) => ({
    word: name.split(' ')[depth] ?? '',
    about: name.split(' ').length > depth + 1 ? 'has more words' : summary,
  }));
  return depth === 0 ? [...found, { word: 'help', about: helpItem.text }] : found;
}

const operandSpec = ({ name, choices }: Operand): Pick<OptionSpec, 'value' | 'choices'> => ({
  value: name,
  ...(choices !== undefined && { choices }),
});

/** `lead` is kept in front of every candidate: `--limit=`. */
async function valuesOf(
  spec: Pick<OptionSpec, 'value' | 'choices'>,
  lead: string,
  last: string,
  typed: Typed,
  values: ValueSource,
): Promise<readonly Candidate[]> {
  const found = await completeWord(spec, last, typed, values);
  return found.map((candidate) => ({ ...candidate, word: lead + candidate.word }));
}

function matching(candidates: readonly Candidate[], start: string): readonly Candidate[] {
  const fitting = candidates.filter(({ word }) => word.startsWith(start));
  return [...new Map(fitting.map((candidate) => [candidate.word, candidate])).values()];
}
