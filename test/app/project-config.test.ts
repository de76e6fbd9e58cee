import test from 'ava';

import { readProjectConfig } from '../../src/app/project-config.ts';
import { diagnosticsOf } from '../support/diagnostics.ts';
import { memoryFiles } from '../support/memory-files.ts';

const read = (files: Readonly<Record<string, string>>, writable: readonly string[] = []) =>
  readProjectConfig({
    files: memoryFiles(files),
    foldersAbove: ['.', '..', '../..'],
    home: '/home/alice',
    othersMay: (path) => ({ read: true, write: writable.includes(path) }),
  });

const says = test.macro({
  exec(t, files: Readonly<Record<string, string>>, expected: object) {
    const config = read(files);
    t.like(config.ok ? config.value : config.diagnostics, expected);
  },
  title: (title) => `bulwark.yaml: ${title}`,
});
const nothing = { inventory: null, playbook: null, forks: null, knownHosts: null };
test('none', says, {}, nothing);
test('an empty one', says, { 'bulwark.yaml': '# nothing\n' }, nothing);
test(
  'all keys',
  says,
  { 'bulwark.yaml': 'inventory: i.yaml\nplaybook: p.yaml\nforks: 3\nknown_hosts: kh\n' },
  { inventory: ['i.yaml'], playbook: 'p.yaml', forks: 3, knownHosts: 'kh' },
);
test(
  'paths are relative to it',
  says,
  { '../../bulwark.yaml': 'inventory: inventory/i.yaml\nplaybook: /srv/p.yaml\nknown_hosts: ~/kh\n' },
  { inventory: ['../../inventory/i.yaml'], playbook: '/srv/p.yaml', knownHosts: '/home/alice/kh' },
);
test(
  'files of ssh and of the history',
  says,
  { '../bulwark.yaml': 'ssh_config: ./ssh\nhistory: h.db\n' },
  {
    sshConfig: '.././ssh',
    history: '../h.db',
  },
);
test(
  'no file of ssh and no history',
  says,
  { '../bulwark.yaml': 'ssh_config: none\nhistory: none\n' },
  {
    sshConfig: 'none',
    history: 'none',
  },
);
test('the nearest counts', says, { '../bulwark.yaml': 'forks: 1\n', '../../bulwark.yaml': 'forks: 2\n' }, { forks: 1 });

const wrong = test.macro({
  exec(t, text: string, place: string, words: RegExp) {
    const [first] = diagnosticsOf(read({ '../bulwark.yaml': text }));
    const at = first?.range?.start;
    t.is(`${first?.range?.file}:${at?.line}:${at?.column}`, place);
    t.regex(`${first?.summary} ${first?.label ?? ''} ${first?.hint ?? ''}`, words);
  },
  title: (title) => `bulwark.yaml, located: ${title}`,
});
test(
  'a key that is near',
  wrong,
  'forks: 3\nknwon_hosts: x\n',
  '../bulwark.yaml:2:1',
  /unknown key `knwon_hosts` in bulwark\.yaml did you mean `known_hosts`\?/,
);
test(
  'a key that is far',
  wrong,
  'colour: red\n',
  '../bulwark.yaml:1:1',
  /known: inventory, playbook, forks, known_hosts/,
);
test('a list', wrong, '- inventory\n', '../bulwark.yaml:1:1', /must be a mapping/);
test(
  'an inventory that is a mapping',
  wrong,
  'inventory: {a: b}\n',
  '../bulwark.yaml:1:12',
  /`inventory` must be text/,
);
test('no inventory in a list', wrong, 'inventory: []\n', '../bulwark.yaml:1:12', /`inventory` names no file/);
test('a path that is empty', wrong, 'playbook: ""\n', '../bulwark.yaml:1:11', /`playbook` names no file/);
test('no forks', wrong, 'forks: 0\n', '../bulwark.yaml:1:8', /from 1 to 1000/);
test('forks in words', wrong, 'forks: many\n', '../bulwark.yaml:1:8', /whole number/);
test('a key twice', wrong, 'forks: 1\nforks: 2\n', '../bulwark.yaml:2:1', /forks/);

test('one that others may write is refused, before it is read', (t) => {
  const [first] = diagnosticsOf(read({ 'bulwark.yaml': 'inventry: x\n' }, ['bulwark.yaml']));
  t.is(first?.code, 'config-writable');
  t.is(first?.hint, 'chmod go-w bulwark.yaml');
});
