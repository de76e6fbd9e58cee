import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import type { Fleet, Ran } from './support/fleet.ts';
import { onEveryShell } from './support/on-every-shell.ts';

/** A service of which systemctl knows the process; each restart begins another one, each reload notes its time. */
function service(t: ExecutionContext, fleet: Fleet): void {
  const folder = fleet.folder('h1');
  fleet.program(
    'h1',
    'systemctl',
    `pid() { cat ${folder}/pid 2>/dev/null || echo 0; }
begin() { kill "$(pid)" 2>/dev/null; sleep 300 >/dev/null 2>&1 & echo $! >${folder}/pid; }
case "$*" in
  *daemon-reload*) ;;
  *restart*) begin; echo restart >>${folder}/log ;;
  *reload*) echo reload >>${folder}/log; date -u '+Sun %Y-%m-%d %H:%M:%S UTC' >${folder}/changed ;;
  *show*--value*) echo success ;;
  *show*) printf 'LoadState=loaded\\nActiveState=active\\nCanReload=yes\\nNRestarts=0\\nMainPID=%s\\nStateChangeTimestamp=%s\\n' "$(pid)" "$(cat ${folder}/changed 2>/dev/null)" ;;
esac`,
  );
  begin(t, fleet);
}

function begin(t: ExecutionContext, fleet: Fleet): void {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' });
  writeFileSync(pidOf(fleet), `${String(child.pid)}\n`);
  t.teardown(() => {
    child.kill('SIGKILL');
    const last = Number(readFileSync(pidOf(fleet), 'utf8'));
    if (last > 0 && last !== child.pid)
      try {
        process.kill(last, 'SIGKILL');
      } catch {
        return;
      }
  });
}

const pidOf = (fleet: Fleet): string => join(fleet.folder('h1'), 'pid');
const logOf = (fleet: Fleet): string => {
  const path = join(fleet.folder('h1'), 'log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

const playbook = (state = 'restarted', more = 'restart_if: stale'): string => `- hosts: all
  tasks:
    - { name: a, copy: { dest: "{{ folder }}/a.conf", content: "1\\n" }, notify: again }
    - { name: b, copy: { dest: "{{ folder }}/b.conf", content: "1\\n" }, notify: again }
    - { name: other, copy: { dest: "{{ folder }}/c.conf", content: "1\\n" } }
  handlers:
    - { name: again, systemd: { name: app, state: ${state} }, ${more} }
`;

const reasons = (ran: Ran): readonly string[] =>
  ['a', 'b'].flatMap((task) =>
    ran
      .finished(task)
      .changes.flatMap(({ target, steps, diff }) =>
        steps.length > 0 ? [] : diff.entries.map(({ name, before }) => `${task}: ${target} ${name} ${String(before)}`),
      ),
  );

/** The files as they are wanted, written by somebody else. */
async function writtenByHand(fleet: Fleet): Promise<string> {
  const folder = fleet.folder('h1');
  await sleep(50);
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, `${name}.conf`), '1\n', { mode: 0o644 });
  await sleep(50);
  return folder;
}

onEveryShell('a service that is older than its file is restarted once, and then all is as wanted', async (t, fleet) => {
  service(t, fleet);
  const folder = await writtenByHand(fleet);
  const plan = await fleet.run(playbook(), ['h1'], { mode: 'plan' });
  t.deepEqual(reasons(plan), [`a: app.service running process older than ${folder}/a.conf`], 'it is told once');
  t.is(plan.exchanges.get('h1'), 1 + 1, 'the handler that would run is asked');
  t.is(logOf(fleet), '');
  const drift = await fleet.run(playbook(), ['h1'], { mode: 'drift' });
  t.is(drift.outcomes['h1'], 'drifted');
  const ran = await fleet.run(playbook(), ['h1']);
  t.deepEqual(ran.results, ['h1 a changed', 'h1 b ok', 'h1 other ok', 'h1 again changed']);
  t.is(logOf(fleet), 'restart\n');
  const again = await fleet.run(playbook(), ['h1']);
  t.is(again.outcomes['h1'], 'ok');
  t.is(again.exchanges.get('h1'), 1);
  t.is(logOf(fleet), 'restart\n');
});

onEveryShell('what the run itself changes is no second reason', async (t, fleet) => {
  service(t, fleet);
  const ran = await fleet.run(playbook(), ['h1']);
  t.deepEqual(reasons(ran), []);
  t.is(logOf(fleet), 'restart\n');
  const again = await fleet.run(playbook(), ['h1']);
  t.is(again.outcomes['h1'], 'ok');
  t.is(again.exchanges.get('h1'), 1);
});

onEveryShell('without the word an old process is nobody’s business', async (t, fleet) => {
  service(t, fleet);
  await writtenByHand(fleet);
  const ran = await fleet.run(playbook('restarted', 'tags: []'), ['h1']);
  t.is(ran.outcomes['h1'], 'ok');
  t.is(logOf(fleet), '');
});

onEveryShell('a reload counts where the handler reloads', async (t, fleet) => {
  service(t, fleet);
  await writtenByHand(fleet);
  await sleep(1100);
  await fleet.run(playbook('reloaded'), ['h1']);
  t.is(logOf(fleet), 'reload\n');
  const again = await fleet.run(playbook('reloaded'), ['h1']);
  t.is(again.outcomes['h1'], 'ok');
  t.is(logOf(fleet), 'reload\n');
  const restarting = await fleet.run(playbook('restarted'), ['h1'], { mode: 'plan' });
  t.is(reasons(restarting).length, 1, 'a handler that restarts wants a new process');
});

onEveryShell('where nothing runs, or systemd says nothing, there is no evidence', async (t, fleet) => {
  service(t, fleet);
  await writtenByHand(fleet);
  const pid = readFileSync(pidOf(fleet), 'utf8');
  for (const said of ['0', '', 'x y', '4194304999']) {
    writeFileSync(pidOf(fleet), `${said}\n`);
    const ran = await fleet.run(playbook(), ['h1']);
    t.is(ran.outcomes['h1'], 'ok', said);
  }
  writeFileSync(pidOf(fleet), pid);
  fleet.program('h1', 'systemctl', 'exit 1');
  const ran = await fleet.run(playbook(), ['h1']);
  t.is(ran.outcomes['h1'], 'ok');
});

onEveryShell('a changed mode counts, in a file that some task that notifies manages', async (t, fleet) => {
  service(t, fleet);
  const folder = await writtenByHand(fleet);
  await fleet.run(playbook(), ['h1']);
  await sleep(50);
  chmodSync(join(folder, 'c.conf'), 0o600);
  chmodSync(join(folder, 'c.conf'), 0o644);
  const before = await fleet.run(playbook(), ['h1'], { mode: 'plan' });
  t.deepEqual(reasons(before), []);
  chmodSync(join(folder, 'b.conf'), 0o600);
  chmodSync(join(folder, 'b.conf'), 0o644);
  const after = await fleet.run(playbook(), ['h1'], { mode: 'plan' });
  t.deepEqual(reasons(after), [`b: app.service running process older than ${folder}/b.conf`]);
});
