import test from 'ava';
import fc from 'fast-check';

import { inventoryText, yamlWord } from '../../../src/app/init/inventory-text.ts';
import { likelyGroup } from '../../../src/app/init/likely-group.ts';
import { readClusterName, readLogin, readTypedHosts } from '../../../src/app/init/names.ts';
import { parseNodes } from '../../../src/app/init/parse-nodes.ts';
import { parseSshConfig } from '../../../src/app/init/parse-ssh-config.ts';
import { nodeToValue } from '../../../src/source/decode.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { parseYaml } from '../../../src/source/parse-yaml.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const typed = test.macro({
  exec(t, text: string, expected: readonly string[] | null) {
    const read = readTypedHosts(text);
    t.deepEqual(
      read.ok ? read.value.map(({ name, address }) => (address === null ? name : `${name}=${address}`)) : null,
      expected,
    );
  },
  title: (_, text) => `typed hosts: ${JSON.stringify(text)}`,
});
test(typed, '', []);
test(typed, 'cp-[1:3]', ['cp-1', 'cp-2', 'cp-3']);
test(typed, 'cp-[01-03], w', ['cp-01', 'cp-02', 'cp-03', 'w']);
test(typed, 'cp-1=10.20.0.11 cp-2=fd00::11', ['cp-1=10.20.0.11', 'cp-2=fd00::11']);
test(typed, 'a,a', null);
test(typed, 'cp-[3:1]', null);
test(typed, 'cp-[1:3]=10.0.0.1', null);
test(typed, 'cp-1=', null);
test(typed, 'cp-1=10.0.0.1;rm', null);
test(typed, 'a:b', null);
test(typed, '{{x}}', null);
test(typed, 'a[1:999999999]', null);
test(typed, 'größe', ['größe']);

const logins = test.macro({
  exec(t, text: string, expected: readonly [string | null, string, number | null] | null) {
    const read = readLogin(text);
    t.deepEqual(read.ok ? [read.value.user, read.value.address, read.value.port] : null, expected);
  },
  title: (_, text) => `login: ${JSON.stringify(text)}`,
});
test(logins, 'ubuntu@10.20.0.11', ['ubuntu', '10.20.0.11', null]);
test(logins, 'cp-1:2222', [null, 'cp-1', 2222]);
test(logins, 'root@[fd00::11]:22', ['root', 'fd00::11', 22]);
test(logins, 'fd00::11', [null, 'fd00::11', null]);
test(logins, '', null);
test(logins, '@cp-1', null);
test(logins, 'cp-1:0', null);
test(logins, 'cp-1:99999', null);
test(logins, '-oProxyCommand=x', null);
test(logins, 'a b', null);

test('a cluster name is one part of a file name', (t) => {
  for (const good of ['prod-a', 'p', 'x.y_z']) t.true(readClusterName(good).ok, good);
  for (const bad of ['', '.', '..', '../x', 'a/b', '.hidden', 'a b', 'x'.repeat(64)])
    t.false(readClusterName(bad).ok, bad);
});

const node = (name: string, labels: object | null, address = '10.0.0.1', annotations: object = {}): object => ({
  metadata: { name, labels, annotations },
  status: {
    addresses: [
      { type: 'Hostname', address: name },
      { type: 'InternalIP', address },
      { type: 'InternalIP', address: 'fd00::1' },
    ],
  },
});
const plane = { 'node-role.kubernetes.io/control-plane': '' };
const nodes = (...items: readonly object[]): string => JSON.stringify({ kind: 'List', items });

test('nodes by role and InternalIP, in the order of their numbers', (t) => {
  const read = parseNodes(
    nodes(node('w-10', { 'node-role.kubernetes.io/worker': '' }), node('w-2', null), node('cp', plane)),
  );
  t.deepEqual(read.ok && read.value, {
    name: null,
    nodes: [
      { name: 'cp', address: '10.0.0.1', controlPlane: true },
      { name: 'w-2', address: '10.0.0.1', controlPlane: false },
      { name: 'w-10', address: '10.0.0.1', controlPlane: false },
    ],
  });
});

test('a node without an InternalIP has no address; the name of the cluster is what all that say one agree on', (t) => {
  const bare = { metadata: { name: 'w' }, status: {} };
  const named = (name: string) => node(`cp-${name}`, plane, '10.0.0.1', { 'cluster.x-k8s.io/cluster-name': name });
  const read = parseNodes(nodes(bare, named('a')));
  t.deepEqual(read.ok && [read.value.name, read.value.nodes.find(({ name }) => name === 'w')?.address], ['a', null]);
  const two = parseNodes(nodes(named('a'), named('b')));
  t.is(two.ok && two.value.name, null);
});

