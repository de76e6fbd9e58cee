/** What the errors of the command line mean, by code. */
export const usageCodes = {
  'extra-operand': 'The command takes fewer words. Quote a pattern that the shell would take apart.',
  'ambiguous-run': 'The beginning of a run id that fits several runs. The message lists them.',
  'missing-command': '`exec` needs the command to run, after `--`.',
  'missing-operand': 'The command needs one more word; the message says which.',
  'missing-option': 'The command cannot work without an option; the message says which.',
  'no-host-key-switch':
    'Host keys are always checked, and no option changes that. --accept-new records the keys of new hosts.',
  'option-conflict': 'Two options that contradict each other.',
  'option-value': 'An option or word has a value that it cannot have. The message says what it takes.',
  'unknown-command': 'There is no such command. `bulwark` alone lists them.',
  'unknown-option': 'The command does not have this option. `bulwark help COMMAND` lists those that it has.',
} as const;
