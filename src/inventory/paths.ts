/** `inventory/hosts.yaml` → `inventory`; a bare name is in `.`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, Math.max(slash, 1));
}

export const joinPath = (folder: string, name: string): string =>
  folder === '.' || folder === '' ? name : `${folder.replace(/\/$/, '')}/${name}`;

/** `name` as it stands in a file of `folder`. */
export const pathFrom = (folder: string, name: string): string =>
  name.startsWith('/') ? name : joinPath(folder, name);

/** `~` and what begins with `~/`. */
export const expandHome = (path: string, home: string): string => path.replace(/^~(?=\/|$)/, () => home);
