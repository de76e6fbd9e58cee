import type { Command } from './command.ts';
import { readWith } from './options.ts';

export const explainCommand: Command = {
  name: 'explain',
  operands: [{ name: 'WORD', required: true, isPhrase: true }],
  summary: 'what a word means: module, keyword, exit code, error, option, variable, control, pattern, term',
  options: [],
  examples: [
    { line: 'explain 4', does: 'an exit code' },
    { line: 'explain not-converged', does: 'an error' },
    { line: 'explain check mode', does: 'a term' },
    { line: 'explain CIS-4.1.1', does: 'what a control wants, how it stands here, why, and its task' },
    { line: 'explain hardening_audit_log_maxage', does: 'a value: its meaning and default' },
  ],
  read: (raw) => readWith(raw, { command: 'explain', word: raw.operands.join(' ') } as const),
};
