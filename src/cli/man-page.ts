import { asWritten, heading, list, paragraph } from '../domain/page.ts';
import type { Block } from '../domain/page.ts';
import { blocksRoff } from '../render/page-roff.ts';
import { exitCodes } from '../report/exit-codes.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { helpItem, optionItem, optionsOf, projectWords, sentence, usage } from './help.ts';

/** bulwark(1), from the same commands and options as `--help` and completion. */
export const manPage = (): string =>
  [
    String.raw`.\" Written by tools/man-page.ts from src/cli: change the commands there.`,
    '.TH BULWARK 1 "" "bulwark" "User Commands"',
    '.SH NAME',
    String.raw`bulwark \- hardens fleets of Canonical Kubernetes machines over SSH, without an agent`,
    '.SH SYNOPSIS',
    String.raw`.B bulwark`,
    String.raw`.I COMMAND`,
    '[OPTIONS]',
    blocksRoff([heading('DESCRIPTION'), ...description], 1).trimEnd(),
    '.SH COMMANDS',
    ...commands.map((command) => blocksRoff(commandBlocks(command), 2).trimEnd()),
    blocksRoff([heading(helpItem.term), paragraph(sentence(helpItem.text))], 2).trimEnd(),
    blocksRoff(ending, 1).trimEnd(),
    '',
  ].join('\n');

const description: readonly Block[] = [
  paragraph(
    'Everything is checked before a host is contacted. A plan changes nothing; an apply plans all hosts before the first write, watches the services that it restarts, and can be rolled back.',
  ),
  paragraph(projectWords),
];

const commandBlocks = (command: Command): readonly Block[] => [
  heading(usage(command)),
  paragraph(sentence(command.summary)),
  list(optionsOf(command).map(optionItem)),
  paragraph('Examples:'),
  asWritten(command.examples.flatMap(({ line, does }) => [`bulwark ${line}`, `    ${does}`])),
];

const ending: readonly Block[] = [
  heading('EXIT STATUS'),
  list(Object.entries(exitCodes).map(([code, { means }]) => ({ term: code, text: means }))),
  heading('ENVIRONMENT'),
  list([
    { term: 'BULWARK_BECOME_PASSWORD', text: "sudo's password." },
    { term: 'NO_COLOR', text: 'No colour where it is set.' },
    { term: 'CI, TERM=dumb', text: 'Plain output, without a live area.' },
    { term: 'SSH_AUTH_SOCK', text: 'The agent whose keys are offered.' },
  ]),
  heading('FILES'),
  list([
    { term: 'bulwark.yaml', text: 'inventory, playbook, forks and known_hosts of a project.' },
    { term: '~/.ssh/known_hosts', text: 'Host keys that are trusted.' },
    { term: '/var/lib/bulwark', text: 'On hosts: lock, journal and pending handlers.' },
  ]),
];
