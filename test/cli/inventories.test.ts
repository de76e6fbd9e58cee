import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { bulwarkIn, writeFiles } from '../support/bulwark.ts';
import type { Ended } from '../support/bulwark.ts';
import { tempFolder } from '../support/temp-folder.ts';

const gen = `#!/bin/sh
echo '{"web": {"hosts": ["w9"], "vars": {"x": "program"}}, "_meta": {"hostvars": {"w9": {"y": 1}}}}'
`;
const files = {
  'hosts.ini': '[web]\nw[1:2] y=5\n[db]\nd1\n[web:vars]\nx = ini\n',
  'more.yaml': 'web: { hosts: { w3: }, vars: { x: yaml } }\n',
  gen,
  names: 'w1\n\n# comment\nd*\n',
};

function project(t: ExecutionContext, own: Readonly<Record<string, string>> = {}): string {
  const folder = tempFolder(t);
  writeFiles(folder, { ...files, ...own });
  chmodSync(join(folder, 'gen'), 0o700);
  return folder;
}

const listed = ({ stdout }: Ended): readonly string[] => stdout.split('\n').filter((line) => line !== '');

test('several -i add up, and the later wins', (t) => {
  const folder = project(t);
  const sources = ['-i', 'hosts.ini', '-i', 'more.yaml', '-i', 'gen', '-i', 'x1, x2:2022,'];
  t.deepEqual(listed(bulwarkIn(folder, ['inventory', 'list', ...sources])), ['x1', 'x2', 'w1', 'w2', 'w3', 'w9', 'd1']);
  const why = bulwarkIn(folder, ['inventory', 'why', 'w9', 'x', ...sources]).stdout;
  t.regex(why, /^x of w9 is program$/m);
  t.regex(why, /^wins +gen --list:1 group web +program$/m);
  t.regex(why, /^beaten +more\.yaml:1 group web +yaml$/m);
  t.regex(why, /^beaten +hosts\.ini:6 group web +ini$/m);
  t.regex(bulwarkIn(folder, ['inventory', 'why', 'x2', ...sources]).stdout, /2022\n +-i:1 host x2:2022/);
});

test('bulwark.yaml may name several inventories, relative to itself', (t) => {
  const folder = project(t, { 'bulwark.yaml': 'inventory: [hosts.ini, ./gen, "x1,"]\n', 'sub/file': '' });
  t.deepEqual(listed(bulwarkIn(join(folder, 'sub'), ['inventory', 'list'])), ['x1', 'w1', 'w2', 'w9', 'd1']);
});

test('-l @FILE takes the names of a file, beside other terms', (t) => {
  const folder = project(t);
  const list = (limit: string): Ended => bulwarkIn(folder, ['inventory', 'list', '-i', 'hosts.ini', '-l', limit]);
  t.deepEqual(listed(list('@names')), ['w1', 'd1']);
  t.deepEqual(listed(list('!w1:@names:w2')), ['w2', 'd1']);
  t.regex(list('@nope').stderr, /-l @nope: nope is no file/);
  t.regex(list('@.').stderr, /-l @\.: \. is a folder/);
  writeFiles(folder, { wrong: 'w1\n w8\n', empty: '\n#\n', commas: 'w1,w2\n' });
  t.regex(list('@wrong').stderr, /^wrong:2:2 +error +-l w8 matches no host/m);
  t.regex(list('@empty').stderr, /names no host/);
  t.regex(list('@commas').stderr, /^commas:1:1 +error +`w1,w2` is more than one name/m);
  t.is(list('@wrong').status, 5);
});

test('a program that others may write is not run', (t) => {
  const folder = project(t, { gen: '#!/bin/sh\ntouch ran\necho "{}"\n' });
  chmodSync(join(folder, 'gen'), 0o777);
  const ended = bulwarkIn(folder, ['inventory', 'list', '-i', 'gen']);
  t.deepEqual([ended.status, ended.stdout], [5, '']);
  t.regex(ended.stderr, /others may write gen, and it would be run/);
  t.regex(ended.stderr, /chmod go-w gen/);
  t.is(spawnSync('ls', [join(folder, 'ran')]).status, 2);
});

