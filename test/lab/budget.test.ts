import { existsSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { told } from './support/events.ts';
import { hardeningWithoutRestarts, repeatedHardening } from './support/hardening-plays.ts';
import { bulwark, ensureLab, hardeningPlaybook, inventoryFile, lab, resetHosts } from './support/lab.ts';
import type { BulwarkOptions } from './support/lab.ts';
import { costOf, reporter } from './support/process-cost.ts';
import { quickController } from './support/quick-controller.ts';
import { relayedFiles, startRelay } from './support/relay.ts';
import type { Relay, Traffic } from './support/relay.ts';

/**
 * What a run may cost, from TCP connect to close. A converged run of ssh2 against sshd cannot do with less than 9
 * exchanges (docs/architecture.md); more than these means that something goes back and forth that need not. CPU is
 * told in parts of what it takes to start the program and read the inventory, beside it: 0.025 are some 20 ms,
 * most of it what the kernel does for a write on the loopback device.
 */
const promised = { converged: 14, changing: 40, sent: 40_000, megabytes: 60, cpuPerHost: 0.025 };
const quickGates = ['-e', 'hardening_gate_control_plane=5s', '-e', 'hardening_gate_workers=3s'];
const scaleHosts = 50;
const scaleNetwork = process.env['BULWARK_LAB_SCALE_NET'] ?? 'bulwark-scale';

const relays: Relay[] = [];
let files: Pick<BulwarkOptions, 'inventory' | 'knownHosts'> = {};

test.before(async () => {
  await ensureLab();
  await resetHosts('cp-1', 'worker-1');
  await quickController('cp-1');
  for (const host of ['cp-1', 'worker-1']) relays.push(await startRelay(host));
  files = relayedFiles(['cp-1', 'worker-1'], relays);
});
test.after.always(() => Promise.all(relays.map((relay) => relay.close())));

test.serial('the first hardening of a control plane takes at most 40 exchanges', async (t) => {
  const [controlPlane] = await measured(t, [hardeningPlaybook, ...quickGates], 'changed');
  t.true((controlPlane?.exchanges ?? Infinity) <= promised.changing);
});

let converged: readonly Traffic[] = [];
test.serial('a converged run takes at most 14 exchanges and sends at most 40 kB to a host', async (t) => {
  converged = await measured(t, [hardeningPlaybook], 'ok');
  for (const { exchanges, sent } of converged) {
    t.true(exchanges <= promised.converged);
    t.true(sent <= promised.sent);
  }
});

test.serial('a play ten times as long takes as many exchanges, give or take one', async (t) => {
  const longer = await measured(t, [repeatedHardening(10)], 'ok');
  longer.forEach(({ exchanges }, at) => t.true(Math.abs(exchanges - (converged[at]?.exchanges ?? Infinity)) <= 1));
});

test.serial(
  'fifty converged hosts take at most 60 MB over idle, and each 2.5 % of the CPU that a start takes',
  async (t) => {
    await lab('scale-up', String(scaleHosts));
    const folder = join(inventoryFile, '../scale');
    const inventory = join(folder, 'inventory.yaml');
    const options = {
      inventory,
      knownHosts: join(folder, 'known_hosts'),
      env: { BULWARK_LAB_NET: scaleNetwork, NODE_OPTIONS: `--import=${reporter}` },
    };
    t.true(existsSync(inventory));
    try {
      const apply = ['apply', hardeningWithoutRestarts(), '--yes'];
      t.is((await bulwark(apply, options)).exit, 0);
      const pairs: {
        readonly megabytes: number;
        readonly cpu: number;
        readonly start: number;
        readonly took: number;
      }[] = [];
      for (let tries = 0; tries < 4; tries += 1) {
        const idle = costOf((await bulwark(['inventory', 'list'], { ...options, knownHosts: null })).stderr);
        const run = await bulwark(apply, options);
        t.is(run.exit, 0, told(run).slice(-2000));
        t.regex(run.stdout, new RegExp(`ok {2}${scaleHosts} hosts`));
        const { peak, cpu } = costOf(run.stderr);
        const megabytes = (peak - idle.peak) / 1024;
        pairs.push({ megabytes, cpu: (cpu - idle.cpu) / scaleHosts, start: idle.cpu, took: run.took });
      }
      for (const { megabytes, cpu, start, took } of pairs)
        t.log(
          `${scaleHosts} scale hosts, the hardening playbook without restarts, converged: peak ${megabytes.toFixed(0)} MB over idle, CPU ${cpu.toFixed(1)} ms a host over a start (${start.toFixed(0)} ms), ${took} ms in all`,
        );
      // The best of them: what else the machine does only adds.
      t.true(Math.min(...pairs.map(({ megabytes }) => megabytes)) <= promised.megabytes);
      t.true(Math.min(...pairs.map(({ cpu, start }) => cpu / start)) <= promised.cpuPerHost);
    } finally {
      await lab('scale-down');
    }
  },
);

/** The traffic of each relayed host, in order; one connection each. */
async function measured(
  t: ExecutionContext,
  words: readonly string[],
  outcome: 'ok' | 'changed',
): Promise<readonly Traffic[]> {
  await Promise.all(relays.map((relay) => relay.obey(null)));
  const run = await bulwark(['apply', ...words, '--yes', '--format', 'jsonl'], files);
  t.is(run.exit, 0, told(run).slice(-2000));
  t.is(run.events.filter(({ type }) => type === 'handler-finished').length > 0, outcome === 'changed');
  t.is(
    run.events.some(({ status }) => status === 'changed'),
    outcome === 'changed',
  );
  return Promise.all(
    relays.map(async (relay) => {
      const traffic = await relay.ended();
      t.log(
        `${relay.host}, ${outcome}: ${traffic.exchanges} exchanges, ${traffic.sent} bytes sent, ${traffic.received} received, ${run.took} ms`,
      );
      return traffic;
    }),
  );
}
