import { inHost } from './lab.ts';

/** Every path of a host with what it is, when it was written and when anything about it changed. */
type Listing = ReadonlyMap<string, string>;

/** The kernel's, the container's, the lab's share between its hosts, and what systemd keeps of logins while they last. */
const pruned = [
  '/proc',
  '/sys',
  '/dev',
  '/run/systemd',
  '/run/log',
  '/run/user',
  '/run/host',
  '/var/log/journal',
  '/var/lib/bulwark-lab/cluster',
];

/** snapd notes that it was asked. */
const ofDaemons = /^\/var\/lib\/snapd(?:\/state\.json)?$/;

/** Lists a host through the machine, without a login. A file that comes and goes shows in its folder's time. */
export async function listAll(host: string): Promise<Listing> {
  const prune = pruned.map((path) => `-path ${path}`).join(' -o ');
  const { stdout } = await inHost(
    host,
    `find / \\( ${prune} \\) -prune -o -printf '%p\\t%y %m %U:%G %s %T@ %C@\\n' 2>/dev/null`,
  );
  const lines = stdout.split('\n').filter((line) => line !== '');
  if (lines.length < 1000) throw new Error(`${host} listed ${lines.length} paths only`);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)]));
}

/** Paths that are new, gone or not as they were, sorted, but for what daemons of the host keep of being asked. */
export const writtenBetween = (before: Listing, after: Listing): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path) && !ofDaemons.test(path))
    .toSorted();
