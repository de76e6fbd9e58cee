import type { blockKeywords, playKeywords, taskKeywords } from './keywords.ts';

type Keyword = (typeof playKeywords)[number] | (typeof blockKeywords)[number] | (typeof taskKeywords)[number];

/** What each keyword is for. */
export const keywordWords: Readonly<Record<Keyword, string>> = {
  always: 'Tasks of a block that are done in any case, after the block and its rescue.',
  any_errors_fatal: 'A host that fails stops the run for all hosts.',
  become: 'Run as another user (root unless become_user says so) through sudo. On plays, blocks and tasks.',
  become_method: 'sudo or doas. Default sudo, or what ansible_become_method says.',
  become_user: 'Whom to become. Default root.',
  block: 'Tasks that share keywords such as when, tags, become and vars.',
  changed_when:
    'Expressions, all of which must be true for the task to count as changed. They may use what it registers.',
  check_mode: 'true: the task only looks, also in an apply. false: a command runs also in a plan.',
  controls: 'Ids of the controls that a task meets, such as [CIS-1.2.19, V-242464].',
  delay: 'Seconds to wait before a task with `until` is done again. Default 5.',
  delegate_to: 'Another host of the inventory, on which the task is done for this one.',
  diff: 'false: no diff of the task is shown. true: always.',
  environment: 'Variables of the environment of commands.',
  failed_when: 'Expressions, all of which must be true for the task to count as failed, instead of its own judgement.',
  force_handlers: 'On a play: handlers that were notified run also on hosts where a later task failed.',
  gate: 'A health check that must pass after a handler, before anything else happens: component, endpoint, timeout, stable_for.',
  gather_facts:
    'false: no facts. true, which is the default: those that the play uses, and only those, are gathered before its tasks.',
  handlers:
    'Tasks of a play that run only when notified, after its tasks, once for each host, in the order they are written.',
  hosts: 'Which hosts a play is for: a pattern. See `bulwark explain pattern`.',
  ignore_errors: 'A task that fails does not stop its host.',
  ignore_unreachable: 'A host that cannot be reached is reported and does not count as failed.',
  listen: 'On a handler: other words that notify it.',
  loop: 'A list; the task is done for each item, with the item in the variable `item`. All items are done, then it fails if one did.',
  loop_control: 'loop_var, index_var and label: how the item is called, counted and shown.',
  max_fail_percentage:
    'On a play: when more than this share of a batch failed, the run stops. Unreachable hosts count.',
  name: 'What it is called in output.',
  no_log: 'Nothing of what the task got or changed is shown anywhere.',
  notify: 'Handlers to run when the task changed something.',
  on_failure: 'rollback: a host that fails is put back as it was before the play. keep: it stays as it is (default).',
  order:
    'In which order the hosts of a play are begun: inventory (default), reverse_inventory, sorted, reverse_sorted.',
  post_tasks: 'Tasks of a play after its tasks and after the handlers that those notified.',
  pre_tasks: 'Tasks of a play before its tasks; the handlers that they notify run before those.',
  reason: 'Why a shell step is safe; shown with -v.',
  register: 'A variable for the result of the task; `bulwark modules MODULE` lists its fields.',
  rescue: 'Tasks of a block that are done where one of its tasks failed; then the host counts as not failed.',
  restart_if:
    'stale: the handler of a service also runs when its process is older than a file of a task that notifies it.',
  retries: 'How often a task is done again until `until` holds. Default 3.',
  risk: 'What a change risks; shown in the plan where it applies.',
  run_once: 'The first host of the batch does the task; its result is that of all hosts.',
  serial: 'How many hosts are begun together: a number, a percentage or a list of them; the last repeats.',
  tags: 'Words by which -t and --skip-tags choose. always, never, tagged, untagged and all have their own meaning.',
  tasks: 'What a play does, in order.',
  throttle: 'How many hosts may do the task at once.',
  timeout: 'Seconds that one task may take on a host.',
  until:
    'Expressions, all of which must be true in the end: the task is done again, `retries` times at most, `delay` seconds apart.',
  vars: 'Variables of a play, block or task. They beat the inventory; set_fact, register and -e beat them.',
  vars_files: 'Files of variables, relative to the playbook. Of an entry that is a list the first that exists is read.',
  when: 'Expressions without braces, all of which must be true, or the task is skipped. Evaluated for each item of a loop.',
  with_items: 'The same as `loop`, with one level of lists taken apart.',
};
