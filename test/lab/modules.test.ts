import test from 'ava';

import { failureOf, outcomesOf, resultsOf, runIdOf, told } from './support/events.ts';
import { ask, bulwark, ensureLab, inHost, lab, resetHosts, temporaryFile, type BulwarkRun } from './support/lab.ts';

const HOST = 'worker-2';
test.before(async () => {
  await ensureLab();
  await resetHosts(HOST);
});
test.after.always(() => resetHosts(HOST));

const playbook = (tasks: string, hosts = 'all'): string =>
  temporaryFile(
    'modules.yaml',
    `- hosts: ${hosts}\n  become: true\n  tasks:\n${tasks.trim().replaceAll(/^/gm, '    ')}\n`,
  );
const run = (verb: 'plan' | 'apply', path: string, host: string, ...more: readonly string[]): Promise<BulwarkRun> =>
  bulwark([verb, path, '-l', host, ...(verb === 'apply' ? ['--yes'] : []), '--format', 'jsonl', ...more]);
const statuses = (ran: BulwarkRun, host = HOST): readonly string[] =>
  resultsOf(ran, host).map(({ task, status }) => `${task} ${status}`);

const all = `
- { name: group, group: { name: bw-etcd, system: true } }
- { name: user, user: { name: bw-alice, groups: [bw-etcd, adm], comment: Älice, shell: /bin/bash, password: "$6$abcdefgh$0123456789abcdefghij" } }
- { name: dropin, systemd_dropin: { unit: snap.k8s.kubelet, name: limits, content: "[Service]\\nLimitNOFILE=4096\\n" } }
- { name: service, service: { name: cron, state: started, enabled: true, masked: false } }
- { name: wait_for, wait_for: { port: 22 } }
- { name: uri, uri: { url: "http://127.0.0.1:10248/healthz", return_content: true } }
- { name: snap, snap: { name: k8s, classic: true } }
- { name: setup, setup: { gather: [os, hw, net, snap, k8s, sysctl, users] } }
- { name: stat, stat: { path: /etc/hostname } }
- { name: ping, ping: {} }
`;
const traces =
  'getent group bw-etcd; getent passwd bw-alice; systemctl cat snap.k8s.kubelet | grep LimitNOFILE=4096; systemctl is-active cron; exit 0';

test.serial('each module is planned, applied, and as wanted the second time; what can be undone is', async (t) => {
  await ask(HOST, 'systemctl disable --quiet --now cron; systemctl mask --quiet cron');
  const path = playbook(all);
  const planned = await run('plan', path, HOST);
  t.is(planned.exit, 0, told(planned).slice(-3000));
  t.is(await ask(HOST, traces), 'inactive');
  const first = await run('apply', path, HOST);
  t.deepEqual(
    statuses(first),
    [
      'group changed',
      'user changed',
      'dropin changed',
      'service changed',
      'wait_for ok',
      'uri ok',
      'snap ok',
      'setup ok',
      'stat ok',
      'ping ok',
    ],
    told(first).slice(-3000),
  );
  t.regex(
    await ask(HOST, traces),
    /^bw-etcd:x:\d+:bw-alice\nbw-alice:x:\d+:\d+:Älice:\/home\/bw-alice:\/bin\/bash\nLimitNOFILE=4096\nactive$/,
  );
  const checked = await run('plan', path, HOST, '--detailed-exitcode');
  t.is(checked.exit, 0, told(checked).slice(-3000));
  const second = await run('apply', path, HOST);
  t.deepEqual([...new Set(resultsOf(second, HOST).map(({ status }) => status))], ['ok'], told(second).slice(-3000));
  const undone = await bulwark(['rollback', runIdOf(first), '-l', HOST, '--yes', '--format', 'jsonl']);
  t.is(undone.exit, 0, told(undone).slice(-3000));
  t.is(
    await ask(
      HOST,
      'systemctl cat snap.k8s.kubelet | grep LimitNOFILE=4096; ls -d /etc/systemd/system/snap.k8s.kubelet.service.d; systemctl show -p NeedDaemonReload --value snap.k8s.kubelet; systemctl is-active cron; exit 0',
    ),
    'no\ninactive',
  );
});

