import type { Page } from '../domain/page.ts';
import { asWritten, heading, list, paragraph } from '../domain/page.ts';
import type { Block, Item } from '../domain/page.ts';
import { pageText } from '../render/page-text.ts';
import { exitCodes } from '../report/exit-codes.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { globalOptions, optionSpecs } from './option-specs.ts';
import type { OptionSpec } from './option-specs.ts';

/** `bulwark`, `bulwark --help`. */
export const overviewHelp = (width: number): string => pageText(overviewPage(), width).join('\n');

/** `bulwark plan --help`, `bulwark help plan`. */
export const commandHelp = (command: Command, width: number): string =>
  pageText(commandPage(command), width).join('\n');

/** `bulwark inventory --help`: the commands that begin with a word. */
export const groupHelp = (word: string, inside: readonly Command[], width: number): string =>
  pageText(
    {
      title: `bulwark ${word} COMMAND [OPTIONS]`,
      blocks: [heading('Commands'), list(inside.map((command) => ({ term: usage(command), text: command.summary })))],
    },
    width,
  ).join('\n');

/** All commands, in the order of {@link commands}. */
function overviewPage(): Page {
  const examples = commands.flatMap(({ examples: [first] }) => (first === undefined ? [] : [`bulwark ${first.line}`]));
  return {
    title: 'bulwark COMMAND [OPTIONS]',
    blocks: [
      paragraph('Hardens fleets of Canonical Kubernetes machines over SSH, without an agent.'),
      heading('Commands'),
      list([...commands.map((command) => ({ term: usage(command), text: command.summary })), helpItem]),
      heading('Examples'),
      asWritten(examples.slice(0, 6)),
      paragraph(projectWords),
      paragraph(exitLine()),
    ],
  };
}

export const helpItem: Item = { term: 'help [COMMAND]', text: 'this overview, or the options of a command' };

export const projectWords =
  'bulwark.yaml in this folder or above names inventory, playbook, forks and known_hosts, so that they need not be typed.';

function commandPage(command: Command): Page {
  return {
    title: `bulwark ${usage(command)} [OPTIONS]`,
    blocks: [
      paragraph(sentence(command.summary)),
      ...optionBlocks(command),
      heading('Examples'),
      list(command.examples.map(({ line, does }) => ({ term: `bulwark ${line}`, text: does }))),
      paragraph(exitLine()),
    ],
  };
}

/** The options of a command, a heading for each group. */
function optionBlocks(command: Command): readonly Block[] {
  const options = optionsOf(command);
  const groups = [...new Set(options.map(({ spec }) => spec.group))];
  return groups.flatMap((group) => [
    heading(group),
    list(options.filter(({ spec }) => spec.group === group).map((option) => optionItem(option))),
  ]);
}

export interface CommandOption {
  readonly name: string;
  readonly spec: OptionSpec;
}

/** What a command takes, `--help` included; help, man page and completion are made from it. */
export const optionsOf = (command: Command): readonly CommandOption[] => [
  ...command.options.map((name) => ({ name, spec: specOf(command, name) })),
  { name: 'help', spec: globalOptions.help },
];

function specOf(command: Command, name: keyof typeof optionSpecs): OptionSpec {
  const spec: OptionSpec = optionSpecs[name];
  return name === 'format' && command.formats !== undefined
    ? { ...spec, choices: command.formats, describe: command.formats.join(' or ') }
    : spec;
}

/** `-l, --limit PATTERN` and what it does. */
export function optionItem({ name, spec }: CommandOption): Item {
  const letter = spec.alias === undefined ? '' : `-${spec.alias}, `;
  const value = spec.kind === 'flag' || spec.kind === 'count' ? '' : ` ${spec.value ?? 'VALUE'}`;
  return { term: `${letter}--${name}${value}`, text: spec.describe };
}

const exitLine = (): string =>
  `Exit: ${Object.entries(exitCodes)
    .map(([code, { short }]) => `${code} ${short}`)
    .join('; ')}.`;

export const usage = (command: Command): string =>
  [
    command.name,
    ...command.operands.map(({ name, required }) => (required ? name : `[${name}]`)),
    ...(command.takesCommand === true ? ['-- COMMAND'] : []),
  ].join(' ');

export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
