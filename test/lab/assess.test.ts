import { readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';
import { z } from 'zod';

import { refusalOf, told } from './support/events.ts';
import { inventoryOf } from './support/inventory.ts';
import { allHosts, ask, bulwark, ensureLab, inHost, resetHosts } from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';
import { quickController } from './support/quick-controller.ts';
import { relayedFiles, startRelay } from './support/relay.ts';
import { listAll, writtenBetween } from './support/written.ts';

/** What an assessment of a converged host may cost, all profiles at once. */
const MOST_EXCHANGES = 14;
const everyProfile = ['--profile', 'cis-1.24,cis-1.12,stig'];

test.before(async () => {
  await ensureLab();
  await resetHosts(...allHosts);
});

const folder = mkdtempSync(join(tmpdir(), 'bulwark-assess-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const assessed = z.object({
  assessment: z.object({
    scope: z.object({
      missing: z.array(z.string()),
      hosts: z.array(z.object({ name: z.string(), role: z.string(), reached: z.boolean(), version: z.string() })),
    }),
    benchmarks: z.array(z.object({ id: z.string(), controls: z.array(z.string()) })),
    controls: z.array(
      z.object({
        id: z.string(),
        status: z.string(),
        results: z.array(z.object({ hosts: z.array(z.string()), status: z.string(), because: z.string().nullable() })),
      }),
    ),
  }),
});

/** What a run found; throws when it did not come so far. */
function foundBy(run: BulwarkRun): z.output<typeof assessed>['assessment'] {
  const event = run.events.find(({ type }) => type === 'assessed');
  if (event === undefined) throw new Error(told(run).slice(-2000));
  return assessed.parse(event).assessment;
}

test.serial('assess writes nothing on any host, not even a file that comes and goes', async (t) => {
  // snapd asks it once after a boot, and what it leaves in /tmp goes when it ends, some 30 s later.
  await Promise.all(allHosts.map((host) => inHost(host, 'systemctl stop systemd-timedated')));
  const before = await Promise.all(allHosts.map(listAll));
  // What a login and sudo leave, and what the host does by itself meanwhile.
  t.is((await bulwark(['facts'])).exit, 0);
  const between = await Promise.all(allHosts.map(listAll));
  const run = await bulwark(['assess', ...everyProfile, '--format', 'jsonl']);
  const after = await Promise.all(allHosts.map(listAll));
  t.true(foundBy(run).controls.length > 200);
  for (const [at, host] of allHosts.entries()) {
    const [one, two, three] = [before[at], between[at], after[at]];
    if (one === undefined || two === undefined || three === undefined) return t.fail(host);
    const usual = new Set(writtenBetween(one, two));
    const written = writtenBetween(two, three).filter((path) => !usual.has(path));
    t.log(`${host}: ${written.length} paths written by assess; a login leaves ${usual.size}`);
    t.deepEqual(written, [], host);
    t.true(usual.size > 0, 'the listing sees a login');
    t.is((await inHost(host, 'ls -d /var/lib/bulwark')).exit, 2, 'no journal, no lock, no marker');
  }
});

test.serial('every control of every profile is judged on hosts that were just bootstrapped', async (t) => {
  const run = await bulwark(['assess', ...everyProfile, '--format', 'jsonl']);
  t.is(run.exit, 3);
  const { scope, benchmarks, controls } = foundBy(run);
  t.deepEqual(scope.missing, []);
  t.deepEqual(
    scope.hosts.map(({ name, role, reached }) => `${name} ${role} ${reached}`),
    [
      'cp-1 control-plane true',
      'cp-2 control-plane true',
      'cp-3 control-plane true',
      'worker-1 worker true',
      'worker-2 worker true',
    ],
  );
  t.deepEqual(Object.fromEntries(benchmarks.map(({ id, controls: ids }) => [id, ids.length])), {
    'cis-1.24': 124,
    'cis-1.12': 131,
    stig: 94,
    bulwark: 15,
  });
  t.log(benchmarks.map(({ id, controls: ids }) => `${id} ${ids.length} controls`).join(', '));
  const counts = Object.groupBy(controls, ({ status }) => status);
  t.log(
    Object.entries(counts)
      .map(([status, some]) => `${status} ${some?.length ?? 0}`)
      .join(', '),
  );
  t.deepEqual(counts['unknown'] ?? [], []);
});

test.serial('a host of another role than the inventory says refuses the run', async (t) => {
  const inventory = inventoryOf({ 'cp-1': {}, 'cp-2': { of: 'worker-1' }, 'worker-2': {} });
  for (const command of [
    ['assess'],
    ['plan', 'playbooks/hardening.yaml'],
    ['apply', 'playbooks/hardening.yaml', '--yes'],
  ]) {
    const run = await bulwark([...command, '--format', 'jsonl'], { inventory });
    const { code, message } = refusalOf(run);
    t.deepEqual(
      [run.exit, code, message],
      [5, 'wrong-role', 'cp-2: a worker, and the inventory has it in control_plane'],
    );
  }
  t.is((await inHost('cp-1', 'ls -d /var/lib/bulwark')).exit, 2);
});

test.serial('hosts that Juju manages are refused, and judged and changed with --force', async (t) => {
  await ask('worker-1', 'mkdir -p /var/lib/juju/agents');
  try {
    const run = await bulwark(['assess', '--format', 'jsonl']);
    t.deepEqual([run.exit, refusalOf(run).code], [5, 'managed-elsewhere']);
    const apply = await bulwark(['apply', 'playbooks/reapply.yaml', '--yes', '--format', 'jsonl']);
    t.deepEqual([apply.exit, refusalOf(apply).code], [5, 'managed-elsewhere']);
    t.is(await ask('worker-1', 'stat -c %a /etc/systemd/system/snap.k8s.kubelet.service'), '644');
    t.is((await bulwark(['plan', 'playbooks/reapply.yaml', '--format', 'jsonl'])).exit, 0);
    t.deepEqual(foundBy(await bulwark(['assess', '--force', '--format', 'jsonl'])).scope.missing, []);
  } finally {
    await ask('worker-1', 'rmdir /var/lib/juju/agents /var/lib/juju');
  }
});

test.serial(
  'what was not seen is said first: a host that is away, a node that the inventory lacks, one that -l leaves out',
  async (t) => {
    const inventory = inventoryOf({
      'cp-1': {},
      'cp-2': {},
      'cp-9': { vars: { ansible_host: '10.77.1.99' } },
      'worker-1': {},
    });
    const run = await bulwark(['assess', '-l', '!worker-1', '--connect-timeout', '3s', '--format', 'plain'], {
      inventory,
    });
    t.is(run.exit, 4);
    const said = run.stdout.replaceAll(/\s+/g, ' ');
    t.regex(said, /^lab: NOT FULLY ASSESSED\. /);
    t.regex(said, /1 of 3 control planes was not reached: cp-9/);
    t.regex(said, /cp-3 is in the cluster and not in the inventory/);
    t.regex(said, /not selected: worker-1/);
    const quiet = await bulwark(['assess', '-q', '--fail-on', 'none'], { inventory: inventoryOf({ 'cp-1': {} }) });
    t.deepEqual([quiet.exit, quiet.stdout], [0, '']);
  },
);

test.serial('where the store does not answer, whether the snap is behind is unknown, and never a pass', async (t) => {
  const silent = `printf '%s\\n' '#!/bin/sh' 'case "$*" in "refresh --list"*) echo no route to the store; exit 1 ;; esac' 'exec /usr/bin/snap "$@"' >/usr/local/sbin/snap; chmod 755 /usr/local/sbin/snap`;
  await ask('worker-1', silent);
  try {
    const { controls } = foundBy(await bulwark(['assess', ...everyProfile, '-l', 'workers', '--format', 'jsonl']));
    for (const control of ['BW-CHANNEL', 'V-242443'])
      t.deepEqual(
        controls
          .find(({ id }) => id === control)
          ?.results.map(({ hosts, status }) => `${hosts.join(',')} ${status}`)
          .toSorted(),
        ['worker-1 unknown', 'worker-2 pass'],
        control,
      );
  } finally {
    await ask('worker-1', 'rm /usr/local/sbin/snap');
  }
});

test.serial('a report is written, and what is in it is no news to the next assessment', async (t) => {
  const file = join(folder, 'lab.json');
  const first = await bulwark(['assess', '-l', 'worker-1', '-o', file, '--fail-on', 'fail', '--format', 'jsonl']);
  t.is(first.exit, 3);
  const { controls } = assessed.shape.assessment.parse(JSON.parse(readFileSync(file, 'utf8')));
  t.deepEqual(controls, foundBy(first).controls);
  const again = ['assess', '-l', 'worker-1', '--baseline', file, '--fail-on', 'fail', '--format', 'jsonl'];
  t.is((await bulwark(again)).exit, 0);
  await ask('worker-1', 'chmod 0666 /etc/kubernetes/kubelet.conf');
  const third = await bulwark(again);
  await ask('worker-1', 'chmod 0600 /etc/kubernetes/kubelet.conf');
  t.is(third.exit, 3);
});

const quickGates = ['-e', 'hardening_gate_control_plane=5s', '-e', 'hardening_gate_workers=3s'];

/** What an assessment of all profiles costs each of these hosts. */
async function exchangesOf(t: ExecutionContext, hosts: readonly string[], state: string): Promise<readonly number[]> {
  const relays = await Promise.all(hosts.map((host) => startRelay(host)));
  try {
    const run = await bulwark(['assess', ...everyProfile, '--format', 'jsonl'], relayedFiles(hosts, relays));
    foundBy(run);
    const traffic = await Promise.all(relays.map(async (relay) => ({ host: relay.host, ...(await relay.ended()) })));
    for (const { host, exchanges, sent, received } of traffic)
      t.log(`${host}, ${state}: ${exchanges} exchanges, ${sent} bytes sent, ${received} received, ${run.took} ms`);
    return traffic.map(({ exchanges }) => exchanges);
  } finally {
    await Promise.all(relays.map((relay) => relay.close()));
  }
}

// The last: it leaves the hosts hardened.
test.serial(`a host is assessed in at most ${MOST_EXCHANGES} exchanges, before it is hardened and after`, async (t) => {
  const hosts = ['cp-1', 'worker-1'];
  for (const exchanges of await exchangesOf(t, hosts, 'default')) t.true(exchanges <= MOST_EXCHANGES);
  await quickController('cp-1');
  for (const name of ['hardening', 'cis', 'stig']) {
    const run = await bulwark(['apply', `playbooks/${name}.yaml`, ...quickGates, '--yes'], {
      inventory: inventoryOf({ 'cp-1': {}, 'worker-1': {} }),
    });
    t.is(run.exit, 0, told(run).slice(-3000));
  }
  for (const exchanges of await exchangesOf(t, hosts, 'converged')) t.true(exchanges <= MOST_EXCHANGES);
});