test.serial('a drop-in that nobody has read yet is read', async (t) => {
  const path = playbook(
    '- { name: dropin, systemd_dropin: { unit: ssh, name: late, content: "[Service]\\nNice=1\\n" } }',
  );
  await ask(
    HOST,
    "mkdir /etc/systemd/system/ssh.service.d; printf '[Service]\\nNice=1\\n' >/etc/systemd/system/ssh.service.d/late.conf; chmod 644 /etc/systemd/system/ssh.service.d/late.conf",
  );
  t.deepEqual(statuses(await run('apply', path, HOST)), ['dropin changed']);
  t.is(await ask(HOST, 'systemctl show -p Nice --value ssh'), '1');
  t.deepEqual(statuses(await run('apply', path, HOST)), ['dropin ok']);
});

test.serial('who we log in as is neither removed nor locked; others are', async (t) => {
  for (const wish of ['state: absent', 'shell: /usr/sbin/nologin', 'expires: 1']) {
    const ran = await run('apply', playbook(`- user: { name: ubuntu, ${wish} }`), HOST, '--allow-lockout-risk');
    t.is(failureOf(ran, HOST).code, 'lock-out', told(ran).slice(-3000));
  }
  t.regex(await ask(HOST, 'getent passwd ubuntu'), /^ubuntu:x:/);
  const gone = await run(
    'apply',
    playbook('- { name: gone, user: { name: nosudo, state: absent, remove: true } }'),
    HOST,
  );
  t.deepEqual(statuses(gone), ['gone changed'], told(gone).slice(-3000));
  t.is((await inHost(HOST, 'getent passwd nosudo')).exit, 2);
});

/** A repository with the versions 1 and 2 of a package that has one file; nothing else can be installed. */
const repository = (
  ...versions: readonly number[]
): string => `rm -rf /srv/repo /etc/apt/sources.list /etc/apt/sources.list.d/*; mkdir -p /srv/repo /etc/apt/sources.list.d; cd /srv/repo
for v in ${versions.join(' ')}; do
  mkdir -p p/DEBIAN p/usr/share/bw-tool; echo $v >p/usr/share/bw-tool/version
  printf 'Package: bw-tool\\nVersion: %s\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDescription: x\\n' $v >p/DEBIAN/control
  chmod -R go=rX p; dpkg-deb --build p bw-tool_$v.deb >/dev/null
  { cat p/DEBIAN/control; echo "Filename: ./bw-tool_$v.deb"; echo "Size: $(stat -c %s bw-tool_$v.deb)"; echo "SHA256: $(sha256sum bw-tool_$v.deb | cut -d ' ' -f 1)"; echo; } >>Packages
  rm -rf p
done
echo 'deb [trusted=yes] file:/srv/repo ./' >/etc/apt/sources.list; chmod -R go=rX /srv/repo`;

test.serial('a package is installed, pinned, upgraded and removed by the real apt', async (t) => {
  await ask(HOST, repository(1));
  const apply = async (parameters: string, ...more: readonly string[]): Promise<readonly string[]> =>
    statuses(await run('apply', playbook(`- { name: apt, apt: { name: bw-tool, ${parameters} } }`), HOST, ...more));
  const version = (): Promise<string> => ask(HOST, 'cat /usr/share/bw-tool/version 2>/dev/null || echo none');
  t.deepEqual(await apply('state: present'), ['apt failed']);
  t.deepEqual(
    statuses(await run('plan', playbook('- { name: apt, apt: { name: bw-tool, update_cache: true } }'), HOST)),
    ['apt drifted'],
  );
  t.is(await version(), 'none');
  t.deepEqual(await apply('update_cache: true'), ['apt changed']);
  t.deepEqual([await apply('state: present'), await version()], [['apt ok'], '1']);
  await ask(HOST, repository(1, 2));
  t.deepEqual(await apply('state: latest', '--disrupt', 'none'), ['apt drifted']);
  t.deepEqual(await apply('state: latest, update_cache: true'), ['apt changed']);
  t.deepEqual([await apply('state: latest, update_cache: true'), await version()], [['apt ok'], '2']);
  const pinned = (parameters: string): Promise<BulwarkRun> =>
    run('apply', playbook(`- { name: apt, apt: { name: "bw-tool=1*", ${parameters} } }`), HOST);
  t.deepEqual([statuses(await pinned('allow_downgrade: true')), await version()], [['apt changed'], '1']);
  t.deepEqual(statuses(await pinned('state: present')), ['apt ok']);
  t.deepEqual(await apply('state: absent', '--disrupt', 'none'), ['apt drifted']);
  t.deepEqual([await apply('state: absent, purge: true'), await version()], [['apt changed'], 'none']);
  t.deepEqual(await apply('state: absent, purge: true'), ['apt ok']);
});

