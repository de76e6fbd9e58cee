import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import type { HostTarget } from '../../../src/domain/connection.ts';
import { run } from '../../transport/helpers/sshd.ts';
import { wireText } from '../../../src/domain/shell-command.ts';
import { withPlannedEtc } from '../../../src/engine/lockout/planned-etc.ts';
import { Fleet } from '../support/fleet.ts';

// The hosts are this machine's own /etc: every write to it in these playbooks is refused, or only planned.
const USER = 'bulwark-l-user';
const SUDOERS = '/etc/sudoers.d/bulwark-lockout-test';
const RULE = `${USER} ALL=(ALL) NOPASSWD: ALL\n`;
const SSHD = '/etc/ssh/sshd_config.d/bulwark-lockout-test.conf';
const asRoot: Partial<HostTarget> = { connection: 'ssh', user: 'root' };
const asUser: Partial<HostTarget> = { connection: 'ssh', user: USER };

test.before('a user that may become root', () => {
  spawnSync('userdel', ['--force', '--remove', USER]);
  run('useradd', '--create-home', '--password', '*', USER);
  writeFileSync(SUDOERS, RULE, { mode: 0o440 });
  mkdirSync('/run/sshd', { recursive: true });
});
test.after.always('goes', () => {
  rmSync(SUDOERS, { force: true });
  spawnSync('userdel', ['--force', '--remove', USER]);
});

const copy = (dest: string, content: string, mode = '0600', more = ''): string =>
  `    - { name: write, copy: { dest: ${dest}, content: ${JSON.stringify(content)}, mode: "${mode}" }${more} }\n`;
const play = (...tasks: readonly string[]): string => `- hosts: all\n  tasks:\n${tasks.join('')}`;

test('a host that its play would lock us out of fails before a byte is written, and the others go on', async (t) => {
  const fleet = new Fleet(t);
  const before = [readdirSync('/etc/ssh/sshd_config.d'), readdirSync('/tmp').filter((name) => name === 'up')];
  const first = '    - { name: first, copy: { dest: "{{ folder }}/first", content: one } }\n';
  const ran = await fleet.run(
    play(first, copy(SSHD, 'AllowUsers nobody\n', '0600', ', when: inventory_hostname == "a"')),
    ['a', 'b'],
    { target: asRoot, options: { refuseLockoutRisk: true } },
  );
  const { error } = ran.finished('write', 'a');
  t.is(error?.code, 'lock-out');
  t.is(error?.message, 'would lock root out: allowusers');
  t.is(error?.wanted, 'root is allowed');
  t.is(error?.seen, 'allowusers nobody');
  t.deepEqual(ran.outcomes, { a: 'failed', b: 'changed' });
  t.false(existsSync(`${fleet.folder('a')}/first`));
  t.true(existsSync(`${fleet.folder('b')}/first`));
  t.deepEqual([readdirSync('/etc/ssh/sshd_config.d'), readdirSync('/tmp').filter((name) => name === 'up')], before);
});

test('a configuration that sshd does not take is refused with its words', async (t) => {
  const ran = await new Fleet(t).run(play(copy(SSHD, 'NoSuchSetting yes\n')), ['a'], { target: asRoot });
  t.is(ran.finished('write').error?.message, 'would lock root out: sshd would not start');
  t.regex(ran.finished('write').error?.said?.join('\n') ?? '', /NoSuchSetting/);
});

test('the plan says it too, and a harmless change to the same file passes', async (t) => {
  const fleet = new Fleet(t);
  const bad = await fleet.run(play(copy(SSHD, 'PermitRootLogin no\n')), ['a'], { target: asRoot, mode: 'plan' });
  t.is(bad.finished('write').error?.code, 'lock-out');
  const good = await fleet.run(play(copy(SSHD, 'LoginGraceTime 60\nAllowUsers root\n')), ['a'], {
    target: asRoot,
    mode: 'plan',
  });
  t.is(good.finished('write').status, 'drifted');
  t.deepEqual(good.finished('write').warnings, []);
});

