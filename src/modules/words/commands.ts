import type { ModuleWords } from './module-words.ts';

const common = {
  chdir: 'the folder to run in',
  creates: 'do nothing where this path (or pattern) is there',
  removes: 'do nothing where this path (or pattern) is not there',
  unless: 'do nothing where this shell command succeeds',
  onlyif: 'do nothing where this shell command fails',
  read_only: 'it is a question: it runs in a plan, too, and is never a change',
  stdin: 'what the command reads; the place for secrets',
  stdin_add_newline: 'end stdin with a line feed',
  environment: 'variables of its environment',
  strip_empty_ends: 'take line feeds off the ends of stdout and stderr',
} as const;

const results = {
  cmd: 'what was run',
  rc: 'its exit code; null in a plan, where it did not run',
  'stdout, stderr': 'what it printed',
  'stdout_lines, stderr_lines': 'the same as lists of lines',
} as const;

const guard =
  'Without creates, removes, unless, onlyif, read_only or changed_when it runs every time and is always "changed"; `bulwark lint` says so.';

/** Modules that run commands. */
export const commandWords: Readonly<Record<'command' | 'script' | 'shell', ModuleWords>> = {
  command: {
    parameters: { cmd: 'program and arguments as one text', argv: 'the same as a list of words', ...common },
    results,
    notes: ['No pipes, no variables, no globs. `command: some words` is short for cmd.', guard],
  },
  script: {
    parameters: {
      cmd: 'a script beside the playbook (or in files/), and words for it, read by a shell of the host',
      argv: 'the same as a list of words, which no shell reads',
      executable: 'what runs it, instead of what its first line says',
      ...common,
    },
    results,
    notes: [
      'The script goes over the wire into a private folder of the host, is run by the program of its first line (/bin/sh without one), and is removed. It needs no right to execute. `script: name words` is short for cmd.',
      guard,
    ],
  },
  shell: {
    parameters: { cmd: 'the command line', executable: 'the shell', ...common },
    results,
    notes: ['Values from variables need the filter quote. `shell: some words` is short for cmd.', guard],
  },
};