test.serial('a wait is waited on the host, and is no change', async (t) => {
  const path = playbook(`
- { name: start, shell: { cmd: "(sleep 2; touch /run/bw-ready) >/dev/null 2>&1 &" }, changed_when: false }
- { name: wait, wait_for: { path: /run/bw-ready, timeout: 20 } }
- { name: never, wait_for: { port: 1, timeout: 1, msg: nobody listens }, ignore_errors: true }`);
  t.deepEqual(statuses(await run('plan', path, HOST)), ['start drifted', 'wait drifted', 'never drifted']);
  const ran = await run('apply', path, HOST);
  t.deepEqual(statuses(ran), ['start ok', 'wait ok', 'never failed'], told(ran).slice(-3000));
  t.is(failureOf(ran, HOST).message, 'nobody listens');
});

test.serial('a host is rebooted, comes back, goes on, and runs its handlers', async (t) => {
  const path = temporaryFile(
    'reboot.yaml',
    `- hosts: all
  become: true
  tasks:
    - { name: before, copy: { dest: /etc/bw-before, content: x, mode: "0644" }, notify: later }
    - { name: go, reboot: { reboot_timeout: 120 }, when: inventory_hostname != 'nobody' }
    - { name: after, copy: { dest: /etc/bw-after, content: x, mode: "0644" } }
  handlers:
    - { name: later, shell: cat /proc/sys/kernel/random/boot_id >/etc/bw-later }
`,
  );
  const boot = (): Promise<string> => ask(HOST, 'cat /proc/sys/kernel/random/boot_id');
  const before = await boot();
  const mild = await run('plan', path, HOST);
  t.is(mild.exit, 0, told(mild).slice(-3000));
  t.is(await boot(), before);
  const ran = await run('apply', path, HOST, '--disrupt', 'node');
  t.deepEqual(outcomesOf(ran), { [HOST]: 'changed' }, told(ran).slice(-3000));
  t.deepEqual(statuses(ran).slice(0, 3), ['before changed', 'go changed', 'after changed']);
  t.not(await boot(), before);
  t.is(await ask(HOST, 'cat /etc/bw-later; ls /var/lib/bulwark/pending'), await boot());
});

test.serial('a control plane is not rebooted while another one is away', async (t) => {
  const path = playbook('- reboot:');
  await lab('kill', 'cp-3');
  try {
    const refused = await run('plan', path, 'cp-1', '--disrupt', 'node');
    t.regex(failureOf(refused, 'cp-1').message, /quorum/, told(refused).slice(-3000));
  } finally {
    await lab('start', 'cp-3');
  }
});

/** The lab has no scheduler: a program that notes what it is told stands in for `k8s kubectl`, and nothing is evicted. */
const standIn = `#!/bin/sh
case "$*" in
'kubectl get node '*) printf '{"metadata":{"name":"worker-1","labels":{}},"spec":{"unschedulable":%s},"status":{"conditions":[{"type":"Ready","status":"True"}]}}' "$(cat /run/bw-cordoned 2>/dev/null || echo false)" ;;
'kubectl get pods '*) echo '{"items":[]}' ;;
'kubectl cordon worker-1') echo true >/run/bw-cordoned ;;
'kubectl uncordon worker-1') echo false >/run/bw-cordoned ;;
*) exec /snap/bin/k8s "$@" ;;
esac`;

test.serial(
  'a node is cordoned and uncordoned from a control plane (a stand-in for kubectl), and not from a worker',
  async (t) => {
    await inHost('cp-1', 'cat >/usr/local/bin/k8s; chmod 755 /usr/local/bin/k8s', standIn);
    try {
      const drain = playbook('- { name: drain, k8s_node: { name: worker-1, drain: true } }');
      t.deepEqual(statuses(await run('plan', drain, 'cp-1'), 'cp-1'), ['drain drifted']);
      t.deepEqual(statuses(await run('apply', drain, 'cp-1'), 'cp-1'), ['drain changed']);
      t.deepEqual(statuses(await run('apply', drain, 'cp-1'), 'cp-1'), ['drain ok']);
      const back = playbook('- { name: back, k8s_node: { name: worker-1, wait: true, uncordon: true } }');
      t.deepEqual(statuses(await run('apply', back, 'cp-1'), 'cp-1'), ['back changed']);
      t.deepEqual(statuses(await run('apply', back, 'cp-1'), 'cp-1'), ['back ok']);
      t.regex(failureOf(await run('apply', back, HOST), HOST).message, /a worker cannot ask/);
    } finally {
      await ask('cp-1', 'rm -f /usr/local/bin/k8s /run/bw-cordoned');
    }
  },
);
