import type { HostKeysInvocation } from '../app/invocation.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { Command } from './command.ts';
import { forgetOptions, scanOptions, verifyOptions } from './option-specs.ts';
import { readCommon } from './options.ts';
import { hasFlag, lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';

export const scanCommand: Command = {
  name: 'hostkeys scan',
  operands: [{ name: 'PATTERN', required: false }],
  summary: 'show the keys of new hosts and, when you agree, trust them',
  options: scanOptions,
  examples: [
    { line: 'hostkeys scan', does: 'one question for the fleet' },
    { line: 'hostkeys scan --yes --fingerprints keys.txt', does: 'without a terminal: what was compared before' },
  ],
  read: (raw) => readHostKeys('hostkeys scan', raw),
};

export const verifyCommand: Command = {
  name: 'hostkeys verify',
  operands: [{ name: 'PATTERN', required: false }],
  summary: 'compare what hosts show with what is on record; exit 3 when it differs',
  options: verifyOptions,
  examples: [{ line: 'hostkeys verify -q', does: 'says nothing when all keys are as known' }],
  read: (raw) => readHostKeys('hostkeys verify', raw),
};

export const forgetCommand: Command = {
  name: 'hostkeys forget',
  operands: [{ name: 'PATTERN', required: true }],
  summary: 'take the keys of rebuilt hosts out of known_hosts',
  options: forgetOptions,
  examples: [{ line: 'hostkeys forget cp-2', does: 'then: bulwark hostkeys scan cp-2' }],
  read: (raw) => readHostKeys('hostkeys forget', raw),
};

function readHostKeys(command: HostKeysInvocation['command'], raw: RawOptions): Parsed<HostKeysInvocation> {
  const common = readCommon(raw);
  if (!common.ok) return common;
  return {
    ...common,
    value: {
      ...common.value,
      command,
      pattern: raw.operands[0] ?? null,
      yes: hasFlag(raw, 'yes'),
      fingerprints: lastText(raw, 'fingerprints'),
      allTypes: hasFlag(raw, 'all-types'),
    },
  };
}