test('a sudoers file without our rule is refused, one with a comment more is not', async (t) => {
  const fleet = new Fleet(t);
  const ran = await fleet.run(play(copy(SUDOERS, `${USER} ALL=(ALL) ALL\n`, '0440')), ['a'], { target: asUser });
  t.is(ran.finished('write').error?.message, `would lock ${USER} out: sudo`);
  t.is(readFileSync(SUDOERS, 'utf8'), RULE);
  const broken = await fleet.run(play(copy(SUDOERS, 'what\n', '0440')), ['a'], { target: asUser });
  t.is(broken.finished('write').error?.code, 'lock-out');
  const good = await fleet.run(play(copy(SUDOERS, `# why\n${RULE}`, '0440')), ['a'], { target: asUser, mode: 'plan' });
  t.is(good.finished('write').status, 'drifted');
  t.deepEqual(good.finished('write').warnings, []);
});

test('a removed sudoers file is judged as well', async (t) => {
  const remove = `    - { name: remove, file: { path: ${SUDOERS}, state: absent } }\n`;
  const ran = await new Fleet(t).run(play(remove), ['a'], { target: asUser });
  t.is(ran.finished('remove').error?.code, 'lock-out');
  t.is(readFileSync(SUDOERS, 'utf8'), RULE);
});

test('what only performing shows is judged before it is performed', async (t) => {
  const fleet = new Fleet(t);
  const deferred = play(
    '    - { name: ask, command: echo nobody, register: who }\n',
    '    - { name: first, copy: { dest: "{{ folder }}/first", content: one } }\n',
    copy(SSHD, 'AllowUsers {{ who.stdout }}\n'),
  );
  const ran = await fleet.run(deferred, ['a'], { target: asRoot });
  t.deepEqual(ran.results, ['a ask changed', 'a first changed', 'a write failed']);
  t.is(ran.finished('write').error?.code, 'lock-out');
  t.false(existsSync(SSHD));
});

test('what cannot be judged is a warning to who looks, and a refusal when nobody does', async (t) => {
  const fleet = new Fleet(t);
  const firewall = play(copy('/etc/nftables.conf', 'flush ruleset\n', '0644'));
  const looked = await fleet.run(firewall, ['a'], { target: asRoot, mode: 'plan' });
  t.regex(looked.finished('write').warnings.join(' '), /\/etc\/nftables.conf decides who may log in/);
  const refused = await fleet.run(firewall, ['a'], { target: asRoot, options: { refuseLockoutRisk: true } });
  t.is(refused.finished('write').error?.code, 'lock-out');
  t.regex(refused.finished('write').error?.hint ?? '', /--allow-lockout-risk/);
});

test('keys: another user may lose one; that ours is kept is not known without a login to look up', async (t) => {
  const fleet = new Fleet(t);
  const key = (letter: string): string => `ssh-ed25519 AAAA${letter.repeat(40)} ${letter}\n`;
  const folder = `${fleet.folder('a')}/.ssh`;
  mkdirSync(folder);
  writeFileSync(`${folder}/authorized_keys`, key('B') + key('C'));
  const away = await fleet.run(play(copy(`${folder}/authorized_keys`, key('B'))), ['a'], { target: asRoot });
  t.is(away.finished('write').status, 'changed');
  const own = `/home/${USER}/.ssh/authorized_keys`;
  mkdirSync(`/home/${USER}/.ssh`, { recursive: true });
  writeFileSync(own, key('B') + key('C'));
  const less = await fleet.run(play(copy(own, key('B'))), ['a'], { target: asUser, mode: 'plan' });
  t.regex(less.finished('write').warnings.join(' '), /which of its keys this login uses is not known/);
  const more = await fleet.run(play(copy(own, key('B') + key('C') + key('D'))), ['a'], {
    target: asUser,
    mode: 'plan',
  });
  t.deepEqual(more.finished('write').warnings, []);
});

