import test from 'ava';

import { outcomesOf, resultsOf, told } from './support/events.ts';
import { ask, bulwark, ensureLab, resetHosts, temporaryFile } from './support/lab.ts';

const HOSTS = ['worker-1', 'worker-2'];

test.before(async () => {
  await ensureLab();
  await resetHosts(...HOSTS);
});
test.after.always(() => resetHosts(...HOSTS));

const playbook = temporaryFile(
  'site.yaml',
  `- hosts: workers
  become: true
  pre_tasks:
    - { name: unit, copy: { dest: /etc/systemd/system/bw-flow.service, content: "[Service]\\nExecStart=/bin/sleep infinity\\n" }, notify: reload }
  tasks:
    - { name: starts, systemd: { name: bw-flow, state: started } }
    - { name: runs, command: { cmd: systemctl is-active bw-flow, read_only: true }, register: unit, until: unit.stdout == 'active', retries: 5, delay: 0.2 }
    - block:
        - { name: breaks it, copy: { dest: /etc/systemd/system/bw-flow.service, content: "[Service]\\nExecStart=/bin/false\\n" } }
        - { name: notices, command: /bin/false }
      rescue:
        - { name: says, debug: { msg: "{{ ansible_failed_task.name }}" } }
      always:
        - { name: cleans, file: { path: /tmp/bw-flow, state: absent } }
      on_failure: rollback
  post_tasks:
    - { name: still, command: { cmd: grep -c infinity /etc/systemd/system/bw-flow.service, read_only: true } }
  handlers:
    - { name: reload, systemd: { daemon_reload: true } }
`,
);

test.serial('sections, a block that is put back, and until, on real hosts', async (t) => {
  const ran = await bulwark(['apply', playbook, '--yes', '--format', 'jsonl']);
  t.is(ran.exit, 0, told(ran).slice(-3000));
  for (const host of HOSTS) {
    t.is(outcomesOf(ran)[host], 'changed');
    const order = resultsOf(ran, host).map(({ task, status }) => `${task} ${status}`);
    t.deepEqual(order, [
      'unit changed',
      'reload ok',
      'starts changed',
      'runs ok',
      'breaks it changed',
      'notices failed',
      'says ok',
      'cleans ok',
      'still ok',
    ]);
    t.regex(await ask(host, 'cat /etc/systemd/system/bw-flow.service'), /infinity/);
  }
});
