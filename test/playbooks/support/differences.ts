const free = 'hosts of a batch run free: who is stopped is stopped at its next task (language.md, section 3)';
const early = 'what can be known before connecting is an error before connecting';

/** Cases that differ on purpose, and why. */
export const deviating: ReadonlyMap<string, string> = new Map([
  ['blocks: any_errors_fatal and a block with rescue', free],
  ['plays: any_errors_fatal ends the play for all', free],
  ['plays: any_errors_fatal on a task', free],
  ['plays: any_errors_fatal with handlers', free],
  ['plays: max_fail_percentage stops the play', free],
  ['plays: max_fail_percentage in batches', free],
  ['between-hosts: max_fail_percentage and unreachable hosts', free],
  ['between-hosts: any_errors_fatal and an unreachable host', free],
  ['conditions: conditions must be boolean', early],
  ['conditions: undefined before anything ran', early],
  ['variables: a variable that needs itself', early],
  ['tags: a tag that nothing has', early],
  ['modules: commands in check mode', 'a plan tells that a command would run'],
  ['modules: arguments beside the module', '`args` is left out: parameters stand under the module'],
  ['variables: numbers of YAML 1.1', 'YAML is 1.2: 0644 and 12:30 are no octal and no sexagesimal numbers'],
]);

/** Cases that are to pass and do not yet. */
export const pending: ReadonlySet<string> = new Set([]);
