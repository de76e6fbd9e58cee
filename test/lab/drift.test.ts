import { dirname, resolve } from 'node:path';

import test from 'ava';

import { inOneFile } from '../support/playbook-plays.ts';
import { told } from './support/events.ts';
import { allHosts, ask, bulwark, ensureLab, lab, temporaryFile } from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';
import { relayedFiles, startRelay } from './support/relay.ts';
import type { Traffic } from './support/relay.ts';

/** The short playbook, which restarts nothing: with the long one these tests would take minutes. */
const playbook = 'playbooks/reapply.yaml';
const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const modeOf = (host: string): Promise<string> => ask(host, `stat -c %a ${unit}`);

const repair = (file: string): Promise<BulwarkRun> =>
  bulwark(['apply', file, '--only-drifted', '--yes', '--format', 'jsonl']);

const ofType = ({ events }: BulwarkRun, type: string, host?: string): BulwarkRun['events'] =>
  events.filter((event) => event.type === type && (host === undefined || event['host'] === host));

test.before(async (t) => {
  await ensureLab();
  const applied = await bulwark(['apply', playbook, '--yes']);
  t.is(applied.exit, 0, told(applied));
});

test.serial('nothing moved: no host is looked at, from another folder and controller too', async (t) => {
  const elsewhere = await bulwark(['drift', resolve(playbook), '--format', 'jsonl'], {
    env: { XDG_STATE_HOME: dirname(temporaryFile('state', '')), HOME: '/root' },
  });
  t.is(elsewhere.exit, 0, told(elsewhere));
  t.deepEqual(
    ofType(elsewhere, 'host-compared').map(({ why }) => why),
    allHosts.map(() => null),
  );
});

test.serial('an unchanged host costs less than one that is looked at', async (t) => {
  const relay = await startRelay('worker-1');
  try {
    const drift = ['drift', playbook, '-l', 'worker-1'];
    const costs = async (): Promise<Traffic> => {
      await relay.obey(null);
      t.is((await bulwark(drift, relayedFiles(['worker-1'], [relay]))).exit, 0);
      return relay.ended();
    };
    // Through the relay the inventory is another one, and so is its digest: the first drift looks at everything.
    const [whole, cheap] = [await costs(), await costs()];
    t.log(
      `full look: ${whole.exchanges} exchanges, ${whole.sent} bytes; cheap question: ${cheap.exchanges}, ${cheap.sent}`,
    );
    // What two sides write at the same moment may count as one exchange or as two.
    t.true(cheap.exchanges <= whole.exchanges);
    t.true(cheap.sent < whole.sent - 1000);
  } finally {
    await relay.close();
  }
});

test.serial('a refresh is told with its cause, put back on that host alone, and then all is calm', async (t) => {
  await lab('refresh', 'worker-1');
  t.is(await modeOf('worker-1'), '644');
  const drift = await bulwark(['drift', playbook, '--format', 'jsonl']);
  t.is(drift.exit, 3, told(drift));
  const [explained] = ofType(drift, 'drift-explained');
  t.like(explained, { host: 'worker-1', class: 'expected', controls: ['CIS-4.1.1'] });
  t.like(explained?.['cause'], { kind: 'refresh', snap: 'k8s' });
  t.is(ofType(drift, 'task-finished').length, 1, 'only the host where something moved was looked at');
  const shown = await bulwark(['drift', playbook]);
  t.regex(shown.stdout, /^DRIFT on worker-1 of \S+: snap refresh reset the kubelet unit\nNothing was changed/);
  t.true(shown.stdout.split('\n').every((line) => line.length <= 80));
  const repaired = await repair(playbook);
  t.is(repaired.exit, 0, told(repaired));
  t.is(ofType(repaired, 'task-finished').length, 1);
  t.like(ofType(repaired, 'task-finished')[0], { host: 'worker-1', status: 'changed' });
  t.is(await modeOf('worker-1'), '600');
  const calm = await bulwark(['drift', playbook]);
  t.is(calm.exit, 0);
  t.regex(calm.stdout, /^ok {2}5 hosts unchanged since [^]*\n$/);
});

test.serial("somebody's edit is unexpected, and put back", async (t) => {
  await ask('worker-2', `chmod 0646 ${unit}`);
  const repaired = await repair(playbook);
  t.is(repaired.exit, 0, told(repaired));
  const [explained] = ofType(repaired, 'drift-explained');
  t.like(explained, { host: 'worker-2', class: 'unexpected' });
  t.like(explained?.['cause'], { kind: 'edit' });
  t.is(await modeOf('worker-2'), '600');
});

test.serial('an edited playbook is not rolled out', async (t) => {
  const edited = temporaryFile('reapply.yaml', inOneFile(playbook).replace('"0600"', '"0400"'));
  const left = await repair(edited);
  t.is(left.exit, 3, told(left));
  for (const host of allHosts) t.is(ofType(left, 'host-compared', host)[0]?.['why'], 'playbook-changed');
  t.is(ofType(left, 'drift-explained').length, allHosts.length);
  t.is(await modeOf('worker-2'), '600');
});

test.serial('what was rolled back is left alone', async (t) => {
  await ask('worker-2', `chmod 0644 ${unit}`);
  const applied = await bulwark(['apply', playbook, '--yes', '-l', 'worker-2', '--format', 'jsonl']);
  const run = String(applied.events[0]?.['run']);
  t.is((await bulwark(['rollback', run, '--yes', '-l', 'worker-2'])).exit, 0);
  const left = await repair(playbook);
  t.is(left.exit, 3, told(left));
  t.is(ofType(left, 'host-compared', 'worker-2')[0]?.['why'], 'never-applied');
  t.is(await modeOf('worker-2'), '644');
  await ask('worker-2', `chmod 0600 ${unit}`);
});
