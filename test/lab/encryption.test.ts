import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';

import test from 'ava';

import {
  backupExists,
  backupText,
  backup,
  assessed,
  betweenFile,
  canary,
  complete,
  configurationOf,
  conflicts,
  controlPlanes,
  desk,
  encrypt,
  keyFile,
  keyOf,
  plain,
  readsSecrets,
  rollBack,
  running,
  secretbox,
  startEncrypting,
  startWith,
  stored,
  withoutLocalhost,
  withoutThird,
} from './support/at-rest.ts';
import type { Given } from './support/at-rest.ts';
import { failureOf, outcomesOf, resultsOf, rollbackOf, runIdOf, told } from './support/events.ts';
import { ask, inHost, lab, pristineLab, resetHosts } from './support/lab.ts';
import { execFileSync } from 'node:child_process';

const controls = ['CIS-1.2.29', 'CIS-1.2.30', 'V-274882'];
const everywhere = <Value>(value: Value): Readonly<Record<string, Value>> =>
  Object.fromEntries(controlPlanes.map((host) => [host, value]));
const sealedLine = /^\/registry\/secrets\/\S+ k8s:enc:secretbox:v1:key-[0-9a-f]{8}:/;
/** k8sd would make the first control plane be watched for two minutes more. */
const withoutDrift = (host: string): Promise<string> =>
  ask(
    host,
    `echo '--disable-service-args-controller="true"' >>/var/snap/k8s/common/args/k8sd; systemctl restart snap.k8s.k8sd`,
  );

let original = '';
test.before('five pristine hosts, and Secrets in plain text', async () => {
  await pristineLab();
  await Promise.all(controlPlanes.map(withoutDrift));
  original = (await stored()).join('\n');
});
test.after.always('every host is as new, and so are the Secrets', async () => {
  await pristineLab();
  await inHost('cp-1', 'cat >/var/lib/bulwark-lab/cluster/objects/secrets', `${original}\n`);
});

