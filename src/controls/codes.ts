/** What the errors of this folder mean, by code. */
export const controlsCodes = {
  'assessment-cut': 'A file that should hold an assessment is not whole: it was cut while it was copied, or edited.',
  'assessment-file': 'A file is JSON, and no assessment that this version of Bulwark reads.',
  'catalogue-check':
    'The check of a control cannot be judged as it is written. The message says what is wrong with it.',
  'catalogue-empty': 'A field of a control, or a file of the catalogue, is there and says nothing.',
  'catalogue-incomplete': 'A control or a benchmark of the catalogue lacks a field that it must have.',
  'catalogue-missing': 'The catalogue of controls is not there: the package is not whole. Install Bulwark again.',
  'catalogue-number': 'A number of a benchmark is there twice, or is not that of the id.',
  'catalogue-reference': 'A control names another one, or a benchmark, that the catalogue does not have.',
  'catalogue-twice': 'The catalogue has two controls or benchmarks with one id.',
} as const;
