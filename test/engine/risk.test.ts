import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import { Fleet } from './support/fleet.ts';

const playbook = `- hosts: all
  tasks:
    - name: Log everything
      copy: { dest: "{{ folder }}/policy", content: "all", mode: "0600" }
      risk: the log may fill /var
`;

test('what a step risks is told of hosts on which it is yet to be done, and of no others', async (t) => {
  const fleet = new Fleet(t);
  writeFileSync(join(fleet.folder('done'), 'policy'), 'all', { mode: 0o600 });
  const { finished } = await fleet.run(playbook, ['done', 'open'], { mode: 'plan' });
  t.deepEqual(finished('Log everything', 'open').warnings, ['Log everything: the log may fill /var']);
  t.deepEqual(finished('Log everything', 'done').warnings, []);
});

test('what was done needs no warning any more', async (t) => {
  const { finished } = await new Fleet(t).run(playbook, ['open']);
  t.like(finished('Log everything'), { status: 'changed', warnings: [] });
});
