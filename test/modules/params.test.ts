import test from 'ava';

import { Secret } from '../../src/domain/secret.ts';
import { findModule, moduleNames } from '../../src/modules/index.ts';
import { complaints } from '../support/host-module.ts';

const complains = test.macro({
  exec(t, module: string, input: unknown, ...wanted: readonly string[]) {
    t.deepEqual(complaints(module, input), wanted);
  },
  title: (name = '', module) => `${String(module)}: ${name}`,
});

test('nothing is missing', complains, 'file', { path: '/x', state: 'touch' });
test('a name is unknown', complains, 'file', { path: '/x', onwer: 'root' }, 'onwer: is not a parameter here');
test(
  'a path is relative',
  complains,
  'stat',
  { path: 'etc/passwd' },
  'path: must be an absolute path: start it with /',
);
test(
  'a path is empty',
  complains,
  'stat',
  { path: '' },
  'path: must not be empty',
  'path: must be an absolute path: start it with /',
);
test('a path holds NUL', complains, 'stat', { path: '/a\0b' }, 'path: must not contain a NUL character');
test('a path is missing', complains, 'stat', {}, 'path: is required');
test('parameters are missing altogether', complains, 'stat', null, 'path: is required');
test('a path is null', complains, 'stat', { path: null }, 'path: must be text, not empty');
test(
  'a mode is a decimal number',
  complains,
  'file',
  { path: '/x', mode: 600 },
  'mode: 600 is a decimal number in YAML: write "0600" with quotes if that is the mode',
);
test(
  'a mode is nonsense',
  complains,
  'file',
  { path: '/x', mode: 'rw' },
  'mode: must be octal such as "0600" or symbolic such as "u=rw,go="',
);
test(
  'an owner is hostile',
  complains,
  'file',
  { path: '/x', owner: 'root;id x' },
  'owner: must be the name or number of an account: no spaces, colons or slashes',
);
test('an owner is a number', complains, 'file', { path: '/x', owner: 0 });
test(
  'a state is misspelt',
  complains,
  'file',
  { path: '/x', state: 'absnt' },
  'state: must be one of file, directory, absent, touch, link, hard',
);
test('a flag is written as Ansible does', complains, 'file', { path: '/x', state: 'directory', recurse: 'yes' });
test('a flag is a word', complains, 'file', { path: '/x', recurse: 'sure' }, 'recurse: must be true or false');
test('copy has neither source nor content', complains, 'copy', { dest: '/x' }, ': needs content or src, and not both');
test(
  'validate lacks its %s',
  complains,
  'copy',
  { dest: '/x', content: '', validate: 'visudo -c' },
  'validate: must contain %s, which stands for the path of the new file',
);
test('content is empty', complains, 'copy', { dest: '/x', content: '' });
test(
  'seconds are negative',
  complains,
  'systemd',
  { name: 'x', wait_active: -1 },
  'wait_active: must be zero or more seconds',
);
test(
  'a unit is missing',
  complains,
  'systemd',
  { state: 'started' },
  'name: is required (only daemon_reload goes without)',
  'name: is required with state, enabled or masked',
);
test('only a daemon reload', complains, 'systemd', { daemon_reload: true });
test(
  'a component is unknown',
  complains,
  'k8s_health',
  { component: 'kube-apisrver' },
  'component: must be one of kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy, etcd, containerd, k8sd, k8s-apiserver-proxy, k8s-dqlite',
);
test(
  'an endpoint is no address',
  complains,
  'k8s_health',
  { component: 'kubelet', endpoint: 'file:///etc/shadow' },
  'endpoint: must be a URL, or kubectl: and a path such as kubectl:/readyz',
);
test('a command is free text', complains, 'command', 'ls -l');
test(
  'a command is empty',
  complains,
  'command',
  '',
  ': must not be empty',
  ': must hold at least one word, and every quote closed',
);
test('a quote is open', complains, 'command', "echo 'x", ': must hold at least one word, and every quote closed');
test(
  'a secret would stand in argv',
  complains,
  'shell',
  new Secret('echo hunter2'),
  ': must not hold a secret, which every user of the host could see: pass it by stdin or environment',
);
test(
  'a fact has a bad name',
  complains,
  'set_fact',
  { '1x': 1 },
  '1x: is no variable name: letters, digits and _, no digit first',
);
test('no fact at all', complains, 'set_fact', { cacheable: true }, ': needs at least one name with a value');

test('with templates about, names and literal values are judged and templated ones are not', (t) => {
  const issues = findModule('file')?.check({ mode: 600, onwer: 'x' }, ['path', 'recurse']) ?? [];
  t.deepEqual(
    issues.map(({ code, path }) => [code, path.join('.')]),
    [
      ['unknown-parameter', 'onwer'],
      ['bad-value', 'mode'],
    ],
  );
  t.deepEqual(issues[0]?.near, ['owner']);
});

test('a required parameter that is templated is not missing, and one that is not there is', (t) => {
  t.deepEqual(findModule('stat')?.check({}, ['path']), []);
  t.deepEqual(
    findModule('stat')
      ?.check({}, ['follow'])
      ?.map(({ code, path }) => [code, path.join('.')]),
    [['missing-parameter', 'path']],
  );
});

test('modules are found by alias and by their full Ansible name', (t) => {
  t.is(findModule('service')?.name, 'systemd');
  t.is(findModule('ansible.builtin.copy')?.name, 'copy');
  t.is(findModule('copi'), undefined);
  t.is(new Set(moduleNames).size, moduleNames.length);
});

test('free form is told of the modules that take it', (t) => {
  t.true(findModule('command')?.freeForm);
  t.false(findModule('file')?.freeForm);
  t.true(findModule('set_fact')?.open);
  t.deepEqual(findModule('ping')?.parameters, ['data']);
  t.true(findModule('command')?.parameters.includes('argv'));
});