const refusals: readonly (readonly [string, Given, RegExp, string?])[] = [
  ['without this machine in the inventory', complete, /add localhost: \{ ansible_connection/, withoutLocalhost],
  ['without one of the control planes', complete, /the cluster has 3 control planes, and 2 of/, withoutThird],
  ['without somebody who can open the backup', { ...complete, backup_recipients: [] }, /backup_recipients: \[age1/],
  ['without a check of the backup', { ...complete, backup_check: '' }, /set backup_check to a command/],
  ['with a provider that no control accepts', { ...complete, encryption_provider: 'aesgcm' }, /neither secretbox nor/],
];
for (const [name, given, because, hosts] of refusals)
  test(`${name} nothing is begun`, async (t) => {
    const run = await encrypt(given, hosts);
    t.is(run.exit, 2, told(run));
    t.regex(failureOf(run, 'cp-1').message, because);
    t.is((await inHost('cp-1', 'ls -d /var/snap/k8s/common/etc/encryption')).exit, 2);
    t.deepEqual(await running(), everywhere(''));
  });

test('the stand-in breaks as the real one does: what one API server encrypts, one without the key cannot read', async (t) => {
  await startWith('cp-1', configurationOf(secretbox('key1', randomBytes(32).toString('base64')), plain));
  await ask('cp-1', 'k8s kubectl -n kube-system create secret generic tried --from-literal=a=b');
  t.is((await readsSecrets('cp-1')).exit, 0);
  t.regex((await readsSecrets('cp-2')).stderr, /identity transformer tried to read encrypted data/);
  await ask('cp-1', 'k8s kubectl -n kube-system delete secret tried');
  await resetHosts('cp-1');
  await withoutDrift('cp-1');
  t.is((await readsSecrets('cp-2')).exit, 0);
});

test('a backup that is not safe ends the run between the passes: everybody reads, nobody encrypts', async (t) => {
  const run = await encrypt({ ...complete, backup_check: 'exit 7' });
  t.is(run.exit, 2, told(run));
  t.is(failureOf(run, 'cp-1').task, 'The backup is safe');
  t.true(backupExists());
  t.deepEqual(await running(), everywhere(betweenFile));
  t.is((await stored()).join('\n'), original);
});

test('an API server that does not come back in the second pass goes back to between the passes, and all is read', async (t) => {
  await lab('fail', 'cp-2', 'kube-apiserver', 'exit', '--when', '/encryption/enc.yaml');
  const run = await encrypt();
  await lab('heal', 'cp-2');
  t.is(run.exit, 2, told(run));
  t.deepEqual(await running(), { 'cp-1': keyFile, 'cp-2': betweenFile, 'cp-3': betweenFile });
  await ask('cp-1', 'k8s kubectl -n kube-system create secret generic meanwhile --from-literal=a=b');
  t.regex((await stored()).at(-1) ?? '', sealedLine);
  for (const host of controlPlanes) t.is((await readsSecrets(host)).exit, 0, host);
});

test('a run that is killed in the second pass is gone on with, and never goes back', async (t) => {
  const run = startEncrypting();
  await new Promise<void>((resolve) => {
    run.process.stdout?.on('data', (chunk: Buffer) => {
      if (/"handler-finished".*"host":"cp-2"|"host":"cp-2".*"handler-finished"/.test(chunk.toString())) resolve();
    });
    run.process.once('close', () => resolve());
  });
  run.process.kill('SIGKILL');
  await run.done;
  const after = await running();
  t.is(after['cp-1'], keyFile);
  for (const host of controlPlanes) t.is((await readsSecrets(host)).exit, 0, host);
});

/** Every command line of every process of a machine, over and over, until it is ended. */
const sampler = `: >/run/seen; until [ -e /run/enough ]; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' >>/run/seen; sleep 0.05; done`;
let shown = '';

test('the next run ends it: each Secret is encrypted, whoever wrote between, with one key that is nowhere else', async (t) => {
  await inHost('cp-1', 'rm -f /run/enough');
  const sampling = inHost('cp-1', sampler);
  await conflicts(2);
  const run = await encrypt();
  await ask('cp-1', 'touch /run/enough');
  await sampling;
  t.is(run.exit, 0, told(run));
  shown += run.stdout + run.stderr;
  t.deepEqual(await running(), everywhere(keyFile));
  const lines = await stored();
  t.is(lines.length, original.split('\n').length + 1);
  for (const line of lines) t.regex(line, sealedLine);
  t.is(new Set(lines.map((line) => line.split(':')[4])).size, 1, 'one key wrote all');
  for (const host of controlPlanes) t.is((await readsSecrets(host)).exit, 0, host);
  t.is(new Set(await Promise.all(controlPlanes.map((host) => ask(host, `sha256sum <${keyFile}`)))).size, 1);
  t.is(
    (
      await Promise.all(
        controlPlanes.map((host) => ask(host, `stat -c '%a %U:%G' ${keyFile}; ls $(dirname ${keyFile})`)),
      )
    ).join(' '),
    Array.from({ length: 3 }, () => '600 root:root\nenc.yaml\nrewritten').join(' '),
  );

  const key = await keyOf('cp-1');
  t.is(Buffer.from(key, 'base64').length, 32);
  t.is((await inHost('cp-1', `grep -cF -e '${key}' /run/seen`)).stdout.trim(), '0');
  t.true(Number(await ask('cp-1', 'wc -c </run/seen')) > 100_000);
  t.false(shown.includes(key));
  t.is(
    execFileSync('sh', ['-c', 'grep -rlaF -e "$KEY" "$DESK" | wc -l'], {
      env: { ...process.env, KEY: key, DESK: desk },
      encoding: 'utf8',
    }).trim(),
    '0',
  );
  t.is(backupText(), `${await ask('cp-1', `cat ${keyFile}`)}\n`);
  t.is(statSync(backup).mode & 0o777, 0o600);
  t.false(await canary());
});

test('the three controls pass', async (t) => {
  t.deepEqual(await assessed(controls), Object.fromEntries(controls.map((id) => [id, 'pass'])));
});

test('a second run changes nothing, asks for nothing, and makes no new backup', async (t) => {
  const [before, sealed] = [await stored(), statSync(backup).mtimeMs];
  const run = await encrypt();
  t.is(run.exit, 0, told(run));
  t.deepEqual(outcomesOf(run), everywhere('ok'));
  const bare = await encrypt({});
  t.deepEqual(outcomesOf(bare), everywhere('ok'), told(bare));
  t.deepEqual(await stored(), before);
  t.is(statSync(backup).mtimeMs, sealed);
});

test('a control plane that is new gets the key, and the others are not restarted', async (t) => {
  const process = 'systemctl show -p MainPID --value snap.k8s.kube-apiserver';
  const before = await Promise.all([ask('cp-1', process), ask('cp-2', process)]);
  const key = await keyOf('cp-1');
  await resetHosts('cp-3');
  await withoutDrift('cp-3');
  t.not((await readsSecrets('cp-3')).exit, 0);
  const run = await encrypt();
  t.is(run.exit, 0, told(run));
  t.is((await readsSecrets('cp-3')).exit, 0);
  t.is(await keyOf('cp-3'), key);
  t.deepEqual(await Promise.all([ask('cp-1', process), ask('cp-2', process)]), before);
});

test('a key that only the file of one host has is refused, before anything is written', async (t) => {
  const other = randomBytes(32).toString('base64');
  await ask('cp-2', `cp -a ${keyFile} /root/kept; sed -i 's,secret: .*,secret: ${other},' ${keyFile}`);
  const run = await encrypt();
  t.is(run.exit, 2, told(run));
  t.regex(failureOf(run, 'cp-1').message, /different keys/);
  t.is(await keyOf('cp-2'), other);
  t.deepEqual(await running(), everywhere(keyFile));
});

test('an API server that runs with another key is found by the canary, which is taken away all the same', async (t) => {
  const text = await ask('cp-2', `cat ${keyFile}`);
  await startWith('cp-2', `${text}\n`);
  await ask('cp-2', `cp -a /root/kept ${keyFile}; rm /var/snap/k8s/common/etc/encryption/rewritten`);
  const before = await stored();
  const run = await encrypt();
  t.is(run.exit, 2, told(run));
  t.is(failureOf(run, 'cp-1').task, 'Every API server reads it');
  t.true(
    resultsOf(run, 'cp-1').some(
      ({ task, status }) => task === 'The Secret to try it with is gone' && status === 'changed',
    ),
  );
  t.deepEqual(await stored(), before);
});

test('a kms plugin of the operator is left alone', async (t) => {
  await resetHosts(...controlPlanes);
  await Promise.all(controlPlanes.map(withoutDrift));
  await inHost('cp-1', 'cat >/var/lib/bulwark-lab/cluster/objects/secrets', `${original}\n`);
  const kms =
    '      - kms:\n          apiVersion: v2\n          name: vault\n          endpoint: unix:///run/kms.sock\n';
  for (const host of controlPlanes) await startWith(host, configurationOf(kms, plain));
  const texts = (): Promise<readonly string[]> =>
    Promise.all(controlPlanes.map((host) => ask(host, `sha256sum <${keyFile}`)));
  const before = await texts();
  const run = await encrypt({});
  t.is(run.exit, 0, told(run));
  t.deepEqual(outcomesOf(run), everywhere('ok'));
  t.deepEqual(await texts(), before);
  t.deepEqual(await assessed(controls), Object.fromEntries(controls.map((id) => [id, 'pass'])));
});

test('another configuration, or one that is not everywhere, is refused', async (t) => {
  await startWith('cp-3', configurationOf(plain));
  const run = await encrypt();
  t.is(run.exit, 2, told(run));
  t.regex(failureOf(run, 'cp-1').message, /cp-1: kms, cp-2: kms, cp-3: other/);
});

test('a rollback of a whole run goes back to between the passes: the key stays, and every Secret is read', async (t) => {
  await resetHosts(...controlPlanes);
  await Promise.all(controlPlanes.map(withoutDrift));
  await inHost('cp-1', 'cat >/var/lib/bulwark-lab/cluster/objects/secrets', `${original}\n`);
  const run = await encrypt({ ...complete, encryption_provider: 'aescbc' });
  t.is(run.exit, 0, told(run));
  for (const line of await stored()) t.regex(line, / k8s:enc:aescbc:v1:key-/);
  const key = await keyOf('cp-1');
  for (const host of controlPlanes) {
    const back = await rollBack(runIdOf(run), host);
    t.is(back.exit, 2, told(back));
    t.regex(rollbackOf(back, host).message, /left alone: .*enc\.yaml/);
    for (const reader of controlPlanes) t.is((await readsSecrets(reader)).exit, 0, `${host} is back: ${reader}`);
  }
  t.deepEqual(await running(), everywhere(betweenFile));
  for (const host of controlPlanes) t.is(await keyOf(host), key);
  const again = await encrypt();
  t.is(again.exit, 0, told(again));
  t.deepEqual(await running(), everywhere(keyFile));
  for (const line of await stored()) t.regex(line, / k8s:enc:aescbc:v1:key-/);
});
