import test from 'ava';

import { allHosts, bulwark, ensureLab, inHost } from './support/lab.ts';

test.before(() => ensureLab());

/** What is different on every machine and in every run. */
const masked = (text: string): string =>
  text
    .replaceAll(/[\d.]+ s$/gm, 'N s')
    .replaceAll(/within \d\.\d s of/g, 'within N s of')
    .replaceAll(/(?<=Debian \d+)\.\d+/g, '')
    .replaceAll(/\d+ CPU/g, 'N CPU')
    .replaceAll(/\d+\.\d GiB/g, 'N GiB')
    .replaceAll(/\d+\.\d+\.\d+ \(rev \w+\)/g, 'V (rev R)')
    .replaceAll(/(?<=hardening\.yaml).*/g, ' OPTIONS');

test.serial('facts: who is what, which snap, clocks, and whether inventory and cluster agree', async (t) => {
  const { exit, stdout, stderr } = await bulwark(['facts']);
  t.deepEqual([exit, stderr], [0, '']);
  t.snapshot(masked(stdout));
});

test.serial('facts says where sudo does not work, and shows what those hosts tell without it', async (t) => {
  const { exit, stdout } = await bulwark(['facts', '-l', 'workers', '-e', 'ansible_user=nosudo']);
  t.is(exit, 4);
  t.regex(stdout, /^2 of 2 hosts answer, sudo works on none, /);
  t.regex(stdout, /^no sudo +worker-\[1-2\] +sudo wants a password for nosudo/m);
  t.regex(stdout, /^worker-\[1-2\] +role unknown +Debian 12/m);
});

test.serial('facts changes nothing on the hosts', async (t) => {
  const listing = 'find /etc /var/snap/k8s/common/args -newer /tmp/before-facts -type f | sort';
  await Promise.all(allHosts.map((host) => inHost(host, 'touch /tmp/before-facts')));
  const { events } = await bulwark(['facts', '--format', 'jsonl']);
  t.is(events.filter(({ type }) => type === 'facts').length, allHosts.length);
  for (const host of allHosts) t.is((await inHost(host, listing)).stdout, '', host);
});
