import { randomBytes } from 'node:crypto';

import test from 'ava';

import { told } from './support/events.ts';
import { bulwark, ensureLab, eventually, inHost, temporaryFile } from './support/lab.ts';
import { inventoryOf, playbookOf } from './support/inventory.ts';

const host = 'worker-1';
const canary = `lab-canary-${randomBytes(6).toString('hex')}`;
const place = '/srv/bulwark-secrets';
const found = '/run/bulwark-canary-seen';

test.before('the lab is up', async () => {
  await ensureLab({ controlPlanes: 1, workers: 1 });
  await inHost(host, `rm -rf ${place} ${found}; mkdir -m 0700 ${place}`);
});
test.after.always('nothing is left', async () => {
  await inHost(host, `rm -rf ${place} ${found}`);
});

/**
 * Looks at the arguments and the environment of every process of the host, over and over, until the file `stop` is
 * there. What it looks for comes on standard input and is compared by the shell itself, so that it finds nothing of its own.
 */
const sampler = `
s=$(cat); : >${found}; n=0
until [ -e ${place}/stop ]; do
  for p in /proc/[0-9]*; do
    x=$(cat $p/cmdline $p/environ 2>/dev/null | tr '\\0' ' ')
    case $x in *"$s"*) printf '%s\\n' "$x" >>${found} ;; esac
  done
  n=$((n + 1)); echo $n >${place}/rounds
done`;

test('no process of the host has a secret in its arguments or environment during a run that writes and uses it', async (t) => {
  const needle = canary.slice('lab-'.length);
  const sampling = inHost(host, sampler, needle);
  await eventually('the sampler runs', 30, async () => Number((await inHost(host, `cat ${place}/rounds`)).stdout) > 0);
  const [seen, decoy] = [async () => (await inHost(host, `cat ${found}`)).stdout, `x=$(cat) && env X="$x" sleep 3`];
  await inHost(host, decoy, needle);
  t.regex(await seen(), /lab-canary|canary-/, 'the sampler sees what there is to see');
  await inHost(host, `: >${found}`);
  const password = temporaryFile('vars.yaml', `canary: ${canary}\ncanary_token: ${canary}\n`);
  const tasks = `- copy: { dest: ${place}/file, content: "a {{ canary_token }} b" }
- copy: { dest: ${place}/large, content: "{{ (canary_token ~ ' ') * 8000 }}" }
- yaml_file: { path: ${place}/file.yaml, merge: { password: "{{ canary_token }}" } }
  ignore_errors: true
- shell: { cmd: "cat >/dev/null; sleep 1", stdin: "{{ canary_token }}" }
  changed_when: false`;
  const ran = await bulwark(
    ['apply', playbookOf(tasks, ''), '--yes', '-D', '-vvv', '-e', `@${password}`, '-e', `canary_token=${canary}`],
    { inventory: inventoryOf({ [host]: {} }) },
  );
  await inHost(host, `touch ${place}/stop`);
  await sampling;
  t.is(ran.exit, 0, told(ran));
  t.is(await seen(), '');
  t.true(Number((await inHost(host, `cat ${place}/rounds`)).stdout) > 5);
  t.false(`${ran.stdout}${ran.stderr}`.includes(needle), ran.stdout);
  t.regex((await inHost(host, `cat ${place}/file`)).stdout, new RegExp(canary));
  t.is((await inHost(host, `grep -rlF ${needle} /var/lib/bulwark | grep -v /content$ | wc -l`)).stdout.trim(), '0');
});
