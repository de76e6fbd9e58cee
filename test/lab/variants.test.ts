import test from 'ava';
import { z } from 'zod';

import { told } from './support/events.ts';
import { inventoryOf } from './support/inventory.ts';
import { ask, bulwark, ensureLab, resetHosts } from './support/lab.ts';

const HOSTS = ['cp-1', 'worker-1'] as const;

test.before(async () => {
  await ensureLab();
  await resetHosts(...HOSTS);
});

test.after.always(() => resetHosts(...HOSTS));

const assessed = z.object({
  assessment: z.object({
    controls: z.array(
      z.object({
        id: z.string(),
        status: z.string(),
        results: z.array(z.object({ status: z.string(), because: z.string().nullable() })),
      }),
    ),
  }),
});
type Controls = z.output<typeof assessed>['assessment']['controls'];

/** What all profiles find on a control plane and a worker; what the rest of the cluster says does not count here. */
async function assess(): Promise<Controls> {
  const inventory = inventoryOf({ 'cp-1': {}, 'worker-1': {} });
  const run = await bulwark(['assess', '--profile', 'cis-1.24,cis-1.12,stig', '--format', 'jsonl'], { inventory });
  const event = run.events.find(({ type }) => type === 'assessed');
  if (event === undefined) throw new Error(told(run).slice(-2000));
  return assessed.parse(event).assessment.controls;
}

const ids = (controls: Controls, keep: (control: Controls[number]) => boolean): readonly string[] =>
  controls
    .filter(keep)
    .map(({ id }) => id)
    .toSorted();
const isBecause =
  (because: string) =>
  ({ status, results }: Controls[number]): boolean =>
    status === 'not-applicable' && results.every((one) => one.because === because);

/** The stand-in for `k8s` knows one datastore; here a copy of it lies over the first and names another. */
const statusSays = (datastore: string): string => `
  umount /snap/k8s/current/bin/k8s 2>/dev/null || true
  sed 's/\\(type[\\\\]*":[\\\\]*"\\)etcd/\\1${datastore}/' /snap/k8s/current/bin/k8s >/run/k8s && chmod 755 /run/k8s
  mount --bind /run/k8s /snap/k8s/current/bin/k8s
  k8s status --output-format json | grep -q '"type":"${datastore}"'`;

/** As k8sd sets a node up whose datastore is elsewhere (k8s-snap-facts.md, 1): certificates of a client, no etcd. */
const withoutEtcd = `
  systemctl disable --quiet --now snap.k8s.etcd
  rm /var/snap/k8s/common/args/etcd
  cd /etc/kubernetes/pki
  mv apiserver-etcd-client.crt etcd/client.crt && mv apiserver-etcd-client.key etcd/client.key && rm etcd/server.* etcd/peer.*
  sed -i 's,^--etcd-servers=.*,--etcd-servers="https://10.9.9.9:2379",; s,apiserver-etcd-client,etcd/client,' /var/snap/k8s/common/args/kube-apiserver
  systemctl restart snap.k8s.kube-apiserver`;

const withoutProxy = `
  systemctl disable --quiet --now snap.k8s.kube-proxy
  rm -f /var/snap/k8s/common/args/kube-proxy`;

test.serial(
  'an external datastore, and Cilium in place of kube-proxy: what is about them does not apply',
  async (t) => {
    const usual = await assess();
    const ofEtcd = ids(usual, ({ id }) => /^CIS-2\.[1-7]$/.test(id));
    t.is(ofEtcd.length, 7);
    t.true(usual.filter(({ id }) => ofEtcd.includes(id)).every(({ status }) => status === 'pass'));

    await ask('cp-1', `set -e; ${statusSays('external')}; ${withoutEtcd}; ${withoutProxy}`);
    await ask('worker-1', `set -e; ${withoutProxy}`);
    const found = await assess();
    const away = ids(found, isBecause('the datastore is external'));
    t.deepEqual(
      ofEtcd.filter((id) => !away.includes(id)),
      [],
    );
    t.deepEqual(
      ids(found, ({ status }) => status === 'unknown'),
      [],
    );
    t.log(`${away.length} controls are about etcd on the machine, ${ids(found, isProxys).join(', ')} about kube-proxy`);

    await ask('cp-1', statusSays('k8s-dqlite'));
    t.deepEqual(ids(await assess(), isBecause('the datastore is k8s-dqlite')), away);
  },
);

const isProxys = ({ status, results }: Controls[number]): boolean =>
  status === 'not-applicable' && results.some(({ because }) => /kube-proxy/.test(because ?? ''));

test.serial('a node without etcd and kube-proxy is hardened, and what is wanted of them is not asked', async (t) => {
  const inventory = inventoryOf({ 'cp-1': {}, 'worker-1': {} });
  for (const playbook of ['hardening', 'cis', 'stig']) {
    const run = await bulwark(['plan', `playbooks/${playbook}.yaml`, '--format', 'jsonl'], { inventory });
    t.is(run.exit, 0, told(run).slice(-3000));
  }
});
