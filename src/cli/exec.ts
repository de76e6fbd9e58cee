import type { Command } from './command.ts';
import { execOptions } from './option-specs.ts';
import { combine, failuresOf, readBy, readCommon, readTimeout, valueOf } from './options.ts';
import { hasFlag } from './raw-options.ts';
import { usageError } from './usage-error.ts';

export const execCommand: Command = {
  name: 'exec',
  operands: [{ name: 'PATTERN', required: true }],
  takesCommand: true,
  summary:
    'run one command on many hosts and fold what they say; several words are one command without a shell, a single word is a line for sh; takes no lock',
  options: execOptions,
  examples: [
    { line: 'exec all -- uname -r', does: 'which kernel runs where' },
    { line: "exec control_plane -b -- 'ls -l /etc/kubernetes/pki | wc -l'", does: 'one word: a line for sh, as root' },
    { line: 'exec workers --diff -- sysctl vm.overcommit_memory', does: 'who differs from the others, as a diff' },
  ],
  read: (raw) => {
    const [common, timeout, by] = [readCommon(raw), readTimeout(raw), readBy(raw)];
    const words = raw.rest ?? [];
    const missing = words.every((word) => word.trim() === '')
      ? [usageError('missing-command', '`bulwark exec` needs a command after --', 'bulwark exec all -- uname -r')]
      : [];
    const nul = words.some((word) => word.includes('\0'))
      ? [usageError('option-value', 'a command cannot hold a NUL character')]
      : [];
    return combine([...failuresOf(common, timeout, by), ...missing, ...nul], () => {
      if (!common.ok) throw new Error('failures are not empty here');
      return {
        ...common.value,
        command: 'exec',
        pattern: raw.operands[0] ?? null,
        words,
        timeout: valueOf(timeout, 0),
        yes: hasFlag(raw, 'yes'),
        byHost: valueOf(by, null) === 'host',
      };
    });
  },
};
