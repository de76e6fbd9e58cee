import type { Command } from './command.ts';
import { applyOptions } from './option-specs.ts';
import { readPlaybook } from './playbook-command.ts';

export const applyCommand: Command = {
  name: 'apply',
  operands: [{ name: 'PLAYBOOK|PLAN-FILE', required: false }],
  summary: 'change the hosts; everything is reached and planned before the first write',
  options: applyOptions,
  examples: [
    {
      line: 'apply hardening.yaml -i inventory/prod.yaml -l worker-1',
      does: 'one worker first; asks before it changes anything',
    },
    { line: 'apply --only-drifted', does: 'put back what drifted since the last good run, and nothing else' },
    { line: 'apply --only-drifted --yes --disrupt none', does: 'the same from a schedule: nothing is restarted' },
    { line: 'apply prod.plan', does: 'just what `plan -o prod.plan` kept, where nothing moved since' },
    { line: 'apply --resume last', does: 'go on where an interrupted or failed run stopped' },
    { line: 'apply -t audit -e hardening_audit_log_maxage=90', does: 'some tasks, another value' },
  ],
  read: (raw) => readPlaybook('apply', raw),
};
