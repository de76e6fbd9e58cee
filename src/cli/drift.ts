import type { Command } from './command.ts';
import { driftOptions } from './option-specs.ts';
import { readPlaybook } from './playbook-command.ts';

export const driftCommand: Command = {
  name: 'drift',
  operands: [{ name: 'PLAYBOOK', required: false }],
  summary: 'show what moved since the last good run, and why; changes nothing',
  options: driftOptions,
  examples: [
    { line: 'drift', does: 'one question a host; where something moved, a full look' },
    { line: 'drift --full -l cp-1', does: 'look at everything, whatever cp-1 remembers' },
    { line: 'drift --format jsonl', does: 'for programs: causes, what moved, what it breaks' },
    { line: 'apply --only-drifted', does: 'put back what drifted, and nothing else' },
  ],
  read: (raw) => readPlaybook('drift', raw),
};
