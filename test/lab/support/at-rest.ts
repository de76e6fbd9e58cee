import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { addressOf, ask, bulwark, inHost, privateKeyFile, startBulwark, temporaryFile } from './lab.ts';
import type { BulwarkRun, Finished, RunningBulwark } from './lab.ts';

export const controlPlanes = ['cp-1', 'cp-2', 'cp-3'] as const;
export const encryptionPlaybook = 'playbooks/encryption.yaml';
export const keyFile = '/var/snap/k8s/common/etc/encryption/enc.yaml';
export const betweenFile = '/var/snap/k8s/common/etc/encryption/first-pass.yaml';
const cluster = '/var/lib/bulwark-lab/cluster';

/** What a run leaves on the controller: history and backup, in a folder of this test's own. */
export const desk = mkdtempSync(join(tmpdir(), 'bulwark-at-rest-'));
const identity = join(desk, 'identity');
execFileSync('age-keygen', ['-o', identity], { stdio: 'pipe' });
export const recipient = execFileSync('age-keygen', ['-y', identity], { encoding: 'utf8' }).trim();
export const backup = join(desk, 'backup/lab-enc.yaml.age');
export const backupText = (): string => execFileSync('age', ['-d', '-i', identity, backup], { encoding: 'utf8' });
export const backupExists = (): boolean => existsSync(backup);

const group = (names: readonly string[]): object => ({
  vars: { ansible_user: 'ubuntu', ansible_ssh_private_key_file: privateKeyFile },
  hosts: Object.fromEntries(names.map((host) => [host, { ansible_host: addressOf(host) }])),
});
/** The lab's hosts, and this machine for the check of the backup unless it is left out. */
const inventoryWith = (hosts: object, planes: readonly string[] = controlPlanes): string =>
  temporaryFile(
    'inventory.yaml',
    JSON.stringify({
      all: {
        vars: { cluster_name: 'lab' },
        hosts,
        children: { control_plane: group(planes), workers: group(['worker-1', 'worker-2']) },
      },
    }),
  );
const inventory = inventoryWith({ localhost: { ansible_connection: 'local' } });
export const withoutLocalhost = inventoryWith({});
export const withoutThird = inventoryWith({ localhost: { ansible_connection: 'local' } }, ['cp-1', 'cp-2']);

/** What the guide asks for; short watches. */
export const complete = {
  backup_recipients: [recipient],
  backup_check: `test -s ${backup}`,
  backup_to: join(desk, 'backup'),
};
const quick = { hardening_gate_control_plane: '1s', hardening_gate_timeout: 20 };
export type Given = Readonly<Record<string, unknown>>;

const wordsOf = (given: Given): readonly string[] => [
  'apply',
  encryptionPlaybook,
  '--yes',
  '--format',
  'jsonl',
  '-vvv',
  '-D',
  '-e',
  `@${temporaryFile('vars.yaml', JSON.stringify({ ...quick, ...given }))}`,
];
const options = { inventory, env: { XDG_STATE_HOME: join(desk, 'state') } };

export const encrypt = (given: Given = complete, hosts: string = inventory): Promise<BulwarkRun> =>
  bulwark(wordsOf(given), { ...options, inventory: hosts });
export const startEncrypting = (given: Given = complete): RunningBulwark => startBulwark(wordsOf(given), options);
export const rollBack = (run: string, host: string): Promise<BulwarkRun> =>
  bulwark(['rollback', run, host, '--yes', '--format', 'jsonl'], options);

/** By control: its status over all hosts, as `assess` of the control planes says it. */
export async function assessed(ids: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const path = join(desk, 'assessment.json');
  const run = await bulwark(['assess', '-o', path, '--force'], options);
  if (run.exit !== 3) throw new Error(`assess: exit ${run.exit}\n${run.stdout}${run.stderr}`);
  const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const controls = (read as { controls: readonly { id: string; status: unknown }[] }).controls;
  return Object.fromEntries(controls.filter(({ id }) => ids.includes(id)).map(({ id, status }) => [id, status]));
}

/** Lines of the store: each a Secret as the stand-in for the datastore holds it. */
export const stored = async (): Promise<readonly string[]> =>
  (await ask('cp-1', `cat ${cluster}/objects/secrets`)).split('\n');
/** The next replacements are answered with a conflict. */
export const conflicts = (number: number): Promise<string> => ask('cp-1', `echo ${number} >${cluster}/conflicts`);

/** Which file each API server runs with, by its process. */
export const running = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    await Promise.all(
      controlPlanes.map(async (host) => [
        host,
        await ask(
          host,
          `tr '\\0' '\\n' </proc/$(systemctl show -p MainPID --value snap.k8s.kube-apiserver)/cmdline | sed -n 's/^--encryption-provider-config=//p'`,
        ),
      ]),
    ),
  );

/** The whole list of Secrets through the API server of this very host. */
export const readsSecrets = (host: string): Promise<Finished> =>
  inHost(host, 'k8s kubectl get secrets -A -o json >/dev/null');
export const canary = async (): Promise<boolean> => (await stored()).some((line) => line.includes('bulwark-canary'));

/** The key, as it stands on a host. */
export const keyOf = (host: string): Promise<string> => ask(host, `sed -n 's/^ *secret: *//p' ${keyFile}`);

/** Writes a configuration and starts the API server anew with it, as a person would. */
export const startWith = (host: string, text: string): Promise<string> =>
  ask(
    host,
    `umask 077; mkdir -p ${keyFile.replace(/\/[^/]*$/, '')}
cat >${keyFile} <<'END'
${text}END
args=/var/snap/k8s/common/args/kube-apiserver
grep -q encryption-provider-config $args || echo '--encryption-provider-config="${keyFile}"' >>$args
systemctl reset-failed snap.k8s.kube-apiserver; systemctl restart snap.k8s.kube-apiserver
for i in $(seq 40); do k8s kubectl get --raw /readyz >/dev/null 2>&1 && exit 0; sleep 0.25; done; exit 1`,
  );

export const configurationOf = (...providers: readonly string[]): string =>
  `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
${providers.join('')}`;
export const secretbox = (name: string, secret: string): string =>
  `      - secretbox:\n          keys:\n            - name: ${name}\n              secret: ${secret}\n`;
export const plain = '      - identity: {}\n';
