import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';
import { parse } from 'yaml';
import { z } from 'zod';

import { told } from './support/events.ts';
import { allHosts, bulwark, ensureLab, inHost, resetHosts } from './support/lab.ts';
import { quickController } from './support/quick-controller.ts';
import {
  argViolations,
  fileViolations,
  overrideViolations,
  sysctlViolations,
  taskViolations,
  type Violation,
} from './support/violations.ts';

/** What no playbook does by itself: encryption at rest, sshd, and the profile that was not chosen. */
const notByItself = ['CIS-1.2.29', 'CIS-1.2.30', 'CIS112-1.2.3', 'V-242393', 'V-242394', 'V-242403', 'V-274882'];
/** Asked once a cluster, or about the snap: test/lab/cluster.test.ts. */
const ofTheCluster = ['CIS-5.3.1', 'V-242395', 'V-242442', 'V-242443'];
const quick = ['-e', 'hardening_gate_control_plane=5s', '-e', 'hardening_gate_workers=3s'];

const folder = mkdtempSync(join(tmpdir(), 'bulwark-benchmarks-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

test.before(async () => {
  await ensureLab();
  await resetHosts(...allHosts);
  await Promise.all(['cp-1', 'cp-2', 'cp-3'].map((host) => quickController(host)));
});

const catalogue = ['cis', 'stig'].flatMap(
  (name) =>
    z
      .object({ controls: z.array(z.looseObject({ id: z.string(), default: z.string() })) })
      .parse(parse(readFileSync(`playbooks/controls/${name}.yaml`, 'utf8'))).controls,
);

const shape = z.looseObject({
  controls: z.array(
    z.looseObject({
      id: z.string(),
      status: z.string(),
      results: z.array(z.looseObject({ hosts: z.array(z.string()), status: z.string() })),
    }),
  ),
});
type Assessed = z.output<typeof shape>['controls'];

async function assess(): Promise<Assessed> {
  const path = join(folder, 'a.json');
  rmSync(path, { force: true });
  const run = await bulwark(['assess', '--profile', 'cis-1.24,cis-1.12,stig', '-o', path]);
  if (![0, 3].includes(run.exit)) throw new Error(`assess: exit ${run.exit}\n${told(run).slice(-3000)}`);
  return shape
    .parse(JSON.parse(readFileSync(path, 'utf8')))
    .controls.filter(({ id }) => !id.startsWith('BW-') && !ofTheCluster.includes(id));
}

function countsOf(controls: Assessed): string {
  const counts = Map.groupBy(controls, ({ status }) => status);
  return `of ${controls.length}: ${[...counts].map(([status, all]) => `${status} ${all.length}`).join(', ')}`;
}

test.serial('on fresh hosts every control is as the catalogue says', async (t) => {
  const defaults = new Map(catalogue.map((control) => [control.id, control.default]));
  const controls = await assess();
  t.deepEqual(
    controls.filter(({ id, status }) => status !== defaults.get(id)).map(({ id, status }) => `${id} is ${status}`),
    [],
  );
  t.log(countsOf(controls));
});

for (const [turn, name] of ['stig', 'hardening', 'cis'].entries())
  test.serial(`${name}.yaml converges as number ${turn + 1}`, async (t) => {
    const run = await bulwark(['apply', `playbooks/${name}.yaml`, ...quick, '--yes']);
    t.is(run.exit, 0, told(run).slice(-3000));
  });

test.serial('a second apply of any changes nothing', async (t) => {
  for (const name of ['cis', 'stig', 'hardening']) {
    const run = await bulwark(['apply', `playbooks/${name}.yaml`, '--yes', '--format', 'jsonl']);
    t.is(run.exit, 0, told(run).slice(-3000));
    const changed = run.events
      .filter(({ status }) => status === 'changed' || status === 'drifted')
      .map(({ task, host }) => `${name}: ${String(task)} on ${String(host)}`);
    t.log(`${name}: ${changed.length} changes`);
    t.deepEqual(changed, []);
  }
});

test.serial('after that every automated control passes, but for those that no playbook does by itself', async (t) => {
  const controls = await assess();
  t.log(countsOf(controls));
  t.deepEqual(
    controls
      .filter(({ status }) => ['fail', 'unknown', 'not-assessed'].includes(status))
      .map(({ id }) => id)
      .toSorted(),
    notByItself.toSorted(),
  );
});

const controlPlanes = ['cp-1', 'cp-2', 'cp-3'];
const saved =
  '/etc/kubernetes /var/snap/k8s/common/args /var/snap/k8s/common/etc /var/snap/k8s/common/var/lib/etcd /etc/containerd /etc/systemd/system/snap.k8s.kubelet.service /etc/sysctl.d';
const keep = `systemctl stop snap.k8s.k8sd; rm -rf /root/kept.tar; tar -C / -cpf /root/kept.tar ${saved.replaceAll(' /', ' ').slice(1)}; sysctl -a 2>/dev/null | grep -E '^(vm.overcommit_memory|vm.panic_on_oom|kernel.panic|kernel.panic_on_oops|kernel.keys.root_max(keys|bytes)) ' >/root/kept.sysctl`;
const putBack = `rm -f /etc/sysctl.d/zz-planted.conf /usr/local/bin/kubectl; find ${saved} /etc/cni -name 'planted*' -delete; tar -C / -xpf /root/kept.tar; while read -r key _ value; do echo "$value" >"/proc/sys/$(echo "$key" | tr . /)"; done </root/kept.sysctl`;

/** Each violation on a host of its own; five hosts are looked at together. */
function roundsOf(all: readonly Violation[]): readonly (readonly (readonly [string, Violation])[])[] {
  const left = [...all];
  const rounds: (readonly [string, Violation])[][] = [];
  while (left.length > 0) {
    const round: (readonly [string, Violation])[] = [];
    for (const host of ['worker-1', 'worker-2', ...controlPlanes]) {
      const at = left.findIndex(({ on }) => on === 'node' || controlPlanes.includes(host));
      const [one] = at < 0 ? [] : left.splice(at, 1);
      if (one !== undefined) round.push([host, one]);
    }
    rounds.push(round);
  }
  return rounds;
}

const all = [
  ...argViolations(),
  ...fileViolations(),
  ...sysctlViolations(),
  ...taskViolations,
  ...overrideViolations,
] as const;

const those = (controls: Assessed, host: string, wanted: string): readonly string[] =>
  controls
    .filter(({ results }) => results.some(({ hosts, status }) => status === wanted && hosts.includes(host)))
    .map(({ id }) => id)
    .filter((id) => !notByItself.includes(id))
    .toSorted();
const failing = (controls: Assessed, host: string): readonly string[] => those(controls, host, 'fail');

test.serial('each planted violation breaks exactly its controls', async (t) => {
  t.timeout(20 * 60 * 1000);
  const applies = new Map((await assess()).map(({ id, results }) => [id, results]));
  const concerned = (id: string, host: string): boolean =>
    applies.get(id)?.some(({ hosts, status }) => hosts.includes(host) && status !== 'not-applicable') === true;
  await Promise.all(allHosts.map((host) => inHost(host, keep)));
  const seen = new Set<string>();
  const wrong: string[] = [];
  try {
    for (const round of roundsOf(all)) {
      const planted = await Promise.all(round.map(([host, { plant }]) => inHost(host, plant)));
      planted.forEach(({ exit, stderr }, at) => t.is(exit, 0, `${round[at]?.[1].name ?? ''}: ${stderr}`));
      const controls = await assess();
      for (const [host, { name, breaks, hides }] of round) {
        const here = (ids: readonly string[]): readonly string[] =>
          ids.filter((id) => concerned(id, host) && !notByItself.includes(id)).toSorted();
        const expected = { fail: here(breaks), ...(hides !== undefined && { unknown: here(hides) }) };
        for (const [status, ids] of Object.entries(expected)) {
          const found = those(controls, host, status);
          if (found.join() !== ids.join())
            wrong.push(`${name} on ${host}: ${status} ${found.join(' ')}, and not ${ids.join(' ')}`);
        }
        for (const id of expected.fail) seen.add(id);
      }
      await Promise.all(round.map(([host]) => inHost(host, putBack)));
    }
  } finally {
    await Promise.all(allHosts.map((host) => inHost(host, `${putBack}; systemctl start snap.k8s.k8sd`)));
  }
  t.deepEqual(wrong, []);
  const automated = [...applies].filter(
    ([id, results]) => results.some(({ status }) => status === 'pass') && !ofTheCluster.includes(id),
  );
  t.log(`${all.length} violations, ${seen.size} of ${automated.length} automated controls broken by them`);
  t.deepEqual(
    automated.map(([id]) => id).filter((id) => !seen.has(id)),
    [],
  );
});

/** Of several values of a flag the last one stays: so each is repaired once. */
for (const [name, violations] of [
  ['all violations together', all],
  ['all violations together, the first of a flag last', all.toReversed()],
] as const)
  test.serial(`${name} are repaired`, async (t) => {
    t.timeout(20 * 60 * 1000);
    await Promise.all(allHosts.map((host) => inHost(host, keep)));
    const own = violations.filter(
      ({ breaks, left }) => left === undefined && breaks.some((id) => !notByItself.includes(id)),
    );
    const byHost = [
      ['cp-2', own],
      ['worker-2', own.filter(({ on }) => on === 'node')],
    ] as const;
    try {
      for (const [host, plants] of byHost) {
        const planted = await inHost(host, plants.map(({ plant }) => `( ${plant} ) || exit 1`).join('\n'));
        t.is(planted.exit, 0, planted.stderr);
      }
      const before = await assess();
      for (const [host, plants] of byHost) t.true(failing(before, host).length >= plants.length / 2, host);
      for (const playbook of ['cis', 'stig']) {
        const run = await bulwark(['apply', `playbooks/${playbook}.yaml`, ...quick, '--yes', '-l', 'cp-2,worker-2']);
        t.is(run.exit, 0, told(run).slice(-3000));
      }
      const controls = await assess();
      for (const [host] of byHost) t.deepEqual(failing(controls, host), [], host);
      t.log(byHost.map(([host, plants]) => `${host}: ${plants.length} planted and repaired`).join(', '));
    } finally {
      await Promise.all(allHosts.map((host) => inHost(host, `${putBack}; systemctl start snap.k8s.k8sd`)));
    }
  });
