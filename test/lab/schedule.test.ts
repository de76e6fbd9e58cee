import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

import test from 'ava';

import { asUser, makeController, makeUser } from './support/controller.ts';
import { ask, bulwark, ensureLab, eventually, inHost, resetHosts, startBulwark, temporaryFile } from './support/lab.ts';
import type { Finished } from './support/lab.ts';

/**
 * Schedules as a new user of a fresh machine makes them: worker-2 is the bastion, with real systemd and real cron; the
 * mailer there only keeps mails, and the web server is one of ours. This process is the laptop.
 */
const bastion = 'worker-2';
const reapply = 'playbooks/reapply.yaml';
const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const bridge = `${process.env['BULWARK_LAB_PREFIX'] ?? '10.77'}.0.1`;

test.before(async () => {
  await ensureLab();
  await resetHosts('cp-1', 'cp-2', 'cp-3', 'worker-1', bastion);
  await makeController(bastion);
  await makeUser(bastion, 'alice', ['cp-1'], reapply);
  await makeUser(bastion, 'bob', ['worker-1'], reapply);
  await makeUser(bastion, 'root', ['cp-3'], reapply);
  // Schedules keep what an apply left: they never begin by themselves.
  for (const user of ['alice', 'bob', 'root']) {
    const { exit, stdout, stderr } = await as(user, 'bulwark apply --yes');
    if (exit !== 0) throw new Error(`${user}: ${stdout}${stderr}`);
  }
});

const mode = (host: string): Promise<string> => ask(host, `stat -c %a ${unit}`);
const as = (user: string, words: string): Promise<Finished> => asUser(bastion, user, `cd ~/prod && ${words}`);

/** Everything that Bulwark and systemd keep for this user's schedules. */
const leftovers = async (user: string): Promise<string> =>
  (
    await as(
      user,
      'find ~/.config/bulwark/schedules ~/.local/state/bulwark/schedules ~/.config/systemd ~/.local/share/systemd -type f,l 2>/dev/null; crontab -l 2>/dev/null; true',
    )
  ).stdout;

/** A task that takes its time, and one after it. */
const slowly = (seconds: number): string => `- hosts: all
  become: true
  tasks:
    - name: Take a turn
      shell: for turn in 1 2 3; do echo {{ who }} $(date +%s) >>/var/tmp/turns; sleep ${seconds / 3}; done
    - name: Take the last turn
      shell: echo {{ who }} $(date +%s) >>/var/tmp/turns
`;

/** A laptop that falls asleep in mid-run; the others have to go on. Begun first, because it takes so long. */
let asleep: {
  readonly next: Promise<Finished>;
  readonly wake: () => Promise<Finished>;
  /** By the clock of cp-2, in seconds since the epoch. */
  readonly at: number;
} | null = null;

test.serial('a laptop falls asleep while its run is at work', async (t) => {
  const playbook = temporaryFile('slowly.yaml', slowly(3));
  const laptop = startBulwark(['apply', playbook, '-l', 'cp-2', '--yes', '-e', 'who=asleep']);
  await eventually(
    'the run is at work',
    60,
    async () => (await inHost('cp-2', 'grep asleep /var/tmp/turns')).exit === 0,
  );
  laptop.process.kill('SIGSTOP');
  asleep = {
    at: Number(await ask('cp-2', 'date +%s')),
    next: bulwark(['apply', playbook, '-l', 'cp-2', '--yes', '-e', 'who=next', '--lock-timeout', '3m']),
    wake: () => {
      laptop.process.kill('SIGCONT');
      return laptop.done;
    },
  };
  const busy = await bulwark(['apply', playbook, '-l', 'cp-2', '--yes', '-e', 'who=other']);
  t.is(busy.exit, 8, busy.stdout);
});

