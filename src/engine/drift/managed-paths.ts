import type { Resource } from '../../domain/resource.ts';

/**
 * The paths that questions read: what a marker is about. A live sysctl is its file below /proc/sys. Left out are paths
 * that a line of a marker cannot hold as a shell reads it: with a line break, or a blank at the end.
 */
export function managedPaths(reads: readonly Resource[]): readonly string[] {
  const paths = reads.flatMap((resource) => {
    if (resource.kind === 'path') return [resource.path];
    return resource.kind === 'sysctl' ? [`/proc/sys/${slashed(resource.name)}`] : [];
  });
  return [...new Set(paths)].filter((path) => !path.includes('\n') && path.trimEnd() === path);
}

/** The snaps that these paths belong to, by their folders and units. */
export function snapsOf(paths: readonly string[]): readonly string[] {
  const names = paths.flatMap((path) => /^\/(?:var\/)?snap\/([a-z0-9-]+)(?:\/|$)/.exec(path)?.[1] ?? unitSnap(path));
  return [...new Set(names)].toSorted();
}

/** The snaps whose services these questions look at. */
export const snapsOfUnits = (reads: readonly Resource[]): readonly string[] =>
  reads.flatMap((resource) =>
    resource.kind === 'unit' ? (/^snap\.([a-z0-9-]+)\./.exec(resource.name)?.[1] ?? []) : [],
  );

/** The link that says which revision of a snap is current. */
export const currentOf = (snap: string): string => `/snap/${snap}/current`;

const unitSnap = (path: string): readonly string[] => {
  const found = /\/systemd\/(?:system|user)\/snap\.([a-z0-9-]+)\./.exec(path);
  return found?.[1] === undefined ? [] : [found[1]];
};

/** sysctl.d(5): the separator is what comes first. */
function slashed(key: string): string {
  const first = /[./]/.exec(key)?.[0];
  return first === '/' ? key : key.replaceAll(/[./]/g, (separator) => (separator === '.' ? '/' : '.'));
}
