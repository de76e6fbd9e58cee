import { readFileSync } from 'node:fs';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { compileRun } from '../../../src/app/compile-run.ts';
import type { AppPorts } from '../../../src/app/ports.ts';
import { runCommand } from '../../../src/app/run-command.ts';
import { parsed } from '../../../src/domain/diagnostic.ts';
import { parseArgv } from '../../../src/cli/parse-argv.ts';
import { ConnectError } from '../../../src/domain/errors.ts';
import type { RunEvent } from '../../../src/domain/event.ts';
import type { HostKeyState } from '../../../src/domain/host-key.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { ExitCode } from '../../../src/report/exit-code.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { scriptedDesk } from '../../support/desk.ts';
import { idlePorts } from '../../support/app-ports.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const shipped = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const keyOf = (name: string) => ({
  type: 'ssh-ed25519',
  blob: Buffer.from(name).toString('base64'),
  fingerprint: `SHA256:${name.padEnd(43, 'x').slice(0, 43)}`,
});
const fresh = (name: string): HostKeyState => ({ kind: 'new', keys: [keyOf(name)] });

interface Setting {
  readonly answers?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly keys?: (address: string) => HostKeyState;
  readonly ports?: Partial<AppPorts>;
  readonly project?: Partial<AppPorts['project']>;
}

/** Runs `bulwark init …` with an operator who gives these answers (none: nobody is there). */
async function init(line: string, { answers, files = {}, keys = fresh, ports = {}, project = {} }: Setting = {}) {
  const desk = scriptedDesk(answers ?? []);
  const events: RunEvent[] = [];
  const written: Record<string, string> = { ...files };
  const pinned: string[] = [];
  const asked = await parseArgv(['init', ...line.split(' ').filter((word) => word !== '')], 80);
  if (asked.kind !== 'run') throw new Error(JSON.stringify(asked));
  const exit = await runCommand(asked.invocation, {
    ...idlePorts,
    files: memoryFiles(files),
    interactive: answers !== undefined,
    show: (event) => events.push(event),
    desk,
    hostKeys: {
      look: async (targets) =>
        targets.map(({ name, address, port }) => ({
          name,
          id: port === 22 ? address : `[${address}]:${port}`,
          state: keys(address),
        })),
      pin: (file, pins) => {
        pinned.push(...pins.map(({ id }) => `${file} ${id}`));
        return [];
      },
      lines: () => [],
      forget: () => undefined,
    },
    project: {
      asRoot: () => Promise.reject(new Error('nobody is asked here')),
      resolves: async (name) => /^[\d.]+$/.test(name),
      shipped,
      folderName: 'prod',
      write: (all) => {
        const kept = all.filter(({ path }) => Object.hasOwn(files, path)).map(({ path }) => path);
        for (const { path, text } of all) if (!kept.includes(path)) written[path] = text;
        return kept;
      },
      rewrite: () => undefined,
      ...project,
    },
    ...ports,
  });
  const summaries = events.flatMap((event) => (event.type === 'diagnostic' ? [event.summary] : []));
  return {
    exit,
    said: desk.said(),
    summaries,
    written,
    pinned,
    isWritten: Object.keys(written).length > Object.keys(files).length,
  };
}

function groupsOf(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  path: string,
): Readonly<Record<string, readonly string[]>> {
  const inventory = parseInventory([path], memoryFiles(files), null);
  if (!inventory.ok) return (t.fail(JSON.stringify(inventory.diagnostics)), {});
  return Object.fromEntries([...inventory.value.groups].filter(([name]) => name !== 'all' && name !== 'ungrouped'));
}

