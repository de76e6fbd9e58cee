import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { failureOf, lossOf, outcomesOf, refusalOf, resultsOf, runIdOf, told } from './support/events.ts';
import { inventoryOf, playbookOf } from './support/inventory.ts';
import type { Entry } from './support/inventory.ts';
import {
  addressOf,
  ask,
  bulwark,
  ensureLab,
  eventually,
  inHost,
  inNetwork,
  knownHostsFile,
  lab,
  startBulwark,
  temporaryFile,
} from './support/lab.ts';
import type { BulwarkOptions, BulwarkRun } from './support/lab.ts';

/** The fault is on `worker-1`; what must go on beside it is on the others. */
const broken = 'worker-1';
const sound: Readonly<Record<string, Entry>> = { 'cp-1': {}, 'worker-2': {} };
const soundNames = Object.keys(sound);
const everybody = inventoryOf.bind(null, { ...sound, [broken]: {} });
const place = '/srv/bulwark-faults';
/** A file whose content is new in every run, so that a host that did its part is `changed`. */
const target = `${place}/file`;
const writeTarget = (more = ''): string => `- copy: { dest: ${target}, content: "{{ mark }}"${more} }`;

test.before('the lab is up and healthy, with a folder of its own for these tests', async () => {
  await ensureLab();
  await onAll(`umount -q ${place} ${target} /var/lib/bulwark; rm -rf ${place}; mkdir -m 0755 ${place}`);
});
test.after.always('nothing of it is left', async () => {
  await onAll(`rm -rf ${place} /etc/bulwark-marker`);
});

const onAll = (script: string): Promise<unknown> =>
  Promise.all(['cp-1', 'cp-2', 'cp-3', 'worker-1', 'worker-2'].map((host) => inHost(host, script)));

/** Applies tasks as root without asking; events instead of text. */
const apply = (tasks: string, inventory = everybody(), options: ApplyOptions = {}): Promise<BulwarkRun> =>
  bulwark(wordsOf(tasks, options), { ...options, inventory });
interface ApplyOptions extends BulwarkOptions {
  readonly words?: readonly string[];
  readonly play?: string;
}
const wordsOf = (tasks: string, { words = [], play = '' }: ApplyOptions = {}): readonly string[] => [
  'apply',
  playbookOf(tasks, play),
  '--yes',
  '--format',
  'jsonl',
  '-e',
  `mark=${Date.now()}-${Math.random()}`,
  ...words,
];

/** The exit code, and that every other host was changed to its end. */
function endsWith(t: ExecutionContext, run: BulwarkRun, exit: number, others: readonly string[] = soundNames): void {
  t.is(run.exit, exit, told(run));
  const outcomes = outcomesOf(run);
  for (const host of others) t.is(outcomes[host], 'changed', `${host}\n${told(run)}`);
}

// ---- a host that cannot be reached

test('a host without power and an address without a host are told apart, and the others finish', async (t) => {
  await lab('kill', broken);
  const inventory = inventoryOf({
    ...sound,
    [broken]: {},
    nowhere: { vars: { ansible_host: addressOf('worker-250') } },
  });
  const run = await apply(writeTarget(), inventory);
  await lab('start', broken);
  endsWith(t, run, 4);
  t.like(lossOf(run, broken), {
    reason: 'refused',
    message: `${addressOf(broken)} port 22 refused the connection`,
    hint: 'Is sshd running on the host, and is the port right?',
    midway: false,
  });
  t.like(lossOf(run, 'nowhere'), {
    reason: 'no-route',
    message: `there is no route to ${addressOf('worker-250')} port 22`,
    hint: 'Is the host up, and the network or VPN to it?',
  });
});

test('with a control plane unreachable nothing is changed anywhere', async (t) => {
  const before = await Promise.all(soundNames.map((host) => inHost(host, `cat ${target}`)));
  const away = { vars: { ansible_port: 2222 } };
  const run = await apply(writeTarget(), inventoryOf({ ...sound, 'cp-3': away }));
  t.is(run.exit, 4, told(run));
  t.is(lossOf(run, 'cp-3').reason, 'refused');
  t.like(refusalOf(run), {
    code: 'control-plane-unreachable',
    host: 'cp-3',
    hint: 'workers only: -l workers',
  });
  t.regex(
    refusalOf(run).message,
    /^cp-3 is unreachable: .+\nWith cp-3 in an unknown state no other control plane is touched\.$/,
  );
  const after = await Promise.all(soundNames.map((host) => inHost(host, `cat ${target}`)));
  t.deepEqual(
    after.map(({ stdout }) => stdout),
    before.map(({ stdout }) => stdout),
  );
});

