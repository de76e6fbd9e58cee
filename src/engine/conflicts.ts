import type { Resource } from '../domain/resource.ts';
import { unreachable } from '../domain/unreachable.ts';

/** The path after every symbolic link in it is resolved, as far as the host told; the path itself where it did not. */
export type RealPath = (path: string) => string;

/**
 * Whether an answer that read `reads` may be stale after `writes`. Stale is the default: only pairs that the table
 * below proves apart are not. A side that names nothing is unknown, and so conflicts.
 */
export function mayBeStale(reads: readonly Resource[], writes: readonly Resource[], realPath: RealPath): boolean {
  if (reads.length === 0 || writes.length === 0) return true;
  const written = writes.flatMap(implied);
  return reads.flatMap(implied).some((read) => written.some((write) => touch(read, write, realPath)));
}

const unitFile = /^\/(?:etc|run|usr\/lib|lib|usr\/local\/lib)\/systemd\/(?:system|user)(?:\/([^/]+))?/;

/** A unit file, drop-in or enablement link is also the unit; the folder of all units is every unit; account files are every account. */
function implied(resource: Resource): readonly Resource[] {
  if (resource.kind !== 'path') return [resource];
  const unit = unitFile.exec(resource.path);
  if (unit) return [resource, { kind: 'unit', name: unitName(unit[1]) }];
  if (/^\/etc\/(passwd|shadow)$/.test(resource.path)) return [resource, { kind: 'user', name: '*' }];
  if (/^\/etc\/g(roup|shadow)$/.test(resource.path)) return [resource, { kind: 'group', name: '*' }];
  if (resource.path === '/snap' || resource.path.startsWith('/snap/'))
    return [resource, { kind: 'unit', name: 'snap.*' }];
  if (/^\/proc\/sys(\/|$)/.test(resource.path)) return [resource, { kind: 'sysctl', name: '*' }];
  return [resource];
}

const unitName = (entry: string | undefined): string => {
  if (entry === undefined) return '*';
  if (entry.endsWith('.wants') || entry.endsWith('.requires')) return '*';
  return entry.endsWith('.d') ? entry.slice(0, -2) : entry;
};

function touch(read: Resource, write: Resource, realPath: RealPath): boolean {
  if (read.kind === 'any' || write.kind === 'any') return true;
  switch (read.kind) {
    case 'path':
      return write.kind === 'path' && pathsTouch(read.path, write.path, realPath);
    case 'unit':
    case 'user':
    case 'group':
    case 'sysctl':
    case 'saved':
      return write.kind === read.kind && namesTouch(read.name, write.name);
    default:
      return unreachable(read);
  }
}

/** Equal, ancestor or descendant, as written or as resolved: /var/run is /run. */
function pathsTouch(a: string, b: string, realPath: RealPath): boolean {
  return (
    related(normal(a), normal(b)) ||
    related(realPath(a), realPath(b)) ||
    related(normal(a), realPath(b)) ||
    related(realPath(a), normal(b))
  );
}

const related = (a: string, b: string): boolean => a === b || inside(a, b) || inside(b, a);
const inside = (path: string, folder: string): boolean => path.startsWith(folder === '/' ? '/' : `${folder}/`);

/** Without doubled slashes, `.`, and a slash at the end; `..` is left to the host's own resolution. */
const normal = (path: string): string => path.replace(/\/(?:\.?\/)*/g, '/').replace(/(?:\/\.?)$/, '') || '/';

function namesTouch(a: string, b: string): boolean {
  return a === b || globCovers(a, b) || globCovers(b, a);
}

function globCovers(glob: string, name: string): boolean {
  if (!glob.endsWith('*')) return false;
  const prefix = glob.slice(0, -1);
  return name.startsWith(prefix) || (name.endsWith('*') && prefix.startsWith(name.slice(0, -1)));
}
