import test from 'ava';

import { bulwarkIn, writeFiles } from '../support/bulwark.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** As YAML writes it: a title, a reset by C1, a turned direction. */
const hostile = String.raw`\e]0;own\a\x9b2J\u202ex`;
const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

const inventory = `all:
  vars: { ansible_connection: local, evil: "${hostile}", "${hostile}": 1 }
  hosts: { h1: { cluster_name: "c${hostile}" } }
`;
const playbook = `- name: "P${hostile}"
  hosts: all
  tags: ["t${hostile}"]
  vars: { q: "${hostile}" }
  tasks:
    - name: "T${hostile}"
      debug: { msg: "{{ evil }}" }
      tags: ["u${hostile}"]
    - name: C
      command: { cmd: "printf %s x", creates: "/nonexistent/${hostile}" }
      notify: "H${hostile}"
  handlers:
    - name: "H${hostile}"
      debug: { msg: a }
`;

for (const line of [
  'inventory list',
  'inventory graph --vars',
  'inventory why h1',
  'inventory why h1 evil',
  'lint site.yaml',
  'plan site.yaml --list-tasks',
  'plan site.yaml --list-tags',
  'plan site.yaml --list-hosts',
  'plan site.yaml -vvv -D',
  'facts',
])
  test(`a hostile inventory and playbook write no control characters: ${line}`, (t) => {
    const folder = tempFolder(t);
    writeFiles(folder, { 'inv.yaml': inventory, 'site.yaml': playbook });
    const { all, status } = bulwarkIn(folder, [...line.split(' '), '-i', 'inv.yaml']);
    t.notRegex(all, unsafe);
    t.true(status === 0, all);
    t.true(all.length > 0);
  });

test('what a host says in an answer, with and without folding, writes none either', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, { 'inv.yaml': inventory.replace('h1:', 'h1: {}, h2:') });
  const said = String.raw`if [ $$ -gt 0 ]; then printf "a\033]0;x\a\302\2332J\342\200\256z\r$$\n"; fi`;
  for (const more of [[], ['-v'], ['-D'], ['--by', 'host']]) {
    const { all } = bulwarkIn(folder, ['exec', '--yes', '-i', 'inv.yaml', ...more, 'all', '--', said]);
    t.notRegex(all, unsafe);
    t.regex(all, /\\x1b\]0;x\\x07/);
  }
});
