import test from 'ava';
import { z } from 'zod';

import { told } from './support/events.ts';
import { ask, bulwark, ensureLab, eventually, inHost, lab, logIn, temporaryFile } from './support/lab.ts';
import type { BulwarkRun } from './support/lab.ts';

/** The same is done to both at once: worker-1 has snapd 2.57 (Debian 12), worker-2 snapd 2.68 (Debian 13). */
const hosts = ['worker-1', 'worker-2'] as const;
const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const args = '/var/snap/k8s/common/args/kubelet';

const playOf = (mode: string): string => `
- hosts: ${hosts.join(',')}
  become: true
  tasks:
    - name: unit
      file: { path: ${unit}, mode: "${mode}", owner: root, group: root }
      controls: [CIS-4.1.1]
    - name: arguments
      args_file: { service: kubelet, set: { v: 2 } }
      notify: restart
    - name: service
      systemd: { name: snap.k8s.kubelet, state: started, enabled: true }
    - name: until the next boot
      copy: { dest: /run/lab-note, content: "42" }
  handlers:
    - name: restart
      systemd: { name: snap.k8s.kubelet, state: restarted }
`;
const playbook = temporaryFile('causes.yaml', playOf('0600'));
const otherPlaybook = temporaryFile('other.yaml', playOf('0640').replace(/ *controls: .*\n/, ''));

const drift = (): Promise<BulwarkRun> => bulwark(['drift', playbook, '--format', 'jsonl']);
const repair = (): Promise<BulwarkRun> => bulwark(['apply', playbook, '--only-drifted', '--yes', '--format', 'jsonl']);

const modes = async (): Promise<string> =>
  (await Promise.all(hosts.map((host) => ask(host, `stat -c %a ${unit}`)))).join(' ');

const revision = z.object({ revision: z.string(), version: z.string() }).nullable();
const explainedShape = z.object({
  host: z.string(),
  class: z.string(),
  cause: z.looseObject({ kind: z.string(), from: revision.optional(), to: revision.optional() }),
  moved: z.array(z.object({ what: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  items: z.array(z.object({ taskId: z.string() })),
  controls: z.array(z.string()),
});
type Explained = z.output<typeof explainedShape>;

const explainedOn = (run: BulwarkRun, host: string): readonly Explained[] =>
  run.events
    .filter((event) => event.type === 'drift-explained' && event['host'] === host)
    .map((event) => explainedShape.parse(event));

/** What a host's drift is called: class, cause, and what it is about. */
const names = (explained: readonly Explained[]): readonly (readonly [string, string, readonly string[]])[] =>
  explained.map(({ class: kind, cause, moved }) => [kind, cause.kind, moved.map(({ what }) => what)]);

test.before(async () => {
  await ensureLab();
  await lab('reset', 'worker-1');
  await lab('reset', '--image', 'trixie', 'worker-2');
  const applied = await bulwark(['apply', playbook, '--yes', '--format', 'jsonl']);
  if (applied.exit !== 0) throw new Error(told(applied));
});
test.after.always(() => lab('reset', '--image', 'bookworm', 'worker-2'));

test.serial('the hosts have the two generations of snapd', async (t) => {
  const versions = await Promise.all(
    hosts.map((host) => ask(host, 'snap version | awk \'$1 == "snapd" { print $2 }\'')),
  );
  t.regex(versions[0] ?? '', /^2\.57/);
  t.regex(versions[1] ?? '', /^2\.(?:6[89]|[789]\d)/);
});

test.serial('somebody’s edit, with who was logged in, and the service that k8sd restarted with it', async (t) => {
  const edit = `sudo -n sed -i 's/^--v=.*/--v="4"/' ${args}; sleep 1`;
  await Promise.all(hosts.map((host) => logIn(host, edit)));
  for (const host of hosts) await lab('drift', host);
  const live = `tr '\\0' ' ' </proc/$(systemctl show -p MainPID --value snap.k8s.kubelet)/cmdline | grep -e --v=4`;
  for (const host of hosts)
    await eventually(`k8sd restarts the kubelet of ${host}`, 30, async () => (await inHost(host, live)).exit === 0);
  const run = await drift();
  const repaired = await repair();
  t.is(run.exit, 3, told(run));
  t.is(repaired.exit, 0, told(repaired));
  for (const host of hosts) {
    const explained = explainedOn(run, host);
    t.deepEqual(names(explained), [['unexpected', 'edit', [args]]], told(run));
    t.like(explained[0]?.cause['logins'], [{ user: 'ubuntu', from: '10.77.0.1' }]);
    t.like(explained[0]?.cause['live'], [{ unit: 'snap.k8s.kubelet.service', byK8sd: true }]);
  }
});

const [first, second] = [
  { revision: 'x1', version: '1.32.8' },
  { revision: 'x2', version: '1.32.9' },
];
const bySnapd = [
  { verb: 'refresh', kind: 'refresh', from: first, to: second },
  { verb: 'fail-refresh', kind: 'failed-refresh', from: second, to: null },
  { verb: 'reenable', kind: 're-enabled', from: second, to: second },
] as const;
for (const { verb, kind, from, to } of bySnapd)
  test.serial(`${kind}: named, expected, and put back`, async (t) => {
    await lab(verb, ...hosts);
    const run = await drift();
    const repaired = await repair();
    t.is(run.exit, 3, told(run));
    t.is(repaired.exit, 0, told(repaired));
    const what = kind === 'refresh' ? ['snap k8s', unit] : [unit, '/snap/k8s/current'];
    for (const host of hosts) {
      const explained = explainedOn(run, host);
      t.deepEqual(names(explained), [['expected', kind, what]], told(run));
      t.like(explained[0]?.cause, { snap: 'k8s', from, to });
      t.deepEqual(explained[0]?.controls, ['CIS-4.1.1']);
    }
    t.is(await modes(), '600 600');
  });

test.serial('revert: expected of the unit; that it leaves the kubelet off is told as unexpected', async (t) => {
  await lab('revert', ...hosts);
  const run = await drift();
  const repaired = await repair();
  t.is(repaired.exit, 0, told(repaired));
  t.is(await modes(), '600 600');
  for (const host of hosts) {
    const explained = explainedOn(run, host);
    t.deepEqual(
      names(explained),
      [
        ['unexpected', 'revert', []],
        ['expected', 'revert', ['snap k8s', unit]],
      ],
      told(run),
    );
    for (const { cause } of explained) t.like(cause, { from: second, to: first });
  }
});

test.serial('what another playbook did is told as Bulwark’s own', async (t) => {
  const other = await bulwark(['apply', otherPlaybook, '--yes', '--format', 'jsonl']);
  t.is(other.exit, 0, told(other));
  const run = await drift();
  const repaired = await repair();
  t.is(repaired.exit, 0, told(repaired));
  for (const host of hosts) t.deepEqual(names(explainedOn(run, host)), [['unexpected', 'bulwark', [unit]]], told(run));
});

test.serial('a reboot takes away what lived in memory', async (t) => {
  await Promise.all(
    hosts.map((host) =>
      ask(host, 'snap start --enable k8s.k8sd k8s.containerd k8s.k8s-apiserver-proxy k8s.kube-proxy'),
    ),
  );
  await lab('reboot', ...hosts);
  const run = await drift();
  for (const host of hosts)
    t.deepEqual(names(explainedOn(run, host)), [['unexpected', 'reboot', ['/run/lab-note']]], told(run));
});
