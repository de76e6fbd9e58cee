/** Keys of the files in `playbooks/controls/`, which the reader and the schema for editors share. */
export const fileKeys = ['version', 'benchmarks', 'controls'] as const;
export const benchmarkKeys = ['id', 'title', 'version', 'tailoring', 'kubernetes'] as const;
export const controlKeys = [
  'id',
  'numbers',
  'level',
  'category',
  'scope',
  'area',
  'title',
  'applies_when',
  'check',
  'manual',
  'gone',
  'rationale',
  'risk',
  'references',
  'default',
  'note',
  'remediation',
  'contradicts',
  'stig',
] as const;
export const stigKeys = ['stig_id', 'rule_id', 'srg', 'severity', 'cci', 'nist'] as const;

export const defaults = ['pass', 'fail', 'manual', 'not-applicable'] as const;
export const categories = ['I', 'II', 'III'] as const;
export const severities = ['high', 'medium', 'low'] as const;
export const datastores = ['etcd', 'k8s-dqlite', 'external'] as const;
export const zeros = ['off', 'unlimited', 'value'] as const;

/** Words of a test with one value, with several, and with a bound. */
export const valueOps = ['equals', 'differs', 'contains', 'lacks'] as const;
export const valuesOps = ['one_of', 'contains_all', 'subset_of', 'prefix_one_of'] as const;
export const boundOps = ['at_least', 'at_most', 'more_than'] as const;

/** What a check may be about, with the keys that go with each. */
export const checkForms = {
  arg: ['set', 'unset', 'file', 'zero', 'map_lacks', ...valueOps, ...valuesOps, ...boundOps],
  mode: ['at_most'],
  owner: ['is'],
  sysctl: ['is'],
  task: [],
} as const;
export type CheckForm = keyof typeof checkForms;