test.serial('what cannot log in by itself is refused with the reason, and nothing is installed', async (t) => {
  const refusals = [
    [
      'an encrypted key that an agent has',
      `cp ~/.ssh/id_ed25519 ~/.ssh/locked; ssh-keygen -q -p -P "" -N words -f ~/.ssh/locked
       ssh-keygen -y -f ~/.ssh/id_ed25519 >~/.ssh/locked.pub; eval $(ssh-agent) >/dev/null; ssh-add -q ~/.ssh/id_ed25519
       sed s,id_ed25519,locked, inventory.yaml >locked.yaml; systemctl --user set-environment SSH_AUTH_SOCK=$SSH_AUTH_SOCK
       bulwark facts -i locked.yaml >/dev/null || echo the agent does not work
       bulwark schedule install -i locked.yaml --timer user; code=$?; ssh-agent -k >/dev/null; exit $code`,
      /locked is encrypted[^]*needs no passphrase, --private-key FILE/,
    ],
    [
      'a user whom sudo asks',
      'sed "s,ansible_user:.*,ansible_user: operator," inventory.yaml >op.yaml; bulwark schedule install -i op.yaml',
      /sudo wants a password for operator[^]*--become-password-file FILE/,
    ],
    [
      'the same, for cron',
      'bulwark schedule install -i op.yaml --timer cron',
      /sudo wants a password for operator[^]*--become-password-file FILE/,
    ],
  ] as const;
  for (const [what, script, reason] of refusals) {
    const { exit, stdout, stderr } = await as('alice', script);
    t.is(exit, 4, `${what}: ${stdout}${stderr}`);
    t.regex(stdout, /^refused {6}schedule repair could not run by itself; nothing was installed/m, what);
    t.regex(stdout, reason, what);
    t.is(await leftovers('alice'), '', what);
  }
});

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** A web server where the lab's hosts find it, outside of them. */
function listen() {
  const source = `require('node:http').createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk)).on('end', () => {
      console.log(JSON.stringify({ method: request.method, url: request.url, body }));
      response.end('ok');
    });
  }).listen(8080, '${bridge}')`;
  const program = join(resolve(import.meta.dirname), 'lab');
  const server = spawn(program, ['exec', process.execPath, '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const calls: Call[] = [];
  let text = '';
  server.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    calls.splice(
      0,
      calls.length,
      ...text
        .split('\n')
        .slice(0, -1)
        .map((line): Call => JSON.parse(line)),
    );
  });
  return { calls, close: () => server.kill() };
}

const secondsToGo = (): number => 60 - (Math.floor(Date.now() / 1000) % 60);

test.serial(
  'schedules of a user, of root and of cron fire, repair and report; one that was slept through is made up for',
  async (t) => {
    const { calls, close } = listen();
    t.teardown(close);
    const minutely = 'bulwark schedule install --every 1m --jitter 0s';
    // All three are to meet the same minute, and alice's systemd lives for 10 s after her login (logind.conf(5)).
    await eventually('the minute has room', 30, async () => secondsToGo() > 25);
    const installed = await Promise.all([
      as(
        'alice',
        `umask 077; echo http://${bridge}:8080/hook >hook; ${minutely} --webhook @hook --ping http://${bridge}:8080/ping`,
      ),
      as('bob', `(echo "# mine"; echo "15 4 * * * /bin/true") | crontab -; ${minutely} --timer cron`),
      as('root', `${minutely} nightly --mail ops@example.org --report-file /root/report`),
    ]);
    for (const { exit, stdout, stderr } of installed) t.is(exit, 0, stdout + stderr);
    t.regex(
      installed[0].stdout,
      /user unit bulwark-repair.timer[^]*1 host logged in to[^]*runs only while alice is logged in/,
    );
    t.regex(installed[1].stdout, /a line of your crontab/);
    t.regex(installed[2].stdout, /installed {2}schedule nightly[^]*unit bulwark-nightly.timer/);
    for (const host of ['cp-1', 'worker-1', 'cp-3']) await ask(host, `chmod 644 ${unit}`);
    // Nobody is logged in as alice now: her systemd ends, and the minute passes without it.
    await eventually(
      'root and bob repair',
      150,
      async () => (await mode('cp-3')) === '600' && (await mode('worker-1')) === '600',
    );
    t.is(await mode('cp-1'), '644');
    const login = as(
      'alice',
      'for try in $(seq 90); do [ ! -e ~/seen ] || break; sleep 1; done; bulwark schedule list',
    );
    await eventually('alice repairs', 60, async () => (await mode('cp-1')) === '600');
    await eventually('all was told', 30, async () => calls.some(({ url }) => url === '/hook'));
    const isAtWork = 'test -e /home/alice/.local/state/bulwark/schedules/repair.running';
    await eventually('her run ends', 30, async () => (await inHost(bastion, isAtWork)).exit !== 0);
    await ask(bastion, 'touch /home/alice/seen');
    const listed = await login;
    t.is(listed.exit, 0, listed.stdout);
    t.regex(
      listed.stdout,
      /^NAME {4}WHAT {18}EVERY {2}LAST {6}NEXT {3}STATE\nrepair {2}apply --only-drifted {2}1 min {2}\d\d:\d\d ok/,
    );
    const hook = calls.find(({ url }) => url === '/hook');
    t.regex(hook?.body ?? '', /DRIFT repaired on cp-1 of lab/);
    t.true(
      calls.some(({ method, url }) => method === 'GET' && url === '/ping'),
      JSON.stringify(calls),
    );
    t.false(
      calls.some(({ url }) => url === '/ping/fail'),
      JSON.stringify(calls),
    );
    t.regex(
      await ask(bastion, 'cat /var/tmp/mail-bob'),
      /Subject: Cron <bob@worker-2> \/usr\/local\/bin\/bulwark schedule run repair\n[^]*worker-1/,
    );
    t.regex(
      await ask(bastion, 'cat /var/tmp/mail-root'),
      /^for: -oi -- ops@example.org\nTo: ops@example.org\nSubject: .+\n[^]*cp-3/,
    );
    t.regex(await ask(bastion, 'cat /root/report'), /^--- schedule nightly, .*Z, exit 0\n[^]*cp-3/);
  },
);

