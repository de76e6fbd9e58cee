import test from 'ava';

import { tell } from './tell.ts';

const files = {
  'bulwark.yaml': 'inventory: inventory/prod.yaml\nplaybook: site.yaml\n',
  'inventory/prod.yaml': `all:
  vars: { ansible_user: ubuntu }
  children:
    control_plane:
      hosts:
        cp-[1:3]:
    workers:
      vars: { ansible_user: worker, api_token: abc }
      children:
        edge:
          hosts: { worker-2: }
      hosts:
        worker-1: { ansible_host: 192.0.2.1, ansible_become_password: hunter2, ansible_ssh_private_key_file: ~/.ssh/id }
    spare:
`,
  'inventory/group_vars/all.yaml': 'size: 0\nempty: ""\nlimits: { password: x, n: 1 }\npolicy: |\n  a\n  b\n',
  'inventory/host_vars/worker-1.yaml': 'ansible_user: own\n',
  'site.yaml':
    '- name: Nodes\n  hosts: workers\n  vars:\n    size: 3\n  tasks: []\n- hosts: control_plane\n  vars: {size: 9}\n  tasks: []\n',
};
const ask = (...words: readonly string[]) => tell(['inventory', ...words], files);

test('the graph: groups as a tree, hosts folded', async (t) => t.snapshot((await ask('graph')).text));
test('the graph with variables, each with its place, secrets masked', async (t) => {
  const { text } = await ask('graph', '--vars');
  t.snapshot(text);
  t.notRegex(text, /hunter2|abc/);
});
test('the graph of a pattern has only its groups', async (t) => {
  const { text } = await ask('graph', 'worker-2');
  t.is(text, '1 host in inventory/prod.yaml\n\nall\n  workers\n    edge   worker-2');
});
test('the graph of what does not exist is bad input', async (t) => {
  const { exit, codes } = await ask('graph', 'nope');
  t.deepEqual([exit, codes], [5, ['unknown-host-pattern']]);
});

test('why a variable is what it is: every place, the winner first', async (t) =>
  t.is(
    (await ask('why', 'worker-1', 'ansible_user')).text,
    `ansible_user of worker-1 is own

wins    inventory/host_vars/worker-1.yaml:1  own
beaten  inventory/prod.yaml:8 group workers  worker
beaten  inventory/prod.yaml:2 group all      ubuntu`,
  ));

test('-e beats all, and a play that sets it is told for its own hosts', async (t) => {
  const { text } = await ask('why', 'worker-1', 'size', '-e', 'size=5');
  t.regex(
    text,
    /^size of worker-1 is 5\n\nwins {4}-e +5\nbeaten {2}inventory\/group_vars\/all\.yaml:1 +0\nin play {2}site\.yaml:4 Nodes {2}3$/,
  );
});

test('zero and the empty text are values', async (t) => {
  t.regex((await ask('why', 'cp-1', 'size')).text, /is 0\n/);
  t.regex((await ask('why', 'cp-1', 'empty')).text, /is ""\n/);
});

test('secrets are masked, a path to a key is not, long texts are cut', async (t) => {
  const { text } = await ask('why', 'worker-1');
  t.notRegex(text, /hunter2|abc|password: x/);
  t.regex(text, /api_token +‹secret›/);
  t.regex(text, /ansible_ssh_private_key_file +~\/\.ssh\/id/);
  t.regex(text, /policy +a \.\.\. \(2 lines\)/);
  t.regex(text, /^worker-1 is in workers, \d+ variables\n/);
});

test('no line of all variables of a host is wider than 80 columns', async (t) => {
  const long = { ...files, 'inventory/group_vars/all.yaml': `${'n'.repeat(30)}: |\n  ${'x'.repeat(70)}\n  b\n` };
  const { text } = await tell(['inventory', 'why', 'cp-1', '-i', 'inventory/prod.yaml'], long);
  t.regex(text, /^n{30} +x+\.\.\.$/m);
  t.true(text.split('\n').every((line) => line.length <= 80));
});

test('unknown hosts and variables are bad input with near names', async (t) => {
  const host = await ask('why', 'worker-9');
  t.deepEqual([host.exit, host.codes], [5, ['unknown-host']]);
  t.regex(host.diagnostics[0]?.summary ?? '', /worker-1/);
  const variable = await ask('why', 'cp-1', 'ansible_usr');
  t.like(variable.diagnostics[0], { code: 'unknown-variable', hint: 'did you mean ansible_user?' });
});

test('without inventory there is nothing to tell', async (t) => {
  t.deepEqual((await tell(['inventory', 'graph'])).codes, ['no-inventory']);
  t.deepEqual((await tell(['inventory', 'why', 'x'])).codes, ['no-inventory']);
});

test('modules: all, one, an alias, none', async (t) => {
  t.regex((await tell(['modules'])).text, /^\d+ modules/);
  t.regex((await tell(['modules', 'service'])).text, /^systemd {2}/);
  const none = await tell(['modules', 'systemdd']);
  t.deepEqual([none.exit, none.codes], [5, ['unknown-module']]);
});
