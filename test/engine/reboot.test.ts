import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ConnectError } from '../../src/domain/errors.ts';
import type { Fleet, Ran, RunSettings } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';

/** What a reboot does to the connection: the dispatcher goes, and nobody says a word. */
const connectionEnds = `p=$$
until [ "$(basename "$(readlink /proc/$q/exe)")" = node ]; do [ -z "$q" ] || p=$q; read -r x x x q x </proc/$p/stat; done
kill -KILL $p; sleep 0.2`;

const tasks = `- { name: before, copy: { dest: "{{ folder }}/before", content: a } , notify: later }
- { name: go, reboot: { reboot_timeout: 4, msg: "it's time" } }
- { name: after, copy: { dest: "{{ folder }}/after", content: b } }`;
const playbook = (text = tasks, play = ''): string =>
  `- hosts: all\n${play}  tasks:\n${text.replace(/^/gm, '    ')}\n  handlers:\n    - { name: later, shell: { cmd: "echo later >>{{ folder }}/log" } }\n`;

const run = (fleet: Fleet, text = playbook(), settings: RunSettings = {}): Promise<Ran> =>
  fleet.run(text, ['h1'], {
    ...settings,
    target: { connection: 'ssh', ...settings.target },
    options: { disrupt: 'node', ...settings.options },
  });
const fileOf = (fleet: Fleet, name: string): string | null => {
  const path = join(fleet.folder('h1'), name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
};

onEveryShell('after a reboot a host is connected anew, and goes on', async (t, fleet) => {
  for (const end of ['', connectionEnds]) {
    fleet.boots('h1', `echo "$@" >>"${fleet.folder('h1')}/told"; boot_anew; ${end}`);
    const ran = await run(fleet);
    t.like(ran.outcomes, { h1: 'changed' });
    t.is(ran.finished('go').status, 'changed');
    t.is(fileOf(fleet, 'after'), 'b');
  }
  t.is(fileOf(fleet, 'told'), "-r now it's time\n-r now it's time\n");
  t.is(fileOf(fleet, 'log'), 'later\n');
});

onEveryShell('a host holds its lock again after a reboot', async (t, fleet) => {
  fleet.boots('h1', `boot_anew; ${connectionEnds}`);
  let second: Ran | null = null;
  const text = playbook(`${tasks}\n- { name: slow, shell: { cmd: "sleep 1" } }`);
  await run(fleet, text, {
    seen: (event) => {
      if (event.type === 'task-finished' && event.task === 'after')
        void run(fleet, playbook('- { shell: { cmd: "true" } }')).then((ran) => (second = ran));
    },
  });
  for (let turn = 0; second === null && turn < 100; turn += 1)
    await new Promise((resolve) => void setTimeout(resolve, 50));
  t.like(second, { end: { refused: 'busy' } });
});

onEveryShell('a host that stays away is lost, and its handlers wait in its journal', async (t, fleet) => {
  fleet.boots('h1', `boot_anew; ${connectionEnds}`);
  const ran = await run(fleet, playbook(), { shutsBehind: true });
  const lost = ran.events.find((event) => event.type === 'host-lost');
  t.regex(lost?.type === 'host-lost' ? lost.message : '', /rebooted and is not back after 4 s: h1 does not answer/);
  t.is(ran.outcomes['h1'], 'unreachable');
  t.is(readdirSync(join(fleet.journal('h1'), 'pending')).length, 1);
  const next = await run(fleet, playbook('- { ping: {} }'));
  t.is(fileOf(fleet, 'log'), 'later\n', JSON.stringify(next.results));
});

onEveryShell('a host that does not go is a failure, and so is one that is never ready', async (t, fleet) => {
  fleet.boots('h1', 'exit 0');
  const same = await run(fleet);
  t.like(same.finished('go').error, { code: 'timeout', seen: 'the same boot as before' });
  fleet.boots('h1', 'boot_anew');
  const unready = await run(
    fleet,
    playbook('- { name: go, reboot: { reboot_timeout: 2, test_command: "echo no; false" } }'),
  );
  t.like(unready.finished('go').error, { code: 'timeout', said: ['no'] });
});

onEveryShell('a shutdown that is refused fails with its own words', async (t, fleet) => {
  fleet.boots('h1', 'echo "Failed to set wall message: Access denied" >&2; exit 1');
  const ran = await run(fleet);
  t.like(ran.finished('go').error, { code: 'command-failed', said: ['Failed to set wall message: Access denied'] });
});

onEveryShell('a run that takes the host while it is away keeps it', async (t, fleet) => {
  fleet.boots(
    'h1',
    `boot_anew; echo "run 2222-b, bob" >/var/lib/bulwark/lock.holder
(setsid flock -x /var/lib/bulwark/lock sleep 20 >/dev/null 2>&1 &); ${connectionEnds}`,
  );
  const ran = await run(fleet);
  t.like(ran.finished('go').error, { code: 'refused', seen: 'run 2222-b, bob' });
  t.is(fileOf(fleet, 'after'), null);
});

onEveryShell(
  'a plan only says it, a run that may not disrupt leaves it, and this machine is not rebooted',
  async (t, fleet) => {
    fleet.boots('h1', `touch "${fleet.folder('h1')}/rebooted"; boot_anew`);
    t.is((await run(fleet, playbook(), { mode: 'plan' })).finished('go').status, 'drifted');
    const mild = await run(fleet, playbook(), { options: { disrupt: 'process' } });
    t.regex(mild.finished('go').warnings[0] ?? '', /--disrupt process/);
    const here = await run(fleet, playbook(), { target: { connection: 'local' } });
    t.like(here.finished('go').error, { code: 'refused', message: 'would reboot the machine that this runs on' });
    t.is(fileOf(fleet, 'rebooted'), null);
  },
);

onEveryShell('what was changed before a reboot is put back after it', async (t, fleet) => {
  fleet.boots('h1', `boot_anew; ${connectionEnds}`);
  const text = playbook(`${tasks}\n- { name: broken, shell: { cmd: "false" } }`, '  on_failure: rollback\n');
  const ran = await run(fleet, text);
  t.is(ran.outcomes['h1'], 'rolled-back');
  t.deepEqual([fileOf(fleet, 'before'), fileOf(fleet, 'after')], [null, null]);
});

onEveryShell('a host that answers with another key after its reboot is not waited for', async (t, fleet) => {
  fleet.boots('h1', 'boot_anew');
  let connected = 0;
  const ran = await run(fleet, playbook('- { name: go, reboot: { reboot_timeout: 20 } }'), {
    beforeConnect: (name) => {
      connected += 1;
      return connected === 1 ? null : new ConnectError({ reason: 'host-key', host: name, message: 'another key' });
    },
  });
  t.is(ran.outcomes['h1'], 'unreachable');
  t.is(connected, 2);
});

onEveryShell('a second Ctrl-C ends the waiting, and nothing is put back on a host that is away', async (t, fleet) => {
  fleet.boots('h1', `boot_anew; ${connectionEnds}`);
  const kill = new AbortController();
  const text = playbook(tasks.replace('reboot_timeout: 4', 'reboot_timeout: 60'), '  on_failure: rollback\n');
  const ran = await run(fleet, text, {
    kill: kill.signal,
    shutsBehind: true,
    seen: (event) => {
      if (event.type === 'task-finished' && event.task === 'before') setTimeout(() => kill.abort(), 1500);
    },
  });
  t.is(ran.outcomes['h1'], 'unreachable');
});
