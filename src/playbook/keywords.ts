/** Keywords that are understood, in the order in which an error lists them. */
export const playKeywords = [
  'name',
  'hosts',
  'vars',
  'vars_files',
  'pre_tasks',
  'tasks',
  'post_tasks',
  'handlers',
  'serial',
  'max_fail_percentage',
  'any_errors_fatal',
  'force_handlers',
  'become',
  'become_user',
  'become_method',
  'tags',
  'environment',
  'gather_facts',
  'order',
  'on_failure',
  'no_log',
  'check_mode',
  'ignore_errors',
  'ignore_unreachable',
  'run_once',
  'throttle',
  'diff',
  'timeout',
] as const;

const inheritedKeywords = [
  'name',
  'when',
  'tags',
  'vars',
  'become',
  'become_user',
  'become_method',
  'environment',
  'no_log',
  'check_mode',
  'timeout',
  'ignore_errors',
  'ignore_unreachable',
  'any_errors_fatal',
  'run_once',
  'throttle',
  'diff',
  'delegate_to',
] as const;

export const blockKeywords = ['block', 'rescue', 'always', ...inheritedKeywords, 'notify', 'on_failure'] as const;

/** Of a line that imports a file of tasks: what its tasks share. */
export const importTasksKeywords = inheritedKeywords;

/** Of a line that imports a playbook. */
export const importPlaybookKeywords = ['name', 'vars', 'tags', 'when'] as const;

export const taskKeywords = [
  ...inheritedKeywords,
  'loop',
  'loop_control',
  'with_items',
  'register',
  'notify',
  'listen',
  'changed_when',
  'failed_when',
  'until',
  'retries',
  'delay',
  'controls',
  'gate',
  'reason',
  'restart_if',
  'risk',
] as const;

export const loopControlKeywords = ['label', 'loop_var', 'index_var'] as const;

export const gateKeywords = ['component', 'endpoint', 'timeout', 'stable_for'] as const;

/** Keywords of Ansible that we do not have, and what to write instead. Language.md, section 3. */
export const missingKeywords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    delegate_facts: 'write a play of its own with `hosts` set to that host',
    roles: 'put the tasks of the role into `tasks`, its files into `files/` and `templates/` beside the playbook',
    include_role: 'put the tasks of the role into `tasks`',
    import_role: 'put the tasks of the role into `tasks`',
    collections: 'leave the line out: modules have one name each',
    include_tasks: 'put the tasks into this file, with a `when` on each or on a `block`',
    include_vars: 'use `vars_files` on the play',
    include: 'put the tasks into this file',
    add_host: 'write the host into the inventory',
    group_by: 'write the groups into the inventory',
    async: 'leave the line out: `timeout` bounds a task',
    poll: 'leave the line out: `timeout` bounds a task',
    vars_prompt: 'pass the value with -e, or put it into `group_vars`',
    local_action: 'do it before the run: no task runs on this machine',
    debugger: 'use -vvv, and `plan` to see what a task would do',
    become_flags: 'leave the line out: sudo and doas are called the same way everywhere',
    validate_argspec: 'leave the line out: every variable is checked before anything is connected',
    become_exe: 'leave the line out: sudo and doas are found on the PATH',
    connection: 'set `ansible_connection` in the inventory',
    port: 'set `ansible_port` in the inventory',
    remote_user: 'set `ansible_user` in the inventory',
    strategy: 'leave the line out: the hosts of a batch run free',
    args: 'put the parameters under the module: `command: {cmd: ..., chdir: ...}`',
    action: 'use the name of the module as the keyword',
    module_defaults: 'put the parameters on each task',
    gather_subset: 'leave the line out: only facts that are used are gathered',
    gather_timeout: 'leave the line out',
    fact_path: 'leave the line out',
  }),
);

/** `with_…` loops of Ansible, as `loop` says them. */
export const loopReplacements: ReadonlyMap<string, string> = new Map([
  ['with_list', 'loop: "{{ list }}"'],
  ['with_dict', 'loop: "{{ dictionary | dict2items }}", with item.key and item.value'],
  ['with_flattened', 'loop: "{{ lists | flatten }}"'],
  ['with_together', 'loop: "{{ one | zip(other) }}"'],
  ['with_indexed_items', 'loop with `loop_control: {index_var: index}`'],
  ['with_sequence', 'loop: [1, 2, 3]'],
  ['with_nested', 'one list of mappings in a variable, and loop over it'],
  ['with_subelements', 'one list of mappings in a variable, and loop over it'],
  ['with_fileglob', 'loop over the names of the files'],
  ['with_file', 'copy with `src`'],
  ['with_lines', 'a list in a variable: nothing runs on this machine'],
  ['with_first_found', 'one name: `vars_files` takes a list of which the first that exists is read'],
]);
