import { BadAnswer, type Change, type Planned } from '../../domain/module.ts';
import type { Expectation } from '../../domain/file-state.ts';
import { pathResource } from '../../domain/resource.ts';
import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { isPresent, type KnownFile } from './known-file.ts';
import { expectationOf } from './links.ts';

/** Folders that no playbook has a reason to remove; their children may be. From hier(7) and the k8s snap's layout. */
const protectedFolders: ReadonlySet<string> = new Set([
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib32',
  '/lib64',
  '/media',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/snap',
  '/srv',
  '/sys',
  '/tmp',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/lib/systemd',
  '/usr/local',
  '/usr/sbin',
  '/usr/share',
  '/var',
  '/var/lib',
  '/var/lib/bulwark',
  '/var/lib/dpkg',
  '/var/lib/snapd',
  '/var/log',
  '/var/snap',
  '/var/snap/k8s',
  '/var/snap/k8s/common',
  '/var/tmp',
  '/etc/kubernetes',
  '/etc/pam.d',
  '/etc/ssl',
  '/etc/ssh',
  '/etc/systemd',
  '/etc/systemd/system',
]);

/** Prints `mount PATH` and `home PATH` for each folder of `paths` that holds or is a mount point, or is somebody's home. */
export function dangerCommand(paths: readonly string[]): ShellCommand {
  return sh`for p in ${paths}; do
[ -d "$p" ] && [ ! -L "$p" ] || continue
r=$(readlink -f -- "$p") || exit 1
while read -r x x x x m x; do case $m in *\\*) m=$(printf %b "$m") ;; esac; case $m in "$r" | "$r"/*) printf 'mount %s\n' "$p"; break ;; esac; done </proc/self/mountinfo
while IFS=: read -r x x x x x h x; do [ "$h" != "$r" ] || { printf 'home %s\n' "$p"; break; }; done </etc/passwd
done`;
}

/** What `dangerCommand` found, by path. Throws BadAnswer where the host could not look. */
export function readDangers(output: CommandOutput): ReadonlyMap<string, 'mount' | 'home'> {
  if (output.code !== 0)
    throw new BadAnswer(
      'mount points and homes could not be looked at',
      output.stderr.toString().trim().split('\n').slice(0, 3),
    );
  return new Map(
    [...output.stdout.toString().matchAll(/^(mount|home) (.*)$/gm)].map(([, kind, path = '']) => [
      path,
      kind === 'home' ? 'home' : 'mount',
    ]),
  );
}

/** The removal of what is at `path`. Refuses what would take a machine apart. */
export function planAbsence(path: string, there: KnownFile, danger: 'mount' | 'home' | undefined): Planned {
  if (!isPresent(there)) return { kind: 'changes', changes: [] };
  const why = there.kind === 'directory' ? reasonToKeep(path, there.realPath, danger) : null;
  if (why !== null)
    return {
      kind: 'refused',
      message: `${path} is not removed: ${why}`,
      hint: 'Name the files inside that have to go',
    };
  return { kind: 'changes', changes: [removal(path, there)] };
}

function reasonToKeep(path: string, realPath: string, danger: 'mount' | 'home' | undefined): string | null {
  if ([path, realPath].some((name) => protectedFolders.has(normalised(name)))) return 'the system needs it';
  if (danger === 'mount') return 'something is mounted there';
  return danger === 'home' || /^\/home\/[^/]+$/.test(normalised(realPath)) ? 'it is a home directory' : null;
}

/** Without `.`, `..` and doubled slashes. */
function normalised(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function removal(path: string, there: Exclude<KnownFile, { readonly kind: 'absent' }>): Change {
  const isFolder = there.kind === 'directory';
  return {
    action: 'delete',
    target: path,
    writes: [pathResource(path)],
    diff: { entries: [{ name: 'state', before: there.kind, after: null }] },
    converges: 'verified',
    disrupts: 'none',
    ...(isFolder ? { undoable: false } : {}),
    steps: [
      isFolder
        ? { kind: 'remove-directory', path, recursive: true }
        : { kind: 'remove-file', path, expect: fileExpectation(there) },
    ],
  };
}

function fileExpectation(there: Exclude<KnownFile, { readonly kind: 'absent' }>): Expectation {
  if (there.kind !== 'file' || there.sha256 === undefined) return expectationOf(there);
  return { kind: 'file', sha256: there.sha256, mode: there.mode, uid: there.uid, gid: there.gid };
}
