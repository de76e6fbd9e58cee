/**
 * Whether a path names a file that the machine keeps: absolute, and outside of /dev, /proc and /sys. `-` is standard
 * output, and where a relative path ends up is up to the working directory of whoever opens it.
 */
export function isKeptFile(path: string): boolean {
  if (!path.startsWith('/') || /(?:^|\/)\.{0,2}$/.test(path)) return false;
  const [first] = path.split('/').reduce<readonly string[]>(stepInto, []);
  return first !== undefined && !devices.has(first);
}

const devices: ReadonlySet<string> = new Set(['dev', 'proc', 'sys']);

const stepInto = (folders: readonly string[], name: string): readonly string[] =>
  name === '' || name === '.' ? folders : name === '..' ? folders.slice(0, -1) : [...folders, name];