test('typed: wrong answers are told and asked again, and an address where a name has none', async (t) => {
  const { exit, said, written } = await init('', {
    answers: [
      '',
      '4',
      'cp-[3:1]',
      '',
      'cp-1',
      'cp-1',
      'worker-[1:2]=x',
      'w=10.0.0.9',
      '',
      'nowhere',
      '10.0.0.1',
      '../x',
      '',
      'maybe',
      'y',
    ],
  });
  t.is(exit, 0, said);
  for (const words of [
    'a number from 1 to 4',
    '`cp-[3:1]` is no name of a host',
    '`cp-1` is a control plane already',
    'Login user [alice]: ',
    'Address of cp-1, a name that does not resolve: nowhere',
    '`nowhere` is no address',
    '`../x` cannot be the name of a cluster',
    'y, n, or o for one by one',
  ])
    t.true(said.includes(words), `${words}\n${said}`);
  t.deepEqual(groupsOf(t, written, 'inventory/prod.yaml'), { control_plane: ['cp-1'], workers: ['w'] });
  t.regex(written['inventory/prod.yaml'] ?? '', /ansible_user: alice/);
  t.is(written['known_hosts']?.split('\n').filter((line) => line.includes(' ssh-ed25519 ')).length, 2);
  t.regex(said, /Next {3}bulwark facts {5}log in everywhere/);
});

