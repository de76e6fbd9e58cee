/**
 * Records what hosts answer when they are asked why something moved: `node tools/record-evidence.ts HOST FOLDER` takes
 * the disk of one worker of the lab (test/lab/README.md), does to it what moves things, and writes a file for each.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { shownText } from '../src/domain/shell-command.ts';
import { type EvidenceQuestion, evidenceCommand } from '../src/engine/drift/evidence.ts';
import type { PathMark } from '../src/engine/drift/path-mark.ts';
import { ask, eventually, inHost, lab, logIn } from '../test/lab/support/lab.ts';

const [host = 'worker-1', folder = 'test/engine/drift/fixtures'] = process.argv.slice(2);
const unit = '/etc/systemd/system/snap.k8s.kubelet.service';
const args = '/var/snap/k8s/common/args/kubelet';
const sysctl = '/proc/sys/vm/swappiness';
const paths = [unit, args, sysctl];
const pause = (seconds: number): Promise<void> => new Promise((resume) => setTimeout(resume, seconds * 1000));

interface Marks {
  readonly at: number;
  readonly snap: string | null;
  readonly paths: readonly PathMark[];
}

async function marksNow(): Promise<Marks> {
  const lines = await ask(
    host,
    `date +%s; readlink /snap/k8s/current || echo
     for path in ${paths.join(' ')}; do stat -c '%a %u %g %i' $path 2>/dev/null || echo; sha256sum 2>/dev/null <$path || echo; done`,
  );
  const [seconds = '', snap = '', ...rest] = lines.split('\n');
  const marks = paths.map((_, index): PathMark => {
    const [mode = '', uid, gid, inode] = (rest[index * 2] ?? '').split(' ');
    if (mode === '') return { kind: 'absent' };
    const hash = (rest[index * 2 + 1] ?? '').slice(0, 64);
    return {
      kind: 'file',
      mode: Number.parseInt(mode, 8),
      uid: Number(uid),
      gid: Number(gid),
      inode: Number(inode),
      hash,
    };
  });
  return { at: Number(seconds) * 1000, snap: snap === '' ? null : snap, paths: marks };
}

const isSame = (a: PathMark | undefined, b: PathMark | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Marks, does it, and asks; what differs since and the answer are one file. */
async function record(name: string, happen: () => Promise<unknown>): Promise<void> {
  await ask(host, `chmod 600 ${unit}`);
  await pause(3);
  const before = await marksNow();
  await pause(1);
  await happen();
  const after = await marksNow();
  const moved = paths
    .map((path, index) => ({ path, before: before.paths[index], after: after.paths[index] }))
    .filter((path) => !isSame(path.before, path.after));
  const snaps = before.snap === after.snap ? [] : [{ snap: 'k8s', before: before.snap, after: after.snap }];
  const question: EvidenceQuestion = { paths: moved.map(({ path }) => path), snaps: ['k8s'], since: before.at };
  const asked = performance.now();
  const { stdout, stderr } = await inHost(host, shownText(evidenceCommand(question)));
  process.stdout.write(`${name}: ${Math.round(performance.now() - asked)} ms, ${stdout.length} bytes\n${stderr}`);
  const recorded = { question, now: Date.now(), paths: moved, snaps, answer: stdout.split('\n') };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(recorded, null, 2)}\n`);
}

mkdirSync(folder, { recursive: true });
await record('edit', async () => {
  await logIn(host, `sudo -n sed -i '/^--v=/d; $a --v="3"' ${args}; sleep 1`);
  await lab('drift', host);
  await eventually('k8sd restarts the kubelet', 30, async () => {
    const said = await inHost(
      host,
      `tr '\\0' ' ' </proc/$(systemctl show -p MainPID --value snap.k8s.kubelet)/cmdline`,
    );
    return said.stdout.includes('--v=3');
  });
});
await record('refresh', () => lab('refresh', host));
await record('failed-refresh', () => lab('fail-refresh', host));
await record('re-enabled', () => lab('reenable', host));
await record('revert', () => lab('revert', host));
await record('disabled', () => ask(host, 'snap disable k8s'));
await ask(
  host,
  'snap enable k8s; snap start --enable k8s.k8sd k8s.containerd k8s.k8s-apiserver-proxy k8s.kubelet k8s.kube-proxy; sysctl -w vm.swappiness=10',
);
await record('reboot', () => lab('reboot', host));
