/** What the errors about parameters mean, by code. */
export const parameterCodes = {
  'bad-value': 'A parameter of a module has a value that it cannot have. `bulwark modules MODULE` lists what it takes.',
  'missing-parameter': 'A module lacks a parameter that it cannot work without. `bulwark modules MODULE` lists them.',
  'unknown-parameter':
    'A module does not have this parameter. `bulwark modules MODULE` lists them; a near name is shown.',
} as const;
