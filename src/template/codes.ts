/** What the errors of this folder mean, by code. */
export const templateCodes = {
  'condition-not-boolean':
    'A condition must be true or false. Other values are not taken for one: compare them, or test with `is truthy`.',
  'template-arguments':
    'A filter, test or method got arguments that it does not take, or lacks one, or there is none of that name.',
  'template-limit':
    'The expression takes more steps, or makes a larger result, than any playbook needs; it is stopped for safety.',
  'template-secret': 'A secret stands where its text would have to be shown, such as the key of a mapping.',
  'template-syntax':
    'The text between {{ }} or {% %} is no expression or statement. The caret shows where reading stopped.',
  'template-type': 'An operation on a value of the wrong kind, such as a number plus a text. The message names both.',
  'template-value': 'The value is of the right kind, but the operation or filter cannot use it. The message says why.',
  'undefined-variable':
    'A variable that nobody sets for a host of the play. Set it in the inventory or with -e, or give a default: | default(...).',
} as const;