test('a key that the host does not know is named, with what to try', async (t) => {
  const key = temporaryFile('key', '');
  await inNetwork('sh', '-c', `rm ${key} && ssh-keygen -q -t ed25519 -N '' -f ${key}`);
  const stranger = { vars: { ansible_ssh_private_key_file: key } };
  const run = await apply(writeTarget(), inventoryOf({ ...sound, [broken]: stranger }));
  endsWith(t, run, 4);
  const loss = lossOf(run, broken);
  t.is(loss.reason, 'authentication');
  t.true(loss.message.startsWith(`${addressOf(broken)} did not let ubuntu in`), loss.message);
  t.true(loss.message.includes(key), loss.message);
  t.regex(loss.hint ?? '', /authorized_keys.*ssh -p 22 ubuntu@/);
});

test('a changed host key is refused with both fingerprints and the line of known_hosts', async (t) => {
  const recorded = await fingerprints(broken);
  await lab('rekey', broken);
  const offered = await fingerprints(broken);
  const run = await apply(writeTarget());
  const again = await apply(writeTarget(), everybody(), { words: ['--accept-new'] });
  await lab('up'); // writes known_hosts anew
  endsWith(t, run, 4);
  const loss = lossOf(run, broken);
  t.is(loss.reason, 'host-key');
  t.true(
    offered.some((fingerprint) => loss.message.includes(`presented ssh-ed25519 ${fingerprint}`)),
    loss.message,
  );
  t.true(
    recorded.some((fingerprint) => loss.message.endsWith(`has ssh-ed25519 ${fingerprint}`)),
    loss.message,
  );
  const [, line] = new RegExp(`${knownHostsFile}:(\\d+) has`).exec(loss.message) ?? [];
  const known = readFileSync(knownHostsFile, 'utf8').split('\n')[Number(line) - 1];
  t.true(known?.startsWith(`${addressOf(broken)},${broken} ssh-ed25519 `), known);
  t.true(loss.hint?.includes(`bulwark hostkeys forget ${broken} && bulwark hostkeys scan ${broken}`), loss.hint ?? '');
  t.is(lossOf(again, broken).reason, 'host-key', '--accept-new is for hosts without a key on record');
});

