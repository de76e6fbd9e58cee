import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Fleet } from './support/fleet.ts';

const playbook = `
- hosts: all
  tasks:
    - name: folder
      file: { path: "{{ folder }}/etc", state: directory, mode: "0700" }
    - name: file
      copy: { dest: "{{ folder }}/etc/a.conf", content: "hello\\n", mode: "0600" }
      notify: tell
    - name: mode
      file: { path: "{{ folder }}/b.conf", mode: "0600" }
  handlers:
    - name: tell
      command: { cmd: "touch {{ folder }}/told" }
`;

test('a host is changed, verified, its handler runs, and a second run changes nothing in one exchange', async (t) => {
  const fleet = new Fleet(t);
  writeFileSync(join(fleet.folder('h1'), 'b.conf'), 'x', { mode: 0o644 });
  const first = await fleet.run(playbook, ['h1']);
  t.deepEqual(first.results, ['h1 folder changed', 'h1 file changed', 'h1 mode changed', 'h1 tell changed']);
  t.is(readFileSync(join(fleet.folder('h1'), 'etc/a.conf'), 'utf8'), 'hello\n');
  t.is(statSync(join(fleet.folder('h1'), 'b.conf')).mode & 0o7777, 0o600);
  t.log('exchanges', first.exchanges.get('h1'));
  const second = await fleet.run(playbook, ['h1']);
  t.deepEqual(second.results, ['h1 folder ok', 'h1 file ok', 'h1 mode ok']);
  t.is(second.exchanges.get('h1'), 1);
});
