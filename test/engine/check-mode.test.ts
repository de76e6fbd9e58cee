import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onEveryShell } from './support/on-every-shell.ts';
import { treeOf } from './support/tree.ts';

const text = `- hosts: all
  tasks:
    - { name: folder, file: { path: "{{ folder }}/new/deep", state: directory } }
    - { name: file in it, copy: { dest: "{{ folder }}/new/deep/x", content: "1" } }
    - { name: mode of it, file: { path: "{{ folder }}/new/deep/x", mode: "0600" } }
    - { name: there, copy: { dest: "{{ folder }}/there", content: "2" }, notify: tell }
    - { name: runs, command: { cmd: "touch {{ folder }}/ran" }, register: said }
    - { name: uses it, debug: { msg: "{{ said.stdout }}" } }
    - { name: gone, file: { path: "{{ folder }}/old", state: absent } }
    - { name: as it is, file: { path: "{{ folder }}", state: directory } }
  handlers:
    - { name: tell, command: { cmd: "touch {{ folder }}/told" } }
`;

onEveryShell(
  'a plan writes nothing and locks nothing; what depends on what was not done is assumed',
  async (t, fleet) => {
    writeFileSync(join(fleet.folder('h1'), 'there'), '1');
    writeFileSync(join(fleet.folder('h1'), 'old'), '1');
    const before = treeOf(fleet.folder('h1'));
    const ran = await fleet.run(text, ['h1'], { mode: 'plan' });
    t.is(treeOf(fleet.folder('h1')), before);
    t.false(existsSync(fleet.journal('h1')));
    t.deepEqual(ran.results, [
      'h1 folder drifted',
      'h1 file in it drifted',
      'h1 mode of it drifted',
      'h1 there drifted',
      'h1 runs drifted',
      'h1 uses it drifted',
      'h1 gone drifted',
      'h1 as it is ok',
      'h1 tell drifted',
    ]);
    const assumed = (name: string): boolean => ran.finished(name).assumed;
    t.false(assumed('folder'));
    t.true(assumed('file in it'));
    t.true(assumed('mode of it'));
    t.true(assumed('uses it'));
    t.deepEqual(ran.finished('there').notified, ['tell']);
  },
);

onEveryShell('handlers and later plays that need what was not done are assumed, too', async (t, fleet) => {
  const ran = await fleet.run(
    `- hosts: all
  tasks:
    - { name: folder, file: { path: "{{ folder }}/new", state: directory }, notify: file by handler }
  handlers:
    - { name: file by handler, copy: { dest: "{{ folder }}/new/x", content: "1" } }
- hosts: all
  tasks:
    - { name: file of another play, copy: { dest: "{{ folder }}/new/y", content: "1" } }
`,
    ['h1'],
    { mode: 'plan' },
  );
  t.deepEqual(ran.results, ['h1 folder drifted', 'h1 file by handler drifted', 'h1 file of another play drifted']);
  t.true(ran.finished('file by handler').assumed && ran.finished('file of another play').assumed);
});

onEveryShell(
  'a task in check mode changes nothing in an apply, and what depends on it is assumed',
  async (t, fleet) => {
    const ran = await fleet.run(
      `- hosts: all
  tasks:
    - { name: folder, file: { path: "{{ folder }}/new", state: directory }, check_mode: true }
    - { name: file in it, copy: { dest: "{{ folder }}/new/x", content: "1" } }
    - { name: apart, copy: { dest: "{{ folder }}/apart", content: "1" } }
`,
      ['h1'],
    );
    t.deepEqual(ran.results, ['h1 folder drifted', 'h1 file in it drifted', 'h1 apart changed']);
    t.true(ran.finished('file in it').assumed);
    t.false(existsSync(join(fleet.folder('h1'), 'new')));
  },
);

onEveryShell(
  'what would disrupt more than is allowed is told as drift, and so is what depends on it',
  async (t, fleet) => {
    const ran = await fleet.run(
      `- hosts: all
  tasks:
    - { name: folder, file: { path: "{{ folder }}/new", state: directory }, notify: tell }
    - { name: file in it, copy: { dest: "{{ folder }}/new/x", content: "1" } }
    - { name: apart, copy: { dest: "{{ folder }}/apart", content: "1" } }
  handlers:
    - { name: tell, command: { cmd: "touch {{ folder }}/told" } }
`,
      ['h1'],
      { options: { disrupt: 'none' } },
    );
    t.deepEqual(ran.results, ['h1 folder drifted', 'h1 file in it drifted', 'h1 apart changed']);
    t.deepEqual(ran.finished('folder').notified, ['tell']);
    t.regex(ran.finished('folder').warnings.join(), /needs a restart/);
    t.false(existsSync(join(fleet.folder('h1'), 'told')));
  },
);