test('the project that is written plans without arguments, and says nothing of our own folders', async (t) => {
  const { written } = await init('--hosts cp-[1:3] --workers 10.0.0.9 -u ubuntu --yes', {
    project: { resolves: async () => true },
  });
  for (const [path, text] of Object.entries(written)) t.false(/playbooks\/|example\.yaml|docs\//.test(text), path);
  const listed = await parseArgv(['plan', '--syntax-check'], 80);
  if (listed.kind !== 'run') return t.fail();
  const lines: string[] = [];
  const exit = await runCommand(listed.invocation, {
    ...({} as AppPorts),
    files: memoryFiles(written),
    othersMay: () => ({ read: false, write: false }),
    foldersAbove: ['.'],
    home: '/home/alice',
    env: {},
    user: 'alice',
    interactive: false,
    askSshConfig: async (_, names) => parsed(names.map((name) => ({ name, settings: null }))),
    compile: compileRun,
    now: () => 0,
    show: (event) => void (event.type === 'diagnostic' && lines.push(event.summary)),
    print: (printed) => void lines.push(...printed),
  });
  t.is(exit, 0);
  t.deepEqual(lines, ['ok  hardening.yaml: no mistake found. No host was contacted.']);
});

test('keys one by one, and what is not pinned is said', async (t) => {
  const { exit, said, written } = await init('--hosts a=10.0.0.1,b=10.0.0.2', { answers: ['', '', '', 'o', 'n', 'y'] });
  t.is(exit, 0, said);
  t.regex(written['known_hosts'] ?? '', /^10\.0\.0\.2 ssh-ed25519/m);
  t.notRegex(written['known_hosts'] ?? '', /^10\.0\.0\.1 /m);
  t.regex(said, /Next {3}bulwark hostkeys scan a {2}keys that are not trusted yet\n/);
});

test('a host that shows another key than the one on record is told and not pinned', async (t) => {
  const keys = (address: string): HostKeyState =>
    address === '10.0.0.1'
      ? {
          kind: 'changed',
          key: keyOf('new'),
          expected: keyOf('old'),
          at: { file: '/home/alice/.ssh/known_hosts', line: 3 },
        }
      : { kind: 'unreachable', message: 'no answer', hint: null };
  const { exit, said, written } = await init('--hosts a=10.0.0.1,b=10.0.0.2 --accept-new --yes -u ubuntu --name p', {
    keys,
  });
  t.is(exit, 0);
  t.regex(said, /changed {6}a {2}shows another key[^]*unreachable {2}b {2}no answer/);
  t.notRegex(written['known_hosts'] ?? '', /ssh-ed25519/);
  t.regex(said, /Next {3}bulwark hostkeys scan {2}keys that are not trusted yet\n/);
});

test('nothing that is there is overwritten, and what follows works beside it', async (t) => {
  const files = { 'bulwark.yaml': 'inventory: old.yaml\n', known_hosts: 'mine\n', '.gitignore': 'mine\n' };
  const { exit, said, written, pinned } = await init('--hosts a=10.0.0.1 --accept-new --yes -u ubuntu --name p', {
    files,
  });
  t.is(exit, 0);
  for (const [path, text] of Object.entries(files)) t.is(written[path], text);
  t.regex(said, /kept {3}bulwark\.yaml {2}known_hosts {2}\.gitignore: nothing was overwritten\n/);
  t.deepEqual(pinned, ['known_hosts 10.0.0.1']);
  t.regex(said, /bulwark facts -i inventory\/p\.yaml --known-hosts known_hosts/);
  t.regex(said, /bulwark plan hardening\.yaml -i inventory\/p\.yaml/);
});

const ansible = {
  'hosts.yaml': `all:
  vars: { ansible_user: ops, secret_thing: x }
  children:
    k8s_cluster:
      children:
        kube_control_plane:
          hosts: { m1: { ansible_host: 10.0.0.1 }, m2: { ansible_host: "10.0.0.{{ 1 + 1 }}", ansible_port: 2222 } }
        kube_node:
          hosts: { m1: {}, n1: { ansible_become_password: hunter2 } }
    bastions:
      hosts: { bastion: {} }
`,
};

test('an Ansible inventory: likely groups are offered, templates filled in, and what is left out is told', async (t) => {
  const { exit, said, written } = await init('--from ansible', {
    files: ansible,
    answers: ['nope.yaml', 'hosts.yaml', 'kube_contol_plane', '', '', '', 'n'],
  });
  t.is(exit, 0, said);
  t.regex(said, /there is no inventory nope\.yaml/);
  t.regex(said, /Near: kube_control_plane/);
  t.true(said.includes('Control planes, a group or hosts [kube_control_plane]: '));
  t.true(said.includes('Workers, a group or hosts, `none` for none [kube_node]: '));
  t.true(said.includes('Left out, neither control plane nor worker: bastion'));
  t.true(said.includes('Left out, variables: ansible_become_password, secret_thing'));
  t.deepEqual(groupsOf(t, written, 'inventory/prod.yaml'), {
    control_plane: ['m1', 'm2'],
    workers: ['n1'],
    k8s_cluster: ['m1', 'm2', 'n1'],
    kube_control_plane: ['m1', 'm2'],
    kube_node: ['m1', 'n1'],
  });
  const text = written['inventory/prod.yaml'] ?? '';
  t.regex(text, /m2: \{ ansible_host: 10\.0\.0\.2, ansible_port: 2222 \}/);
  t.false(
    JSON.stringify(written).replace(ansible['hosts.yaml'], '').includes('hunter2') && !text.includes('hosts.yaml'),
    'no password is copied',
  );
  t.notRegex(text, /hunter2|secret_thing/);
});

test('an Ansible inventory may be INI, with the files of variables beside it', async (t) => {
  const ini = {
    'ansible/hosts.ini': `bastion ansible_port=2200
[kube_control_plane]
m[1:2] ansible_user=ops
[kube_node]
n1:2222 ansible_host="10.0.0.{{ 8 + 1 }}" # the only one
[k8s_cluster:children]
kube_control_plane
kube_node
[k8s_cluster:vars]
cluster_name = prod
`,
    'ansible/group_vars/kube_control_plane/main.yml': 'ansible_ssh_private_key_file: keys/ops\n',
  };
  const { exit, said, written, summaries } = await init('--from ansible ansible/hosts.ini --yes', { files: ini });
  t.is(exit, 0, summaries.join());
  t.regex(said, /Control planes: the group `kube_control_plane`/);
  t.true(said.includes('Left out, neither control plane nor worker: bastion'));
  t.deepEqual(groupsOf(t, written, 'inventory/prod.yaml'), {
    control_plane: ['m1', 'm2'],
    workers: ['n1'],
    k8s_cluster: ['m1', 'm2', 'n1'],
    kube_control_plane: ['m1', 'm2'],
    kube_node: ['n1'],
  });
  t.regex(written['inventory/prod.yaml'] ?? '', /n1: \{ ansible_host: 10\.0\.0\.9, ansible_port: 2222 \}/);
});

test('an Ansible inventory without a terminal: a guess is told, and options say otherwise', async (t) => {
  const guessed = await init('--from ansible hosts.yaml --yes', { files: ansible });
  t.is(guessed.exit, 0, guessed.summaries.join());
  t.regex(guessed.said, /Control planes: the group `kube_control_plane` \(--hosts PATTERN says otherwise\)/);
  const told = await init('--from ansible hosts.yaml --yes --hosts m2 --workers none --name x', { files: ansible });
  t.deepEqual(groupsOf(t, told.written, 'inventory/x.yaml')['control_plane'], ['m2']);
  const wrong = await init('--from ansible hosts.yaml --yes --hosts m9', { files: ansible });
  t.is(wrong.exit, 5);
  t.regex(wrong.summaries.join(), /m9 matches no host\. Near: m1, m2/);
  t.false(wrong.isWritten);
});

test('ssh_config: which hosts are what is asked, and only those are taken', async (t) => {
  const files = {
    '/home/alice/.ssh/config':
      'Host cp-1 cp-2 worker-1\n  User ubuntu\nHost github.com\n  User git\nHost cp-1\n  HostName 10.0.0.1\n',
  };
  const { exit, said, written } = await init('--from ssh-config', {
    files,
    answers: ['cp-[1-3]', 'cp-[1-2]', 'cp-1', 'worker-1', 'prod-a', 'n'],
  });
  t.is(exit, 0, said);
  t.regex(said, /config names cp-\[1-2\],github\.com,worker-1\./);
  t.regex(said, /`cp-3` is not among/);
  t.regex(said, /`cp-1` is not among github\.com,worker-1/);
  t.deepEqual(groupsOf(t, written, 'inventory/prod-a.yaml'), {
    control_plane: ['cp-1', 'cp-2'],
    workers: ['worker-1'],
  });
  t.regex(written['inventory/prod-a.yaml'] ?? '', /ansible_user: ubuntu[^]*cp-1: \{ ansible_host: 10\.0\.0\.1 \}/);
});

const oneNode = JSON.stringify({
  items: [
    {
      metadata: { name: 'cp-1', labels: { 'node-role.kubernetes.io/control-plane': '' } },
      status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
    },
  ],
});
const output = (stdout: string, code = 0, stderr = '') => ({
  code,
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
});

test('kubectl: a host that cannot answer is told and another is asked; sudo may want a password', async (t) => {
  const asked: string[] = [];
  const { exit, said } = await init('', {
    answers: ['1', 'ubuntu@nowhere', 'ubuntu@10.0.0.2', 'y', 'ubuntu@10.0.0.1', 'y', 'prod-a'],
    keys: (address) =>
      address === 'nowhere'
        ? { kind: 'unreachable', message: 'the name nowhere could not be resolved', hint: null }
        : fresh(address),
    ports: { askPassword: async () => new Secret('pw') },
    project: {
      asRoot: async (target) => {
        asked.push(`${target.address} ${target.becomePassword?.reveal() ?? '-'}`);
        if (target.address === '10.0.0.2')
          return output('', 1, 'Error: k8s commands are not allowed on worker nodes.\x1b[2J');
        if (target.becomePassword === undefined)
          throw new ConnectError({ reason: 'become', host: 'x', message: 'sudo wants a password' });
        return output(oneNode);
      },
    },
  });
  t.is(exit, 0, said);
  t.deepEqual(asked, ['10.0.0.2 -', '10.0.0.1 -', '10.0.0.1 pw']);
  t.regex(said, /nowhere could not be resolved/);
  t.true(said.includes(String.raw`not allowed on worker nodes.\x1b[2J`));
  t.regex(said, /prod-a has 1 node: cp-1 control plane\./);
  t.regex(said, /bulwark facts -K/);
  t.notRegex(said, /more host keys/);
});

test('a folder that cannot be written is told, and is no bug', async (t) => {
  const write = () => {
    throw Object.assign(new Error("EACCES: permission denied, open 'bulwark.yaml'"), {
      code: 'EACCES',
      syscall: 'open',
    });
  };
  const { exit, said } = await init('--hosts a=10.0.0.1 --yes -u x', { project: { write } });
  t.is(exit, 5);
  t.regex(
    said,
    /^error {2}the project: EACCES: permission denied, open 'bulwark\.yaml'\nexit 5: nothing was changed\n$/m,
  );
  await t.throwsAsync(
    init('--hosts a=10.0.0.1 --yes -u x', {
      project: {
        write: () => {
          throw new Error('ours');
        },
      },
    }),
    { message: 'ours' },
  );
});

const nothingWritten = test.macro({
  async exec(t, line: string, setting: Setting, exit: ExitCode, words: RegExp) {
    const ended = await init(line, setting);
    t.is(ended.exit, exit, ended.said);
    t.regex(ended.said + ended.summaries.join('\n'), words);
    t.false(ended.isWritten);
  },
  title: (title) => `nothing is written: ${title}`,
});
test('nobody is there', nothingWritten, '', {}, 5, /no terminal to ask on/);
test('no source is said', nothingWritten, '--yes', {}, 5, /Where are the machines/);
test('the end of input', nothingWritten, '', { answers: ['4', 'cp-1=10.0.0.1'] }, 5, /Nothing was written/);
test('the first host is not trusted', nothingWritten, '', { answers: ['1', '10.0.0.1', 'n'] }, 5, /was not trusted/);
test(
  'it is not in the list',
  nothingWritten,
  '--ask 10.0.0.1 --yes --fingerprints fp',
  { files: { fp: `10.0.0.1 ${keyOf('other').fingerprint}\n` } },
  3,
  /not in fp/,
);
test(
  'its key has changed',
  nothingWritten,
  '--ask 10.0.0.1 --yes --accept-new',
  { keys: () => ({ kind: 'changed', key: keyOf('new'), expected: keyOf('old'), at: { file: 'kh', line: 1 } }) },
  3,
  /changed/,
);
test(
  'no answer without a terminal',
  nothingWritten,
  '--ask 10.0.0.1 --yes --accept-new',
  { keys: () => ({ kind: 'unreachable', message: 'no answer', hint: null }) },
  4,
  /no answer/,
);
test(
  'the list of fingerprints is wrong',
  nothingWritten,
  '--hosts a --yes --fingerprints fp',
  { files: { fp: 'SHA256:x\n' } },
  5,
  /does not say one host/,
);
test(
  'a list and trust in whatever comes',
  nothingWritten,
  '--hosts a --yes --fingerprints fp --accept-new',
  { files: { fp: '' } },
  5,
  /not both/,
);
test(
  'a name that does not resolve, nobody there',
  nothingWritten,
  '--hosts a --yes -u x',
  {},
  5,
  /a name that does not resolve/,
);
test(
  'bulwark.yaml is broken',
  nothingWritten,
  '--hosts a=10.0.0.1 --yes',
  { files: { 'bulwark.yaml': 'inventry: x\n' } },
  5,
  /unknown key/,
);
test(
  'a host with the name of a group',
  nothingWritten,
  '--hosts workers=10.0.0.1 --yes -u x',
  {},
  5,
  /is a host and a group/,
);
test('two answers that do not go together', async (t) => {
  const asked = await parseArgv(['init', '--from', 'kubectl', '--hosts', 'a'], 80);
  t.is(asked.kind, 'refused');
  t.is((await parseArgv(['init', '--from', 'dns'], 80)).kind, 'refused');
  t.is((await parseArgv(['init', 'hosts.yaml'], 80)).kind, 'refused');
});
