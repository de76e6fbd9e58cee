import { resolve } from 'node:path';

import test from 'ava';

import { told } from './support/events.ts';
import { allHosts, ask, bulwark, ensureLab, lab } from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';
import { relayedFiles, startRelay } from './support/relay.ts';

/** The short playbook, which restarts nothing: with the long one these tests would take minutes. */
const playbook = 'playbooks/reapply.yaml';
const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const modeOf = (host: string): Promise<string> => ask(host, `stat -c %a ${unit}`);

const ofType = ({ events }: BulwarkRun, type: string, host?: string): BulwarkRun['events'] =>
  events.filter((event) => event.type === type && (host === undefined || event['host'] === host));

test.before(async (t) => {
  await ensureLab();
  const applied = await bulwark(['apply', playbook, '--yes']);
  t.is(applied.exit, 0, told(applied));
});

test.serial('nothing moved: one line, from another folder and controller too', async (t) => {
  const here = await bulwark(['drift', playbook]);
  t.is(here.exit, 0, told(here));
  t.regex(here.stdout, /^ok {2}5 hosts unchanged since [^]*\n$/);
  const elsewhere = await bulwark(['drift', resolve(playbook), '--format', 'jsonl'], {
    env: { XDG_STATE_HOME: '/nonexistent', HOME: '/root' },
  });
  t.deepEqual(
    ofType(elsewhere, 'host-compared').map(({ why }) => why),
    allHosts.map(() => null),
  );
});

test.serial('an unchanged host is asked no more often than by a plan, and is sent less', async (t) => {
  const relay = await startRelay('worker-1');
  try {
    const files = relayedFiles(['worker-1'], [relay]);
    // Through the relay the inventory is another one, and so is its digest: the first drift looks at everything.
    t.is((await bulwark(['drift', playbook, '-l', 'worker-1'], files)).exit, 0);
    await relay.obey(null);
    t.is((await bulwark(['plan', playbook, '-l', 'worker-1'], files)).exit, 0);
    const plan = await relay.ended();
    await relay.obey(null);
    t.is((await bulwark(['drift', playbook, '-l', 'worker-1'], files)).exit, 0);
    const drift = await relay.ended();
    t.log(`plan: ${plan.exchanges} exchanges, ${plan.sent} bytes; drift: ${drift.exchanges}, ${drift.sent}`);
    // What two sides write at the same moment may count as one exchange or as two.
    t.true(drift.exchanges <= plan.exchanges + 1);
    t.true(drift.sent < plan.sent);
  } finally {
    await relay.close();
  }
});

test.serial('a refresh is told with its cause, put back on that host alone, and then all is calm', async (t) => {
  await lab('refresh', 'worker-1');
  t.is(await modeOf('worker-1'), '644');
  const drift = await bulwark(['drift', playbook, '--format', 'jsonl']);
  t.is(drift.exit, 3, told(drift));
  const [explained] = ofType(drift, 'drift-explained', 'worker-1');
  t.like(explained, { class: 'expected', controls: ['CIS-4.1.1'] });
  t.like(explained?.['cause'], { kind: 'refresh', snap: 'k8s' });
  t.is(ofType(drift, 'drift-explained').length, 1);
  t.is(ofType(drift, 'task-finished').length, 1, 'only the host where something moved was looked at');
  const shown = await bulwark(['drift', playbook]);
  t.regex(shown.stdout, /^DRIFT on worker-1 of \S+: snap refresh reset the kubelet unit\nNothing was changed/);
  t.deepEqual(
    shown.stdout.split('\n').filter((line) => line.length > 80),
    [],
  );
  const repaired = await bulwark(['apply', playbook, '--only-drifted', '--yes', '--format', 'jsonl']);
  t.is(repaired.exit, 0, told(repaired));
  t.is(ofType(repaired, 'task-finished').length, 1);
  t.like(ofType(repaired, 'task-finished')[0], { host: 'worker-1', status: 'changed' });
  t.is(await modeOf('worker-1'), '600');
  t.is((await bulwark(['drift', playbook])).exit, 0);
});

test.serial("somebody's edit is unexpected, and put back", async (t) => {
  await ask('worker-2', `chmod 0646 ${unit}`);
  const drift = await bulwark(['drift', playbook, '--format', 'jsonl']);
  t.is(drift.exit, 3, told(drift));
  const [explained] = ofType(drift, 'drift-explained', 'worker-2');
  t.like(explained, { class: 'unexpected' });
  t.like(explained?.['cause'], { kind: 'edit' });
  t.is((await bulwark(['apply', playbook, '--only-drifted', '--yes'])).exit, 0);
  t.is(await modeOf('worker-2'), '600');
});

test.serial('an edited playbook is not rolled out, and a rolled back host is left alone', async (t) => {
  const told3 = await bulwark(['apply', playbook, '--only-drifted', '--yes', '-e', 'some=thing', '--format', 'jsonl']);
  t.is(told3.exit, 0, told(told3));
  t.is(ofType(told3, 'host-compared', 'cp-1')[0]?.['why'], 'playbook-changed');
  await ask('worker-2', `chmod 0644 ${unit}`);
  const applied = await bulwark(['apply', playbook, '--yes', '-l', 'worker-2', '--format', 'jsonl']);
  const run = String(applied.events[0]?.['run']);
  t.is((await bulwark(['rollback', run, '--yes', '-l', 'worker-2'])).exit, 0);
  t.is(await modeOf('worker-2'), '644');
  const left = await bulwark(['apply', playbook, '--only-drifted', '--yes', '--format', 'jsonl']);
  t.is(left.exit, 3, told(left));
  t.is(ofType(left, 'host-compared', 'worker-2')[0]?.['why'], 'never-applied');
  t.is(await modeOf('worker-2'), '644');
  t.is((await bulwark(['apply', playbook, '--yes'])).exit, 0);
});
