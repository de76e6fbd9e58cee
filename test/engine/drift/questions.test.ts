import { spawnSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import test from 'ava';

import type { CommandOutput } from '../../../src/domain/session.ts';
import { sha256 } from '../../../src/domain/sha256.ts';
import { type ShellCommand, wireText } from '../../../src/domain/shell-command.ts';
import { managedPaths, snapsOf } from '../../../src/engine/drift/managed-paths.ts';
import { markerLines } from '../../../src/engine/drift/marker.ts';
import { cheapQuestion, lookQuestion, readCheap, readLook, writeMarker } from '../../../src/engine/drift/questions.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const shells = [['dash'], ['busybox', 'sh']] as const;

/** A user's own state folder stands in for /var/lib, which root alone may write. */
function ask(
  [program, ...options]: readonly [string, ...string[]],
  home: string,
  command: ShellCommand,
): CommandOutput {
  const nobody = spawnSync(
    'setpriv',
    ['--reuid=65534', '--regid=65534', '--clear-groups', program, ...options, '-c', `umask 077\n${wireText(command)}`],
    {
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: home },
    },
  );
  return { code: nobody.status, stdout: nobody.stdout, stderr: nobody.stderr };
}

const names = ['plain', "it's", 'two  blanks', 'back\\slash', 'ünï', '-n', '$(touch x)', '*'];

for (const shell of shells)
  test(`paths are looked at, whatever their names (${shell.join(' ')})`, (t) => {
    const folder = tempFolder(t);
    chmodSync(folder, 0o755);
    const files = names.map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, file, { mode: 0o644 });
    mkdirSync(join(folder, 'folder'), { mode: 0o751 });
    chmodSync(join(folder, 'folder'), 0o751);
    symlinkSync('plain', join(folder, 'link'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    linkSync(join(folder, 'plain'), join(folder, 'same'));
    const others = ['folder', 'link', 'dangling', 'same', 'absent'].map((name) => join(folder, name));
    const paths = [...others.slice(0, 2), ...files, ...others.slice(2), '/proc/sys/kernel/ostype'];
    const { paths: marks } = readLook(paths, ask([...shell], folder, lookQuestion('k', paths)));
    for (const file of files) t.like(marks.get(file), { kind: 'file', mode: 0o644, hash: sha256(file) }, file);
    t.like(marks.get(join(folder, 'folder')), { kind: 'directory', mode: 0o751, hash: null });
    const link = marks.get(join(folder, 'link'));
    t.is(link?.kind, 'link');
    t.notDeepEqual(link, { ...link, hash: sha256('plain') });
    writeFileSync(join(folder, 'plain'), 'edited');
    const { paths: after } = readLook(paths, ask([...shell], folder, lookQuestion('k', paths)));
    t.notDeepEqual(after.get(join(folder, 'link')), link);
    writeFileSync(join(folder, 'plain'), join(folder, 'plain'));
    t.like(marks.get(join(folder, 'dangling')), { kind: 'link', hash: sha256('nowhere') });
    t.deepEqual(marks.get(join(folder, 'same')), marks.get(join(folder, 'plain')));
    t.deepEqual(marks.get(join(folder, 'absent')), { kind: 'absent' });
    t.like(marks.get('/proc/sys/kernel/ostype'), { kind: 'file', inode: 0, hash: sha256('Linux\n') });
  });

for (const shell of shells)
  test(`a marker that was written is asked for, with what it names (${shell.join(' ')})`, (t) => {
    const home = tempFolder(t);
    chmodSync(home, 0o777);
    const file = join(home, "a 'file'");
    writeFileSync(file, 'x', { mode: 0o644 });
    const paths = [file, '/nowhere/at/all'];
    const seen = readLook(paths, ask([...shell], home, lookQuestion('k', paths)));
    t.is(seen.marker, null);
    const marker = { run: "r'1", who: 'a$b@c', at: 1, checkedAt: 2, digest: 'd', snaps: seen.snaps, paths: seen.paths };
    const written = ask([...shell], home, writeMarker('k', '1121-k7', markerLines(marker)));
    t.is(written.stderr.toString(), '');
    const answer = readCheap(ask([...shell], home, cheapQuestion('k')));
    t.deepEqual(answer.marker, marker);
    t.deepEqual(answer.paths, marker.paths);
    t.is(answer.folder, join(home, '.local/state/bulwark'));
    t.regex(answer.machineId, /^[0-9a-f]{32}$/);
    chmodSync(file, 0o600);
    t.notDeepEqual(readCheap(ask([...shell], home, cheapQuestion('k'))).paths, marker.paths);
  });

test('the question to a host that has no marker, and an answer that was cut', (t) => {
  const home = tempFolder(t);
  const answer = readCheap(ask(['dash'], home, cheapQuestion('k')));
  t.is(answer.marker, null);
  t.is(answer.paths.size, 0);
  const cut = readCheap({ code: 0, stdout: Buffer.from('/var/lib/bulwark\nabc'), stderr: Buffer.alloc(0) });
  t.is(cut.marker, null);
});

test('a marker is about paths and live sysctls; snaps are known by their folders and units', (t) => {
  const paths = managedPaths([
    { kind: 'path', path: '/etc/systemd/system/snap.k8s.kubelet.service' },
    { kind: 'path', path: '/var/snap/lxd/common/x' },
    { kind: 'path', path: '/var/snap/lxd/common/x' },
    { kind: 'path', path: '/a\nb' },
    { kind: 'path', path: '/blank ' },
    { kind: 'sysctl', name: 'net.ipv4.conf.eth0/1.mtu' },
    { kind: 'sysctl', name: 'vm/panic_on_oom' },
    { kind: 'unit', name: 'ssh.service' },
    { kind: 'any' },
  ]);
  t.deepEqual(paths, [
    '/etc/systemd/system/snap.k8s.kubelet.service',
    '/var/snap/lxd/common/x',
    '/proc/sys/net/ipv4/conf/eth0.1/mtu',
    '/proc/sys/vm/panic_on_oom',
  ]);
  t.deepEqual(snapsOf(paths), ['k8s', 'lxd']);
  t.deepEqual(snapsOf(['/snapshots/x', '/etc/ssh/sshd_config']), []);
});