const fingerprints = async (host: string): Promise<readonly string[]> =>
  (await ask(host, 'for f in /etc/ssh/ssh_host_*.pub; do ssh-keygen -lf $f; done'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');

test('an unknown host key is refused, and trusted and written down with --accept-new', async (t) => {
  const others = readFileSync(knownHostsFile, 'utf8').replaceAll(new RegExp(`^${addressOf(broken)},.*\n`, 'gm'), '');
  const knownHosts = temporaryFile('known_hosts', others);
  const home = { HOME: temporaryFile('.keep', '').replace(/\/.keep$/, '') };
  const run = await apply(writeTarget(), everybody(), { knownHosts, env: home });
  endsWith(t, run, 4);
  const loss = lossOf(run, broken);
  t.is(loss.reason, 'host-key');
  t.regex(loss.message, new RegExp(`presented ssh-ed25519 SHA256:.*which is in none of .*${knownHosts}`));
  t.regex(loss.hint ?? '', /Compare the fingerprint .*bulwark hostkeys scan .*--accept-new/);
  const trusting = await apply(writeTarget(), everybody(), { knownHosts, env: home, words: ['--accept-new'] });
  endsWith(t, trusting, 0, [...soundNames, broken]);
  t.true((await apply(writeTarget(), everybody(), { knownHosts, env: home })).exit === 0, 'it is on record now');
});

// ---- becoming root

const operator = { vars: { ansible_user: 'operator' } };

test('a wrong sudo password is tried once, and named', async (t) => {
  const begun = await ask(broken, 'date +%s');
  const inventory = inventoryOf({ ...sound, [broken]: operator });
  const run = await apply(writeTarget(), inventory, { env: { BULWARK_BECOME_PASSWORD: 'not-the-password' } });
  endsWith(t, run, 4);
  t.like(lossOf(run, broken), {
    reason: 'become',
    message: 'sudo refused the become password of operator; it was tried once',
  });
  t.regex(lossOf(run, broken).hint ?? '', /--ask-become-pass and the right password/);
  const tries = await ask(broken, `journalctl -t sudo --since=@${begun} -o cat | grep -c 'authentication failure;'`);
  t.is(tries, '1');
  t.false(told(run).includes('not-the-password'));
  const right = await apply(writeTarget(), inventory, { env: { BULWARK_BECOME_PASSWORD: 'lab-operator-pw' } });
  endsWith(t, right, 0, [...soundNames, broken]);
});

test('a user without sudo is told what to write into sudoers', async (t) => {
  const run = await apply(writeTarget(), inventoryOf({ ...sound, [broken]: { vars: { ansible_user: 'nosudo' } } }));
  endsWith(t, run, 4);
  t.like(lossOf(run, broken), { reason: 'become', message: 'sudo wants a password for nosudo, and none was given' });
  t.regex(lossOf(run, broken).hint ?? '', /--ask-become-pass, or in sudoers .*nosudo ALL=\(root\) NOPASSWD: ALL/);
});

test('the noise of a login (.bashrc, motd, the lecture of sudo) is in nobody’s way', async (t) => {
  const noise = String.raw`echo hello from .bashrc; echo and on stderr >&2; printf '\033[31mred\n'`;
  await ask(
    broken,
    `cp -p /home/ubuntu/.bashrc /root/bashrc.kept; { cat <<'BASHRC'
${noise}
BASHRC
cat /root/bashrc.kept; } >/home/ubuntu/.bashrc
printf 'Welcome!\\n%.0s' 1 2 3 >/etc/motd; cp /home/ubuntu/.bashrc /home/operator/.bashrc
echo 'Defaults lecture=always' >/etc/sudoers.d/lecture`,
  );
  const asUbuntu = await apply(
    `- command: echo clean\n  register: said\n- debug: { msg: "{{ said.stdout }}|{{ said.stderr }}" }`,
  );
  const asOperator = await apply(writeTarget(), inventoryOf({ ...sound, [broken]: operator }), {
    env: { BULWARK_BECOME_PASSWORD: 'lab-operator-pw' },
  });
  await ask(
    broken,
    'rm -f /etc/motd /etc/sudoers.d/lecture /home/operator/.bashrc; mv /root/bashrc.kept /home/ubuntu/.bashrc',
  );
  endsWith(t, asUbuntu, 0, [...soundNames, broken]);
  t.is(resultsOf(asUbuntu, broken).at(-1)?.message, 'clean|');
  endsWith(t, asOperator, 0, [...soundNames, broken]);
});

// ---- a host that is lost in the middle

test('an sshd that dies under a running command: the host is lost, and free again once the command has ended', async (t) => {
  const seconds = '7.31';
  const running = startBulwark(
    wordsOf(`- command: sleep ${seconds}\n  when: inventory_hostname == '${broken}'\n${writeTarget()}`),
    {
      inventory: everybody(),
    },
  );
  await eventually(
    'the command runs',
    20,
    async () => (await inHost(broken, `pgrep -fx 'sleep ${seconds}'`)).exit === 0,
  );
  await ask(broken, 'kill -KILL $(pgrep -f "^sshd: ubuntu")');
  const run = await running.done;
  endsWith(t, run, 4);
  t.is(outcomesOf(run)[broken], 'unreachable');
  t.like(lossOf(run, broken), {
    reason: 'lost',
    midway: true,
    hint: 'What was being done may be complete or not: run again, the host is asked anew.',
  });
  t.regex(lossOf(run, broken).message, /^lost the connection while a command ran: /);
  const next = await apply(writeTarget(), everybody(), { words: ['--lock-timeout', '30s'] });
  endsWith(t, next, 0, [...soundNames, broken]);
  t.is((await inHost(broken, `pgrep -fx 'sleep ${seconds}'`)).exit, 1, 'nothing of it is left');
});

test('a command that never ends is cut with its process group by the timeout of its task', async (t) => {
  const run = await apply(
    `- command: sh -c 'sleep 900.1 & sleep 900.2; true'\n  when: inventory_hostname == '${broken}'\n  timeout: 2\n${writeTarget()}`,
  );
  endsWith(t, run, 2);
  t.like(failureOf(run, broken), {
    code: 'timeout',
    message: "did not end within the task's timeout of 2 s and was killed with its process group",
    hint: 'raise the `timeout:` of this task',
  });
  t.is((await inHost(broken, `pgrep -f '^sleep 900'`)).exit, 1, 'nothing of its group is left');
});

test('a child that stays in the background holds nothing up and says nothing in the tasks that follow', async (t) => {
  const run = await apply(`
- command: sh -c '(sleep 0.5; echo late; echo late >&2; sleep 41.7) & echo begun'
- command: sh -c 'sleep 1; echo second'
  register: second
- debug: { msg: "{{ second.stdout }}|{{ second.stderr }}" }
${writeTarget()}`);
  endsWith(t, run, 0, [...soundNames, broken]);
  t.is(resultsOf(run, broken)[2]?.message, 'second|');
  t.true(run.took < 10_000, `${run.took} ms`);
  t.is((await inHost(broken, `pgrep -fx 'sleep 41.7'`)).exit, 0, 'it is still there: nobody has killed it');
  endsWith(t, await apply(writeTarget()), 0, [...soundNames, broken]);
  await onAll(`kill $(pgrep -fx 'sleep 41.7')`);
});

// ---- disks and folders

/** Runs `tasks` between two scripts on the broken host; a failure of that host alone, with this code and message. */
const refusedThere = test.macro(
  async (
    t,
    about: {
      readonly before: string;
      readonly after: string;
      readonly tasks: string;
      readonly code: string;
      readonly message: RegExp;
      readonly hint?: RegExp;
    },
  ) => {
    await ask(broken, about.before);
    const seen = await ask(broken, leftovers);
    const run = await apply(about.tasks);
    const left = await ask(broken, leftovers);
    await ask(broken, about.after);
    endsWith(t, run, 2);
    t.is(outcomesOf(run)[broken], 'failed');
    const failure = failureOf(run, broken);
    t.is(failure.code, about.code, told(run));
    t.regex(failure.message, about.message);
    if (about.hint !== undefined) t.regex(failure.hint ?? '', about.hint);
    t.is(left, seen, 'what was there is as before, and no temporary file is left');
    endsWith(t, await apply(writeTarget()), 0, [...soundNames, broken]);
  },
);
const leftovers = `cd ${place} && find . | sort; cat file 2>/dev/null || true`;

test('a full disk under the target: the old file stays whole', refusedThere, {
  before: `mount -t tmpfs -o size=64k tmpfs ${place} && echo old >${target}`,
  after: `umount ${place}`,
  tasks: `- copy: { dest: ${target}, content: "{{ mark }} ${'x'.repeat(80_000)}" }`,
  code: 'refused',
  message: /No space left|disk full/,
});

test('a full disk under a large target, too large for a command line', refusedThere, {
  before: `mount -t tmpfs -o size=64k tmpfs ${place} && echo old >${target}`,
  after: `umount ${place}`,
  tasks: `- copy: { dest: ${target}, content: "{{ mark }} ${'x'.repeat(200_000)}" }`,
  code: 'refused',
  message: /No space left|disk full/,
});

const fullJournal = (options: string): string =>
  `mkdir -p /var/lib/bulwark && mount -t tmpfs -o ${options} tmpfs /var/lib/bulwark`;
const fill = 'dd if=/dev/zero of=/var/lib/bulwark/filler bs=4k 2>/dev/null; true';

test('no room for the entry in the journal means no change', refusedThere, {
  before: `echo old >${target}; ${fullJournal('size=16k')} && mkdir /var/lib/bulwark/runs /var/lib/bulwark/pending && : >/var/lib/bulwark/lock && ${fill}`,
  after: 'umount /var/lib/bulwark',
  tasks: writeTarget(),
  code: 'journal',
  message: /nothing was changed/,
});

test('a journal without room for anything at all fails the host before its first change', refusedThere, {
  before: `echo old >${target}; ${fullJournal('nr_inodes=2')} && : >/var/lib/bulwark/filler`,
  after: 'umount /var/lib/bulwark',
  tasks: writeTarget(),
  code: 'refused',
  message: /could not open the lock file \/var\/lib\/bulwark\/lock.*nothing was changed/,
  hint: /disk full or mounted read-only/,
});

test('a read-only file system is named', refusedThere, {
  before: `echo old >${target}; mount --bind ${place} ${place} && mount -o remount,bind,ro ${place}`,
  after: `umount ${place}`,
  tasks: writeTarget(),
  code: 'refused',
  message: /cannot write in \/srv\/bulwark-faults: Read-only file system/,
});

test('a target that is a mount point of its own is never written in place', refusedThere, {
  before: `echo old >${target}; echo below >${place}/below; mount --bind ${target} ${target}`,
  after: `umount ${target}; rm ${place}/below`,
  tasks: writeTarget(),
  code: 'refused',
  message: /file cannot be replaced: Device or resource busy/,
});

test('a symbolic link in the way is named with its target, which stays as it is', refusedThere, {
  before: `rm -f ${target}; echo old >${place}/real; ln -s real ${target}`,
  after: `rm ${target} ${place}/real`,
  tasks: writeTarget(),
  code: 'refused',
  message: /file is a symbolic link to (\/srv\/bulwark-faults\/)?real/,
});

test('a folder in which others can write is refused', refusedThere, {
  before: `chmod 0777 ${place}`,
  after: `chmod 0755 ${place}`,
  tasks: writeTarget(),
  code: 'refused',
  message: /others can write in the folder \/srv\/bulwark-faults \(mode 777\)/,
});

// ---- what hosts say

test('control sequences, endless lines and bytes that are no text never reach the terminal raw', async (t) => {
  const noisy = String.raw`printf '\033]0;owned\007\033[2J\033[31mred\rover\b\b\001\302\233x\n'; printf '\377\376\n'; head -c 10000 /dev/zero | tr '\0' x; echo`;
  const tasks = `
- shell: |
    ${noisy}
  register: said
- debug: { var: said.stdout }
- shell: |
    { ${noisy}; } >&2; exit 3
  when: inventory_hostname == '${broken}'
${writeTarget()}`;
  const [, playbook = '', ...rest] = wordsOf(tasks);
  const run = await apply(tasks);
  endsWith(t, run, 2);
  t.is(failureOf(run, broken).code, 'command-failed');
  for (const format of ['plain', 'tty']) {
    const words = ['apply', playbook, ...rest.filter((word) => word !== 'jsonl' && word !== '--format')];
    const shown = await bulwark([...words, '--format', format, '-v', '-D'], { inventory: everybody() });
    t.is(shown.exit, 2, told(shown));
    const text =
      format === 'plain' ? `${shown.stdout}${shown.stderr}` : withoutOwnSequences(`${shown.stdout}${shown.stderr}`);
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    t.notRegex(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/, format);
    t.true(text.includes(String.raw`\x1b]0;owned\x07`), text);
    t.true(Math.max(...text.split('\n').map(({ length }) => length)) < 1000, 'no line without end');
  }
});

/** What a live area writes itself: colours, cursor movements, a carriage return before a line feed. */
const withoutOwnSequences = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  text.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r\n', '\n');

// ---- names and locks

test('two names of one machine are refused before anything is changed', async (t) => {
  const before = await inHost(broken, `cat ${target}`);
  const run = await apply(writeTarget(), inventoryOf({ ...sound, [broken]: {}, twin: { of: broken } }));
  t.is(run.exit, 5, told(run));
  t.is(refusalOf(run).code, 'same-machine');
  t.regex(refusalOf(run).message, /^(twin|worker-1) is the same machine as .*(same machine-id)/);
  t.regex(refusalOf(run).hint ?? '', /^give each machine one name in the inventory/);
  t.is((await inHost(broken, `cat ${target}`)).stdout, before.stdout);
});

test('a host that another run has locked: exit 8 with its holder, or waiting for it', async (t) => {
  const holds = '- shell: touch /run/bw-began; until test -e /run/bw-go; do sleep 0.1; done';
  const first = startBulwark(wordsOf(holds), { inventory: inventoryOf({ [broken]: {} }) });
  await eventually('the first runs', 20, async () => (await inHost(broken, 'test -e /run/bw-began')).exit === 0);
  const busy = await apply(writeTarget());
  t.is(busy.exit, 8, told(busy));
  t.like(refusalOf(busy), { code: 'busy', host: broken, hint: 'wait for it: --lock-timeout 10m' });
  const second = apply(writeTarget(), everybody(), { words: ['--lock-timeout', '30s'] });
  await setTimeout(2000);
  await inHost(broken, 'touch /run/bw-go');
  const waiting = await second;
  endsWith(t, waiting, 0, [...soundNames, broken]);
  const done = await first.done;
  t.is(done.exit, 0, told(done));
  t.regex(
    refusalOf(busy).message,
    new RegExp(`^${broken} is locked by run ${runIdOf(done)}, \\S+@\\S+, since \\d{4}-`),
  );
});

test('a failed and an unreachable host together are exit 6', async (t) => {
  const inventory = inventoryOf({ ...sound, [broken]: { vars: { ansible_port: 2222 } }, 'cp-2': {} });
  const run = await apply(`- command: "false"\n  when: inventory_hostname == 'cp-2'\n${writeTarget()}`, inventory);
  t.is(run.exit, 6, told(run));
  t.is(outcomesOf(run)['cp-2'], 'failed');
  t.is(outcomesOf(run)[broken], 'unreachable');
  t.is(outcomesOf(run)['worker-2'], 'changed');
  t.like(failureOf(run, 'cp-2'), { code: 'command-failed', seen: 'exit code 1' });
});
