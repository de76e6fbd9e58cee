import type { Invocation } from '../app/invocation.ts';
import { refused } from '../domain/diagnostic.ts';
import type { Diagnostic, Diagnostics } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { commandHelp, groupHelp, overviewHelp } from './help.ts';
import { optionSpecs } from './option-specs.ts';
import type { RawOptions } from './raw-options.ts';
import { splitWords } from './split-words.ts';
import { unknownOption } from './unknown-option.ts';
import { usageError } from './usage-error.ts';

/** What the completion scripts call: `bulwark --complete plan -l wor`. */
const completeFlag = '--complete';

export type ParsedArgv =
  | { readonly kind: 'run'; readonly invocation: Invocation; readonly given: RawOptions }
  | { readonly kind: 'help'; readonly text: string }
  /** Words of a line that is being typed; the last one is not finished. */
  | { readonly kind: 'complete'; readonly words: readonly string[] }
  | { readonly kind: 'version' }
  | { readonly kind: 'refused'; readonly diagnostics: Diagnostics };

/** The words after `bulwark`, read. `width` is for the help. Every mistake is told at once. */
export async function parseArgv(words: readonly string[], width: number): Promise<ParsedArgv> {
  if (words[0] === completeFlag) return { kind: 'complete', words: words.slice(1) };
  const split = splitWords(explainsOption(words) ? ['explain', '--', ...words.slice(1)] : words);
  if (!split.ok) return { kind: 'refused', diagnostics: split.diagnostics };
  const { flags } = split.value;
  const wantsHelp = split.value.operands[0] === 'help' || flags.has('help');
  const operands = split.value.operands.slice(split.value.operands[0] === 'help' ? 1 : 0);
  const command = commandOf(operands);
  if (flags.has('version')) return { kind: 'version' };
  const help = operands.length === 0 ? overviewHelp(width) : wantsHelp ? helpOf(operands, command, width) : null;
  if (help !== null) return { kind: 'help', text: help };
  if (command === null) return { kind: 'refused', diagnostics: [unknownCommand(operands)] };
  const own = operands.slice(command.name.split(' ').length);
  const rest = command.takesCommand === true ? [] : (split.value.rest ?? []);
  return readCommand(command, { ...split.value, operands: [...own, ...rest] });
}

/** `explain --limit` asks what the option means. */
const explainsOption = ([command, word = '', ...more]: readonly string[]): boolean =>
  command === 'explain' && more.length === 0 && !['--help', '-h', '--version'].includes(word);

function readCommand(command: Command, raw: RawOptions): ParsedArgv {
  const [first, ...others] = [...misplaced(command, raw), ...operandProblems(command, raw.operands)];
  if (first !== undefined) return { kind: 'refused', ...refused(first, ...others) };
  const invocation = command.read(raw);
  return invocation.ok
    ? { kind: 'run', invocation: invocation.value, given: raw }
    : { kind: 'refused', diagnostics: invocation.diagnostics };
}

function commandOf(operands: readonly string[]): Command | null {
  return commands.find(({ name }) => name === operands.slice(0, name.split(' ').length).join(' ')) ?? null;
}

/** Null where there is no such command. */
function helpOf([word = '']: readonly string[], command: Command | null, width: number): string | null {
  if (command !== null) return commandHelp(command, width);
  const inside = commands.filter(({ name }) => name.startsWith(`${word} `));
  return inside.length === 0 ? null : groupHelp(word, inside, width);
}

function unknownCommand(operands: readonly string[]): Diagnostic {
  const [word = '', second] = operands;
  const inside = commands.filter(({ name }) => name.startsWith(`${word} `)).map(({ name }) => name);
  if (inside.length > 0) return unknownWord(word, second, inside);
  const meant = near(
    word,
    commands.flatMap(({ name }) => [name, ...name.split(' ')]),
  ).map((name) => commands.find((command) => command.name.split(' ').includes(name))?.name ?? name);
  const hint =
    meant.length > 0
      ? `did you mean \`${meant.join('` or `')}\`?`
      : `commands: ${commands.map(({ name }) => name).join(', ')}`;
  return usageError(
    'unknown-command',
    `unknown command \`${word}\``,
    /\.ya?ml$/.test(word) ? `bulwark plan ${word}` : hint,
  );
}

/** `schedule` alone, or `schedule instal`. */
function unknownWord(word: string, second: string | undefined, names: readonly string[]): Diagnostic {
  const meant = second === undefined ? [] : near(`${word} ${second}`, names);
  return usageError(
    'unknown-command',
    second === undefined ? `\`${word}\` needs another word` : `unknown command \`${word} ${second}\``,
    meant.length > 0
      ? `did you mean \`bulwark ${meant.join('` or `bulwark ')}\`?`
      : names.map((name) => `bulwark ${name}`).join(', '),
  );
}

/** Options that do not exist, or not here. */
function misplaced(command: Command, raw: RawOptions): readonly Diagnostic[] {
  const given = [...raw.values.keys(), ...raw.flags.keys()];
  const known: readonly string[] = command.options;
  return given
    .filter((name) => !known.includes(name))
    .map((name) => unknownOption(name, command.name, known, Object.keys(optionSpecs)));
}

function operandProblems(command: Command, operands: readonly string[]): readonly Diagnostic[] {
  const missing = command.operands.slice(operands.length).filter((operand) => operand.required);
  const extra = command.operands.at(-1)?.isPhrase === true ? [] : operands.slice(command.operands.length);
  return [
    ...missing.map(({ name }) =>
      usageError('missing-operand', `\`bulwark ${command.name}\` needs ${name}`, `bulwark ${command.name} --help`),
    ),
    ...extra.map((word) =>
      usageError(
        'extra-operand',
        `\`${word}\` is one word too many`,
        command.name === 'exec'
          ? 'the command stands behind `--`: bulwark exec all -- uptime'
          : `bulwark ${command.name} --help`,
      ),
    ),
  ];
}