test('a host whose next login fails is put back over the connection that is open', async (t) => {
  const fleet = new Fleet(t);
  const folder = `${fleet.folder('a')}/.ssh`;
  mkdirSync(folder);
  writeFileSync(`${folder}/authorized_keys`, 'as it was\n');
  const task = play(copy(`${folder}/authorized_keys`, 'as wanted\n'));
  const ran = await fleet.run(task, ['a'], { target: asRoot, shutsBehind: true });
  t.is(ran.finished('write').error?.message, 'a new login fails after what was changed');
  t.is(ran.finished('write').error?.seen, 'a does not answer');
  t.deepEqual(ran.outcomes, { a: 'rolled-back' });
  t.is(readFileSync(`${folder}/authorized_keys`, 'utf8'), 'as it was\n');
  const fine = await fleet.run(task, ['a'], { target: asRoot });
  t.deepEqual(fine.outcomes, { a: 'changed' });
  t.is(readFileSync(`${folder}/authorized_keys`, 'utf8'), 'as wanted\n');
});

test('a machine whose next login fails after a delegated change is put back, and the task failed', async (t) => {
  const fleet = new Fleet(t);
  const folder = `${fleet.folder('b')}/.ssh`;
  mkdirSync(folder);
  writeFileSync(`${folder}/authorized_keys`, 'as it was\n');
  const copied = `{ name: write, copy: { dest: "${folder}/authorized_keys", content: "as wanted\\n" }, delegate_to: b }`;
  const ran = await fleet.run(`- hosts: a\n  tasks:\n    - ${copied}\n`, ['a', 'b'], {
    target: asRoot,
    shutsBehind: true,
  });
  t.is(ran.finished('write').error?.message, 'a new login to b fails after what was changed there');
  t.deepEqual(ran.outcomes, { a: 'failed' });
  t.is(readFileSync(`${folder}/authorized_keys`, 'utf8'), 'as it was\n');
  t.like(
    ran.events.find(({ type }) => type === 'host-rolled-back'),
    { host: 'b', complete: true },
  );
});

test('a change of nothing that a login depends on is not followed by another login', async (t) => {
  const ran = await new Fleet(t).run(
    play('    - { name: write, copy: { dest: "{{ folder }}/file", content: one } }\n'),
    ['a'],
    { target: asRoot, shutsBehind: true },
  );
  t.deepEqual(ran.outcomes, { a: 'changed' });
});

test('a file whose folder leads out of /etc is not looked at, and nothing is written there', async (t) => {
  const fleet = new Fleet(t);
  const folder = fleet.folder('a');
  rmSync('/etc/bulwark-lockout-link', { force: true });
  symlinkSync(folder, '/etc/bulwark-lockout-link');
  t.teardown(() => rmSync('/etc/bulwark-lockout-link', { force: true }));
  const steps = [
    {
      kind: 'write-file',
      path: '/etc/bulwark-lockout-link/x',
      content: 'x',
      owner: null,
      group: null,
      mode: 0o600,
      expect: { kind: 'absent' },
      follow: false,
    },
  ] as const;
  const looked = spawnSync('sh', ['-c', `bw_connection() { :; }; ${wireText(withPlannedEtc(steps, 'echo judged'))}`]);
  t.not(looked.status, 0);
  t.notRegex(looked.stdout.toString(), /looking|judged/);
  t.deepEqual(readdirSync(folder), []);
});

test('who may not mount judges nothing, which is not the same as a lock-out', (t) => {
  const command = `bw_connection() { :; }; ${wireText(withPlannedEtc([], 'echo judged'))}`;
  const asNobody = spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'sh', '-c', command]);
  t.not(asNobody.status, 0);
  t.notRegex(asNobody.stdout.toString(), /looking|judged/);
  t.regex(spawnSync('sh', ['-c', command]).stdout.toString(), /looking\njudged/);
});

test('no_log hides what was judged', async (t) => {
  const ran = await new Fleet(t).run(play(copy(SSHD, 'AllowUsers nobody\n', '0600', ', no_log: true')), ['a'], {
    target: asRoot,
  });
  t.deepEqual(ran.finished('write').error, { code: 'lock-out', message: 'hidden by no_log' });
  t.false(existsSync(SSHD));
});

test('a play that touches nothing of a login asks nothing more', async (t) => {
  const ran = await new Fleet(t).run(play(copy('/etc/bulwark-lockout-test', 'x')), ['a'], {
    target: asRoot,
    mode: 'plan',
  });
  t.is(ran.exchanges.get('a'), 1);
});
