/** What the errors of this folder mean, by code. */
export const controlsCodes = {
  'baseline-control':
    'A warning: the baseline has controls that the catalogue does not have any more. They are left out.',
  'assessment-cut': 'A file that should hold an assessment is not whole: it was cut while it was copied, or edited.',
  'assessment-file': 'A file is JSON, and no assessment that this version of Bulwark reads.',
  'baseline-form': 'The file of --baseline cannot be read as an assessment. `bulwark assess -o FILE.json` makes one.',
  'catalogue-check':
    'The check of a control cannot be judged as it is written. The message says what is wrong with it.',
  'catalogue-empty': 'A field of a control, or a file of the catalogue, is there and says nothing.',
  'catalogue-incomplete': 'A control or a benchmark of the catalogue lacks a field that it must have.',
  'catalogue-missing': 'The catalogue of controls is not there: the package is not whole. Install Bulwark again.',
  'catalogue-number': 'A number of a benchmark is there twice, or is not that of the id.',
  'catalogue-reference': 'A control names another one, or a benchmark, that the catalogue does not have.',
  'catalogue-twice': 'The catalogue has two controls or benchmarks with one id.',
  'unknown-control': 'There is no control of that id in the catalogue. The message has a near one.',
  'waiver-date': 'A waiver ends on a day that there is, written 2027-06-30.',
  'waiver-expired':
    'A warning: the last day of a waiver is over, so it covers nothing. Renew it after a look at the risk, or take it out.',
  'waiver-form': 'A file of waivers has no place for what is to be added. The message says how it should look.',
  'waiver-hosts':
    'A pattern of a waiver that only leaves hosts out stands by itself, so that it means all others of the inventory. Say of which hosts: `workers:!worker-3`.',
  'waiver-incomplete':
    'A waiver lacks a key that it cannot do without, or the key says nothing. The message says which.',
  'waiver-kind':
    'An attestation is for a control that needs a person. What is checked on the hosts can be waived, and not attested.',
  'waiver-too-long': 'A waiver holds for at most 366 days, so that somebody looks at it again.',
  'waiver-twice': 'Two waivers are for one control and the same hosts. Keep one.',
} as const;
