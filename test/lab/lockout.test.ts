import test, { type ExecutionContext } from 'ava';

import { outcomesOf, resultsOf, told } from './support/events.ts';
import { ask, bulwark, ensureLab, hardeningPlaybook, inNetwork, resetHosts, temporaryFile } from './support/lab.ts';
import { addressOf, knownHostsFile, privateKeyFile } from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';

const HOST = 'worker-2';
const transports = ['ssh', 'openssh'] as const;

test.before(async () => {
  await ensureLab();
  await resetHosts(HOST, 'worker-1');
});

test.after.always(() => resetHosts(HOST, 'worker-1'));

const copy = (dest: string, content: string, mode = '0600'): string =>
  `    - copy: { dest: ${dest}, content: ${JSON.stringify(content)}, mode: "${mode}", owner: root }\n`;
const play = (...tasks: readonly string[]): string =>
  temporaryFile('site.yaml', `- hosts: workers\n  become: true\n  tasks:\n${tasks.join('')}`);
const run = (verb: 'plan' | 'apply', path: string, ...more: readonly string[]): Promise<BulwarkRun> =>
  bulwark([verb, path, ...(verb === 'apply' ? ['--yes'] : []), '--format', 'jsonl', ...more]);
/** All that such a playbook could have changed; services come and go with a folder of theirs in /tmp. */
const state = (): Promise<string> =>
  ask(
    HOST,
    'cat /etc/ssh/sshd_config /etc/ssh/sshd_config.d/* /etc/sudoers /etc/sudoers.d/* /home/ubuntu/.ssh/*; ls -I "systemd-private-*" -I "snap-private-tmp" /tmp /etc/ssh',
  );

const refuses = test.macro({
  async exec(t: ExecutionContext, task: string, wanted: RegExp) {
    const before = await state();
    for (const transport of transports) {
      const ran = await run('apply', play(task), '-l', HOST, '-e', `ansible_connection=${transport}`);
      t.is(ran.exit, 2, told(ran).slice(-3000));
      const [failed] = resultsOf(ran, HOST).filter(({ status }) => status === 'failed');
      t.is(failed?.error?.code, 'lock-out');
      t.regex(`${failed?.error?.message} ${failed?.error?.wanted}`, wanted);
      t.is(await state(), before);
    }
  },
  title: (title = '') => `refused before a byte is written, over both transports: ${title}`,
});

test.serial('AllowUsers nobody', refuses, copy('/etc/ssh/sshd_config.d/x.conf', 'AllowUsers nobody\n'), /allowusers/);
test.serial(
  'algorithms that nobody has',
  refuses,
  copy('/etc/ssh/sshd_config.d/x.conf', 'Ciphers 3des-cbc\nKexAlgorithms nothing\n'),
  /sshd would not start/,
);
test.serial(
  'our key taken out',
  refuses,
  `    - copy: { dest: /home/ubuntu/.ssh/authorized_keys, content: "", mode: "0600" }\n`,
  /authorized_keys the key that this login uses stays: SHA256:/,
);
test.serial(
  'sudo without NOPASSWD',
  refuses,
  copy('/etc/sudoers.d/zz', 'ubuntu ALL=(ALL) ALL\n', '0440'),
  /ubuntu may become root without a password/,
);

test.serial('a key exchange that ssh2 lacks is refused where ssh2 logs in', async (t) => {
  const path = play(copy('/etc/ssh/sshd_config.d/x.conf', 'KexAlgorithms sntrup761x25519-sha512@openssh.com\n'));
  const before = await state();
  const refused = await run('apply', path, '-l', HOST);
  t.is(refused.exit, 2, told(refused).slice(-3000));
  t.is(await state(), before);
  const over = await run('plan', path, '-l', HOST, '-e', 'ansible_connection=openssh');
  t.is(over.exit, 0, told(over).slice(-3000));
});

test.serial('harmless changes to the same files pass, and the next login works', async (t) => {
  const key = (await ask(HOST, 'cat /home/ubuntu/.ssh/authorized_keys')).trim();
  const path = play(
    copy(
      '/etc/ssh/sshd_config.d/x.conf',
      'LoginGraceTime 60\nAllowUsers ubuntu root operator nosudo\nCiphers aes256-ctr\n',
    ),
    copy('/etc/sudoers.d/zz', 'Defaults:ubuntu !insults\n', '0440'),
    `    - copy: { dest: /home/ubuntu/.ssh/authorized_keys, content: ${JSON.stringify(`# ours\n${key}\n`)}, mode: "0600" }\n`,
    '    - systemd: { name: ssh, state: restarted }\n',
  );
  const ran = await run('apply', path, '-l', HOST);
  t.is(ran.exit, 0, told(ran).slice(-3000));
  const login = await inNetwork(
    'ssh',
    '-i',
    privateKeyFile,
    '-o',
    `UserKnownHostsFile=${knownHostsFile}`,
    '-o',
    'BatchMode=yes',
    `ubuntu@${addressOf(HOST)}`,
    'sudo -n id -u',
  );
  t.is(login.stdout.trim(), '0', login.stderr);
});

test.serial('what could not be judged and shuts us out is put back over the open connection', async (t) => {
  const deny = 'auth required pam_deny.so\naccount required pam_deny.so\n';
  const path = play(copy('/etc/pam.d/sshd', deny, '0644'));
  const before = await ask(HOST, 'cat /etc/pam.d/sshd');
  const refused = await run('apply', path, '-l', HOST);
  t.is(resultsOf(refused, HOST).at(-1)?.error?.code, 'lock-out', told(refused).slice(-3000));
  for (const transport of transports) {
    const ran = await run('apply', path, '-l', HOST, '--allow-lockout-risk', '-e', `ansible_connection=${transport}`);
    t.is(resultsOf(ran, HOST).at(-1)?.error?.message, 'a new login fails after what was changed');
    t.deepEqual(outcomesOf(ran), { [HOST]: 'rolled-back' });
    t.is(await ask(HOST, 'cat /etc/pam.d/sshd'), before);
  }
  const again = await bulwark(['facts', '-b', '-l', HOST, '--format', 'jsonl']);
  t.is(again.exit, 0, told(again).slice(-3000));
});

test.serial("both transports see the same, and a host is hardened over the system's ssh", async (t) => {
  const found = (ran: BulwarkRun): unknown =>
    ran.events
      .filter(({ type }) => type === 'task-finished' || type === 'handler-finished')
      .map(({ host, task, item, status, changes }) => JSON.stringify({ host, task, item, status, changes }))
      .toSorted();
  const quick = ['-l', 'worker-1', '-e', 'hardening_gate_workers=2s'];
  const [one, other] = [
    await run('plan', hardeningPlaybook, ...quick),
    await run('plan', hardeningPlaybook, ...quick, '-e', 'ansible_connection=openssh'),
  ];
  t.deepEqual(found(other), found(one));
  const applied = await run('apply', hardeningPlaybook, ...quick, '-e', 'ansible_connection=openssh');
  t.is(applied.exit, 0, told(applied).slice(-3000));
  const after = await run('plan', hardeningPlaybook, ...quick, '--detailed-exitcode');
  t.is(after.exit, 0, told(after).slice(-3000));
});