test.serial('the week in short is a report of its own', async (t) => {
  const { exit, stdout, stderr } = await as(
    'root',
    'bulwark schedule install --weekly mon && bulwark schedule run weekly && bulwark schedule remove weekly',
  );
  t.is(exit, 0, stdout + stderr);
  t.regex(
    stdout,
    /schedule weekly: history summary, every week[^]*\nSUMMARY of 7 days[^]*\nremoved {2}schedule weekly\n$/,
  );
});

test.serial('list tells what is overdue and what nothing starts any more, with exit 3', async (t) => {
  const job = '~/.config/bulwark/schedules/repair.json';
  const past = `sed -i -E 's/"installedAt": [0-9]+/"installedAt": 1000/' ${job}; sed -i -E 's/"begunAt":[0-9]+/"begunAt":1000/' ~/.local/state/bulwark/schedules/repair.json`;
  const overdue = await as('bob', `${past}; bulwark schedule list`);
  t.is(overdue.exit, 3, overdue.stdout);
  t.regex(overdue.stdout, /overdue since 1970-01-01/);
  const stopped = await as('root', 'systemctl stop bulwark-nightly.timer; bulwark schedule list');
  t.is(stopped.exit, 3, stopped.stdout);
  t.regex(stopped.stdout, /its timer is gone\n[^]*exit 3: a schedule does not run or report as it should/);
});

test.serial('installed again it is the same, and removed nothing of it is left', async (t) => {
  const before = await leftovers('bob');
  const again = await as('bob', 'bulwark schedule install --every 1m --jitter 0s --timer cron');
  t.is(again.exit, 0, again.stdout + again.stderr);
  t.is(await leftovers('bob'), before);
  for (const [user, name] of [
    ['alice', 'repair'],
    ['bob', 'repair'],
    ['root', 'nightly'],
  ] as const)
    t.is((await as(user, `bulwark schedule remove ${name}`)).stdout, `removed  schedule ${name}\n`);
  t.is(await leftovers('alice'), '');
  t.is(await leftovers('bob'), '# mine\n15 4 * * * /bin/true\n');
  t.is(await leftovers('root'), '');
  t.is(
    await ask(
      bastion,
      'ls /etc/systemd/system | grep bulwark-nightly; ls /var/lib/systemd/timers | grep bulwark; true',
    ),
    '',
  );
});

test.serial('two controllers at once take turns on a host, and never interleave', async (t) => {
  const playbook = slowly(1);
  await inHost(bastion, 'cat >/home/alice/prod/slowly.yaml; chmod 644 /home/alice/prod/slowly.yaml', playbook);
  const file = temporaryFile('slowly.yaml', playbook);
  const options = '--yes --lock-timeout 1m -e who=';
  const [laptop, other] = await Promise.all([
    bulwark(['apply', file, '-l', 'cp-1', ...`${options}laptop`.split(' ')]),
    as('alice', `bulwark apply slowly.yaml ${options}bastion`),
  ]);
  t.deepEqual([laptop.exit, other.exit], [0, 0], laptop.stdout + other.stdout);
  const turns = (await ask('cp-1', 'sed "s/ .*//" /var/tmp/turns')).split('\n');
  t.is(turns.length, 8);
  t.is(new Set(turns.slice(0, 4)).size, 1, turns.join(' '));
  t.is(new Set(turns.slice(4)).size, 1, turns.join(' '));
});

test.serial('a laptop that fell asleep holds no lock after 90 s, and changes nothing when it wakes', async (t) => {
  if (asleep === null) return t.fail('it was never asleep');
  const next = await asleep.next;
  t.is(next.exit, 0, next.stdout);
  const woken = await asleep.wake();
  t.not(woken.exit, 0);
  const turns = (await ask('cp-2', 'cat /var/tmp/turns')).split('\n').map((line) => line.split(' '));
  t.is(turns.map(([who]) => who).join(' '), 'asleep asleep asleep next next next next');
  const waited = Number(turns[3]?.[1]) - asleep.at;
  t.log(`the next run began ${waited} s after the laptop fell asleep`);
  t.true(waited < 110); // 90 s after the last thing it said, and what a busy machine takes
});
