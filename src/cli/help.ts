import yargs from 'yargs';

import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { optionSpecs } from './option-specs.ts';
import type { OptionSpec } from './option-specs.ts';

/** `bulwark --help`. */
export async function overviewHelp(width: number): Promise<string> {
  const longest = Math.max(...commands.map((command) => usage(command).length));
  const list = commands.map((command) => `  ${usage(command).padEnd(longest)}   ${command.summary}`);
  const examples = commands.flatMap(({ examples: [first] }) =>
    first === undefined ? [] : [`  bulwark ${first.line}`],
  );
  return [
    'bulwark COMMAND [OPTIONS]',
    '',
    'Hardens fleets of Canonical Kubernetes machines over SSH, without an agent.',
    '',
    'Commands:',
    ...list.flatMap((line) => foldLine(line, width, longest + 5)),
    '',
    'Examples:',
    ...examples,
    '',
    'bulwark COMMAND --help shows the options. bulwark.yaml in this folder or above',
    'names inventory, playbook, forks and known_hosts, so that they need not be typed.',
    '',
    ...exitCodes,
  ].join('\n');
}

/** `bulwark plan --help`. */
export async function commandHelp(command: Command, width: number): Promise<string> {
  const builder = yargs()
    .help(false)
    .version(false)
    .exitProcess(false)
    .locale('en')
    .wrap(Math.min(width, 100))
    .usage(`bulwark ${usage(command, '[OPTIONS]')}\n\n${sentence(command.summary)}`);
  for (const name of command.options) {
    const spec: OptionSpec = optionSpecs[name];
    const formats =
      name === 'format' && command.formats !== undefined
        ? { describe: command.formats.join(' or ') }
        : { describe: spec.describe };
    builder.option(name, {
      ...formats,
      ...(spec.alias !== undefined && { alias: spec.alias }),
      group: `${spec.group}:`,
      ...helpType(spec),
    });
  }
  for (const { line, does } of command.examples) builder.example(`bulwark ${line}`, does);
  return builder.epilog(exitCodes.join('\n')).getHelp();
}

const exitCodes: readonly string[] = [
  'Exit: 0 fine, 2 a host failed, 3 drift (--detailed-exitcode), 4 a host was',
  'unreachable, 5 bad input, 6 failed and unreachable, 8 busy, 130 interrupted.',
];

const usage = (command: Command, ...options: readonly string[]): string =>
  [
    command.name,
    ...command.operands.map(({ name, required }) => (required ? name : `[${name}]`)),
    ...options,
    ...(command.takesCommand === true ? ['-- COMMAND'] : []),
  ].join(' ');

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function helpType(spec: OptionSpec) {
  if (spec.kind === 'flag') return { type: 'boolean' as const };
  return spec.kind === 'count' ? { type: 'count' as const } : { type: 'string' as const, requiresArg: true };
}

function foldLine(line: string, width: number, hang: number): readonly string[] {
  if (line.length <= width) return [line];
  const cut = line.lastIndexOf(' ', width);
  return cut <= hang ? [line] : [line.slice(0, cut), ...foldLine(' '.repeat(hang) + line.slice(cut + 1), width, hang)];
}
