import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onEveryShell } from './support/on-every-shell.ts';
import { treeOf } from './support/tree.ts';

const text = `- hosts: all
  tasks:
    - { name: new, copy: { dest: "{{ folder }}/new", content: "1" } }
    - { name: edit, copy: { dest: "{{ folder }}/x", content: "2" }, notify: tell }
    - { name: fails, command: { cmd: "false" }, when: inventory_hostname == 'h2' }
  handlers:
    - { name: tell, command: { cmd: "true" } }
`;

onEveryShell('a finished run is put back on every host, its pending handlers too', async (t, fleet) => {
  for (const host of ['h1', 'h2']) writeFileSync(join(fleet.folder(host), 'x'), 'before');
  const before = treeOf(fleet.folder('h1'));
  const ran = await fleet.run(text, ['h1', 'h2'], { options: { run: 'first-1' } });
  t.deepEqual(ran.outcomes, { h1: 'changed', h2: 'failed' });
  t.is(readdirSync(join(fleet.journal('h2'), 'pending')).length, 1);
  const back = await fleet.rollback('first-1', ['h1', 'h2'], { options: { run: 'back-1' } });
  t.deepEqual(back.outcomes, { h1: 'changed', h2: 'changed' });
  for (const host of ['h1', 'h2']) t.is(treeOf(fleet.folder(host)), before);
  t.deepEqual(readdirSync(join(fleet.journal('h2'), 'pending')), []);
  const again = await fleet.rollback('first-1', ['h1', 'h2'], { options: { run: 'back-2' } });
  t.deepEqual(again.outcomes, { h1: 'untouched', h2: 'untouched' });
});

onEveryShell('a rollback of a run that nobody knows, or without a yes, changes nothing', async (t, fleet) => {
  await fleet.run(text, ['h1'], { options: { run: 'first-1' } });
  const unknown = await fleet.rollback('other-1', ['h1']);
  t.is(unknown.end.refused, 'unknown-run');
  const refused = await fleet.rollback('first-1', ['h1'], { confirm: () => Promise.resolve(false) });
  t.is(refused.end.refused, 'not-confirmed');
  t.is(readFileSync(join(fleet.folder('h1'), 'x'), 'utf8'), '2');
});

onEveryShell('a rollback of a control plane locks the others of its cluster too', async (t, fleet) => {
  const groups = { control_plane: ['h1', 'h2'], workers: [] };
  const one = text.replace('- hosts: all', '- hosts: h1');
  await fleet.run(one, ['h1', 'h2'], { options: { run: 'first-1' }, groups });
  const locked = new Set<string>();
  await fleet.rollback('first-1', ['h1', 'h2'], { groups, locked: (host) => void locked.add(host) });
  t.deepEqual([...locked].toSorted(), ['h1', 'h2']);
});

onEveryShell('a rollback leaves alone what was changed since', async (t, fleet) => {
  await fleet.run(text, ['h1'], { options: { run: 'first-1' } });
  writeFileSync(join(fleet.folder('h1'), 'x'), 'since');
  const back = await fleet.rollback('first-1', ['h1']);
  t.is(back.outcomes['h1'], 'failed');
  t.is(readFileSync(join(fleet.folder('h1'), 'x'), 'utf8'), 'since');
  t.false(existsSync(join(fleet.folder('h1'), 'new')));
});

const lasting = `- hosts: all
  tasks:
    - { name: key, copy: { dest: "{{ folder }}/key", content: "1" } }
    - { name: x, copy: { dest: "{{ folder }}/x", content: "1" } }
    - name: declared lasting, one after its change and one before it
      shell: |
        mkdir -p /var/lib/bulwark/lasting
        echo {{ folder }}/key >/var/lib/bulwark/lasting/after; touch -d '2100-01-01' /var/lib/bulwark/lasting/after
        echo {{ folder }}/x >/var/lib/bulwark/lasting/before; touch -d '2000-01-01' /var/lib/bulwark/lasting/before
`;

onEveryShell('what was declared lasting is not put back to before that, and is told', async (t, fleet) => {
  await fleet.run(lasting, ['h1'], { options: { run: 'first-1' } });
  const back = await fleet.rollback('first-1', ['h1']);
  t.is(back.outcomes['h1'], 'failed');
  t.is(readFileSync(join(fleet.folder('h1'), 'key'), 'utf8'), '1');
  t.false(existsSync(join(fleet.folder('h1'), 'x')));
  const told = back.events.find((event) => event.type === 'host-rolled-back');
  t.regex(told?.message ?? '', /left alone: \S+\/key/);
});
