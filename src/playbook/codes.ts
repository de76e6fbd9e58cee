/** What the errors and warnings of this folder mean, by code. */
export const playbookCodes = {
  'control-id': 'A control id of a form that no catalogue has. CIS-1.2.19, V-242463 and BW-1 are of the right form.',
  'control-forced':
    '-e sets a variable that a host is to answer, or one that a task holds the answer against, and a control would be judged by it. Leave it out of -e.',
  'control-not-answered':
    'A task or entry carries a control and cannot tell whether it is met: it looks at something else, or at nothing. The message says what the control wants.',
  'control-run-once':
    '`run_once` on a task that carries a control of each host: one host would answer for all. Drop one of the two.',
  'duplicate-handler': 'A warning: two handlers of a play have one name. As in Ansible the last one answers to it.',
  'empty-playbook': 'The playbook holds no play. A play starts with `- hosts: ...`.',
  'free-form':
    'Words behind the name of a module where a mapping of parameters is wanted. Only `command` and `shell` take words.',
  gate: 'The keyword `gate` names what to wait for; it takes the parameters of the module k8s_health.',
  'handler-circle': 'Handlers notify each other in a circle and would never come to an end.',
  'left-out': 'A word of Ansible that is left out on purpose. The message says what to write instead.',
  listen: '`listen` stands on handlers; a task that is no handler is not notified.',
  'misplaced-keyword': 'A keyword that has no effect at this place. The message says where it belongs.',
  'never-converges':
    'A warning: a command without creates, removes, unless, onlyif, read_only or changed_when runs every time and is always "changed", so the host is never as wanted.',
  'never-runs': 'A warning of `lint`: `when: false` is written out, so the task never runs.',
  'delegate-not-known':
    '`delegate_to` names a host through a variable that only the run sets. The host has to be known before connecting.',
  'unknown-delegate': '`delegate_to` names a host that is not in the inventory.',
  'no-host': 'No play has a host: its group is empty, or -l leaves none.',
  'no-hosts': 'A play without `hosts`. Say which hosts it is for: `hosts: all`.',
  'no-module': 'A task that uses no module. One key of a task is the name of a module.',
  'no-name': 'A handler without a name and without `listen`: nothing could notify it.',
  'empty-import': 'An imported file holds nothing.',
  'import-circle': 'A file imports itself, at once or through others.',
  'import-missing': 'There is no such file to import.',
  'no-block': 'A `rescue` or `always` stands without the `block` whose failure it is about.',
  'playbook-is-folder': 'The path of the playbook is a folder. Name a file in it.',
  'playbook-missing': 'There is no file of the name that the command line or bulwark.yaml gives for the playbook.',
  'restart-if':
    '`restart_if: stale` stands where a restart could not be decided by evidence: it needs a handler of systemd with a name and state restarted or reloaded.',
  'second-module': 'A task that uses two modules. Make two tasks of it.',
  'secret-template':
    'An encrypted text that holds {{ and is no template. If it is a password, and no template: !unsafe, or take it apart.',
  'source-encoding': 'A template that is not UTF-8. Save it as UTF-8.',
  'source-is-folder': 'The path of a file or template is a folder. Name a file in it.',
  'source-missing':
    'A file or template that a task names is not there. It is looked for in files/ or templates/ beside the playbook, then beside it.',
  'template-not-allowed': 'A template {{ }} where the value must be known before any host is. Write the value itself.',
  'too-many-imports': 'More than 10,000 imports, or files that import files more than 100 deep.',
  'two-loops': 'A task with `loop` and `with_items`. Keep one.',
  'unknown-fact': 'A fact is used that no host has. `bulwark facts HOST -v` lists those there are.',
  'unknown-handler': '`notify` names a handler that the play does not have. The message lists its handlers.',
  'unknown-keyword':
    'A key of a play, block or task that is neither a keyword nor a module. A near name is probably meant.',
  'unknown-module': 'A task uses a module that does not exist. `bulwark modules` lists them.',
  'unknown-task':
    '--start-at-task names a task that the playbook does not have. `bulwark plan --list-tasks` lists them.',
  'unknown-tag': '-t or --skip-tags names a tag that no task has. `bulwark plan --list-tags` lists them.',
  'waits-while-edited':
    'A warning of `lint`: hosts of a batch wait for each other with files edited and handlers not run. Flush the handlers before.',
  'unused-handler': 'A warning of `lint`: no task of the play notifies this handler, so it never runs.',
  'unused-variable':
    'A warning of `lint`: the inventory sets a variable that nothing reads, while the playbook reads one that nobody sets and that is spelled almost the same; or its name is almost that of a variable of the connection.',
  'unknown-control': 'There is no control of that id in the catalogue. The message has a near one.',
  'weaker-than-control':
    'A value is weaker than a control that the entry carries. Thresholds are those of the catalogue: raise the value, or `bulwark waivers add` the control.',
  'variable-cycle': 'Variables that are made of each other in a circle have no value.',
  'variable-name': 'A variable has a name that no expression can use. Letters, digits and _, no digit first.',
  'vars-file-missing': 'None of the files that an entry of `vars_files` names is there.',
  'wrong-value': 'A keyword has a value of the right kind that it cannot take. The message says what it takes.',
} as const;
