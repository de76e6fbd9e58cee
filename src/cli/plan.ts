import type { Command } from './command.ts';
import { playbookOptions } from './option-specs.ts';
import { readPlaybook } from './playbook-command.ts';

export const planCommand: Command = {
  name: 'plan',
  operands: [{ name: 'PLAYBOOK', required: false }],
  summary: 'show what apply would change; changes nothing',
  options: playbookOptions,
  examples: [
    { line: 'plan hardening.yaml -i inventory/prod.yaml', does: 'what hardening would change' },
    { line: 'plan -D -l cp-1', does: 'every line of every file, on one host' },
    { line: 'plan --detailed-exitcode -q', does: 'for scripts: exit 3 when something would change' },
  ],
  read: (raw) => readPlaybook('plan', raw),
};
