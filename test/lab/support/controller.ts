import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { inOneFile } from '../../support/playbook-plays.ts';
import { addressOf, ask, inHost, inNetwork, inventoryFile, knownHostsFile, privateKeyFile } from './lab.ts';
import type { Finished } from './lab.ts';

const repository = resolve(import.meta.dirname, '../../..');

/** A lab host from which people work: Bulwark as the one file that is published, cron, and a sendmail that only keeps mails. */
export async function makeController(host: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bulwark-executable-'));
  try {
    const program = join(folder, 'bulwark');
    execFileSync(process.execPath, [join(repository, 'tools/package/executable.ts'), program], { stdio: 'pipe' });
    place(host, program, '/usr/local/bin/bulwark');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await ask(
    host,
    `printf '#!/bin/sh\\n(echo "for: $*"; cat) >>/var/tmp/mail-"$(id -un)"\\n' >/usr/sbin/sendmail
     chmod 755 /usr/sbin/sendmail
     systemctl unmask --quiet cron && systemctl start cron`,
  );
}

/** A new user of that host with a key of the fleet and a project in `~/prod` for these hosts. */
export async function makeUser(host: string, user: string, fleet: readonly string[], playbook: string): Promise<void> {
  const home = await ask(
    host,
    `id ${user} >/dev/null 2>&1 || useradd --create-home --shell /bin/bash ${user}; echo ~${user}`,
  );
  const inventory = readFileSync(inventoryFile, 'utf8').replace(privateKeyFile, `${home}/.ssh/id_ed25519`);
  const kept = inventory
    .split('\n')
    .filter((_, index, lines) => ownerOf(lines, index) === null || fleet.includes(ownerOf(lines, index) ?? ''));
  const files = [
    ['.ssh/id_ed25519', readFileSync(privateKeyFile, 'utf8')],
    ['.ssh/authorized_keys', readFileSync(`${privateKeyFile}.pub`, 'utf8')],
    ['prod/inventory.yaml', kept.join('\n')],
    ['prod/known_hosts', readFileSync(knownHostsFile, 'utf8')],
    ['prod/playbook.yaml', inOneFile(join(repository, playbook))],
    ['prod/bulwark.yaml', 'inventory: inventory.yaml\nplaybook: playbook.yaml\nknown_hosts: known_hosts\n'],
  ] as const;
  await ask(host, `install -d -m700 ${home}/.ssh ${home}/prod`);
  for (const [path, text] of files) await inHost(host, `umask 077; cat >${home}/${path}`, text);
  await ask(host, `chown -R ${user}: ${home}/.ssh ${home}/prod`);
}

/** The host whose entry of the lab's inventory a line belongs to. */
function ownerOf(lines: readonly string[], index: number): string | null {
  for (let at = index; at >= 0; at--) {
    const [, indent = '', name = ''] = /^( *)([\w-]+):/.exec(lines[at] ?? '') ?? [];
    if (indent.length === 8) return name;
    if (indent.length < 8 && name !== '') return null;
  }
  return null;
}

/** Through the machine and not over SSH, which would encrypt it all. */
function place(host: string, file: string, path: string): void {
  const script = `cat >${path}.new && chmod 755 ${path}.new && mv ${path}.new ${path}`;
  const input = openSync(file, 'r');
  try {
    execFileSync(join(repository, 'test/lab/lab'), ['sh', host, 'sh', '-c', script], {
      stdio: [input, 'pipe', 'pipe'],
    });
  } finally {
    closeSync(input);
  }
}

const secureShell = (host: string, user: string): string =>
  `ssh -q -o UserKnownHostsFile=${knownHostsFile} -i ${privateKeyFile} ${user}@${addressOf(host)}`;

/** A login of this user over SSH, as a person has it: with a systemd of his own. */
export const asUser = (host: string, user: string, script: string): Promise<Finished> =>
  inNetwork('sh', '-c', `${secureShell(host, user)} '${script.replaceAll("'", String.raw`'\''`)}'`);
