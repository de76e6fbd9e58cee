import type { Command } from './command.ts';
import { planOptions } from './option-specs.ts';
import { readPlaybook } from './playbook-command.ts';

export const planCommand: Command = {
  name: 'plan',
  operands: [{ name: 'PLAYBOOK|PLAN-FILE', required: false }],
  summary: 'show what apply would change; changes nothing',
  options: planOptions,
  examples: [
    { line: 'plan hardening.yaml -i inventory/prod.yaml', does: 'what hardening would change' },
    { line: 'plan -D -l cp-1', does: 'every line of every file, on one host' },
    { line: 'plan -o prod.plan', does: 'keep it: `apply prod.plan` does just it' },
    { line: 'plan --detailed-exitcode -q', does: 'for scripts: exit 3 when something would change' },
  ],
  read: (raw) => readPlaybook('plan', raw),
};