const noNodes = test.macro({
  exec(t, text: string, words: RegExp) {
    const read = parseNodes(text);
    t.regex(read.ok ? '' : read.diagnostics[0].summary, words);
  },
  title: (title) => `no nodes: ${title}`,
});
test('nothing', noNodes, '', /not a list of nodes/);
test('no JSON', noNodes, 'error: x', /not a list of nodes/);
test('something else', noNodes, '{"items":{}}', /not a list of nodes/);
test('an empty cluster', noNodes, nodes(), /has no nodes/);
test('no control plane', noNodes, nodes(node('w', {})), /no node of the cluster is a control plane/);
test('a name that is none', noNodes, nodes(node('a: {b}', plane)), /cannot be a host/);
test('a name with an escape sequence', noNodes, nodes(node('a\u001b[2J', plane)), /cannot be a host/);
test('an address that is none', noNodes, nodes(node('a', plane, '10.0.0.1 -o x')), /cannot be a host/);
test('a name twice', noNodes, nodes(node('a', plane), node('a', plane)), /twice/);

const config = `
Port 2200
Host *.lab !x.lab
  User lab
Host a.lab b.lab "c d"   # two
  HostName %h.example
  IdentityFile ~/.ssh/lab
Host=e
  Hostname=10.0.0.5
  user root
  User nobody
  ProxyJump bastion
  ProxyCommand nc %h %p
Match host a.lab
  User never
Include conf.d/*
Host *
  User everybody
  Port 22
`;
test('ssh_config: named hosts, the first value that fits, and what was passed over', (t) => {
  const read = parseSshConfig(config);
  t.deepEqual(read.hosts, [
    { name: 'a.lab', address: 'a.lab.example', user: 'lab', port: 2200, identityFile: '~/.ssh/lab', jump: null },
    { name: 'b.lab', address: 'b.lab.example', user: 'lab', port: 2200, identityFile: '~/.ssh/lab', jump: null },
    { name: 'c d', address: 'c d.example', user: 'everybody', port: 2200, identityFile: '~/.ssh/lab', jump: null },
    { name: 'e', address: '10.0.0.5', user: 'root', port: 2200, identityFile: null, jump: 'bastion' },
  ]);
  t.deepEqual(read.leftOut, ['Match host a.lab', 'Include conf.d/*', 'ProxyCommand of e']);
  t.deepEqual(parseSshConfig(''), { hosts: [], leftOut: [] });
});

test('groups that others name otherwise', (t) => {
  t.is(likelyGroup('control_plane', ['all', 'kube_node', 'kube_control_plane', 'etcd']), 'kube_control_plane');
  t.is(likelyGroup('workers', ['all', 'kube-node', 'etcd']), 'kube-node');
  t.is(likelyGroup('control_plane', ['Masters']), 'Masters');
  t.is(likelyGroup('workers', ['wrokers']), 'wrokers');
  t.is(likelyGroup('control_plane', ['all', 'etcd', 'db']), null);
});

test('any text in an inventory is read back as it was', (t) => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'yes',
      'null',
      '~',
      '1.0',
      '0600',
      '1e3',
      '10.0.0.1',
      'fd00::1',
      '{{ x }}',
      'a: b',
      '- a',
      '#',
      'n',
    ),
  );
  fc.assert(
    fc.property(
      text.map((each) => each.toWellFormed()),
      (value) => {
        const read = parseYaml('x', `a: ${yamlWord(value)}\n`);
        const map = read.ok && read.value !== null ? nodeToValue(read.value) : null;
        return map instanceof Map && map.get('a') === value;
      },
    ),
    { numRuns: 1000 },
  );
  t.pass();
});

test('the inventory says once what all hosts have in common, and finds a relative key from its own folder', (t) => {
  const host = (name: string, more: readonly (readonly [string, string | number])[]) => ({
    name,
    vars: new Map<string, string | number>([
      ['ansible_user', 'ubuntu'],
      ['ansible_ssh_private_key_file', 'keys/id'],
      ...more,
    ]),
  });
  const text = inventoryText({
    origin: 'a test\n- hosts: all',
    cluster: 'prod-a',
    controlPlanes: [host('cp-1', [['ansible_host', '10.0.0.1']]), host('cp-2', [['ansible_port', 2222]])],
    workers: [],
    groups: new Map([['rack-1', ['cp-1']]]),
    trusted: [],
    withPassword: false,
  });
  t.is(
    text.split('\n').slice(3).join('\n'),
    `all:
  vars:
    ansible_user: ubuntu
    ansible_ssh_private_key_file: ../keys/id
    # Hosts with the same name here share a lock: one run at a time touches their control planes.
    cluster_name: prod-a
  children:
    control_plane:
      hosts:
        cp-1: { ansible_host: 10.0.0.1 }
        cp-2: { ansible_port: 2222 }
    workers:
      hosts: {}
    rack-1:
      hosts:
        cp-1:
`,
  );
  const inventory = parseInventory(['inventory/x.yaml'], memoryFiles({ 'inventory/x.yaml': text }), null);
  t.deepEqual(inventory.ok && inventory.value.groups.get('control_plane'), ['cp-1', 'cp-2']);
});