test('a program that fails is told with what it said', (t) => {
  const folder = project(t, { gen: '#!/bin/sh\necho "no token" >&2\nexit 3\n' });
  const { stderr, status } = bulwarkIn(folder, ['plan', 'site.yaml', '-i', 'gen']);
  t.regex(stderr, /gen --list: it ended with exit code 3/);
  t.regex(stderr, /no token/);
  t.regex(stderr, /try it yourself: .*gen --list/);
  t.is(status, 5);
});

test('a program without _meta is asked for each host', (t) => {
  const folder = project(t, {
    gen: '#!/bin/sh\nif [ "$1" = --list ]; then echo \'{"a": ["h1", "h2"]}\'; else echo "{\\"n\\": \\"$2\\"}"; fi\n',
  });
  t.regex(bulwarkIn(folder, ['inventory', 'why', 'h2', 'n', '-i', 'gen']).stdout, /n of h2 is h2/);
});

test('a list as inventory has the variables beside the playbook', (t) => {
  const folder = project(t, {
    'bulwark.yaml': 'playbook: play/site.yaml\n',
    'play/site.yaml': '- hosts: all\n  tasks: []\n',
    'play/group_vars/all.yml': 'x: beside\n',
  });
  t.regex(bulwarkIn(folder, ['inventory', 'why', 'h', 'x', '-i', 'h,']).stdout, /x of h is beside/);
});

test('an inventory that is a pipe or a socket is an error at once, and so is one of its variables', async (t) => {
  const folder = project(t, { 'bulwark.yaml': 'inventory: pipe\n' });
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(join(folder, 'socket'), resolve));
  t.teardown(() => void server.close());
  for (const words of [
    ['inventory', 'list'],
    ['plan', 'site.yaml'],
    ['inventory', 'list', '-i', 'socket'],
    ['inventory', 'list', '-i', '/dev/zero'],
  ]) {
    const { stderr, status } = bulwarkIn(folder, words);
    t.regex(stderr, /(?:pipe|socket|\/dev\/zero) is no file, but a pipe, a socket or a device/);
    t.is(status, 5);
  }
  mkdirSync(join(folder, 'host_vars'));
  spawnSync('mkfifo', [join(folder, 'host_vars/w1')]);
  const { stderr } = bulwarkIn(folder, ['inventory', 'list', '-i', 'hosts.ini']);
  t.regex(stderr, /host_vars\/w1 is no file, but a pipe/);
});

test('completion runs no program, waits for no pipe, and knows INI', (t) => {
  const folder = project(t, { gen: '#!/bin/sh\ntouch ran\necho "{}"\n' });
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  const completed = (source: string): Ended => bulwarkIn(folder, ['--complete', 'inventory', 'list', '-i', source, '']);
  t.regex(completed('hosts.ini').stdout, /^w1\thost$/m);
  t.is(completed('gen').all, '');
  t.is(completed('pipe').all, '');
  t.is(spawnSync('ls', [join(folder, 'ran')]).status, 2);
});

test('an encrypted INI inventory is opened like any other', (t) => {
  const folder = project(t);
  const keys = spawnSync('age-keygen', [], { encoding: 'utf8' });
  if (keys.error !== undefined) {
    t.log('there is no age-keygen here');
    t.pass();
    return;
  }
  writeFiles(folder, { key: keys.stdout });
  const recipient = /age1\w+/.exec(keys.stdout)?.[0] ?? '';
  t.is(bulwarkIn(folder, ['secrets', 'encrypt', 'hosts.ini', '-r', recipient]).status, 0);
  const { stdout } = bulwarkIn(folder, ['inventory', 'why', 'w1', '-i', 'hosts.ini', '--age-identity', 'key']);
  t.regex(stdout, /w1 is in web, 2 variables/);
  t.notRegex(stdout, /\bini$/m);
});
