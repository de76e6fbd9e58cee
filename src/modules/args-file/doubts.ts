import type { Service } from '../../domain/k8s-snap.ts';
import type { Flags } from './read-flags.ts';

/** What systemd and the kernel say of a service: names of properties with all their values, in order. */
export type About = ReadonlyMap<string, readonly string[]>;

/**
 * Why file and process may not be what counts: the unit starts something else, or will; the process is none of the
 * snap's; a second one runs beside it, whose arguments nobody read. null: nothing speaks against it.
 */
export function doubtOf(about: About, service: Service): string | null {
  const starts = about.get('ExecStart') ?? [];
  const other = starts.find((start) => !startsSnap(start, service));
  if (other !== undefined) return `the unit of ${service} starts something else than the snap: ${commandIn(other)}`;
  if (about.get('NeedDaemonReload')?.includes('yes') === true)
    return `the unit of ${service} was edited, and systemd has not read it since: what starts next is not known`;
  const exe = about.get('Exe')?.at(-1) ?? '';
  if (exe !== '' && !isOfSnap(exe, service)) return `the process of ${service} is ${exe}, and not the snap's`;
  const processes = processesIn(about);
  return processes > 1 ? `${processes} processes of ${service} run, and one was looked at` : null;
}

/** Processes whose program is the snap's, however they were started. */
export const processesIn = (about: About): number => Number(about.get('Processes')?.at(-1) ?? 0);

/** `{ path=/usr/bin/snap ; argv[]=/usr/bin/snap run k8s.kubelet ; ignore_errors=no ; … }` */
const commandIn = (start: string): string => /argv\[\]=([^]*?) ; /.exec(start)?.[1] ?? start;

const startsSnap = (start: string, service: Service): boolean =>
  new RegExp(`^/(?:usr/)?bin/snap run k8s\\.${service}$`).test(commandIn(start)) &&
  /^\{ path=\/(?:usr\/)?bin\/snap ;/.test(start);

/** After a refresh the file of a process that still runs is gone. */
const isOfSnap = (exe: string, service: Service): boolean =>
  new RegExp(`^/snap/k8s/[^/]+/bin/${service}(?: \\(deleted\\))?$`).test(exe);

/** Words of etcd's environment that speak for a flag: its file for all of them, `ETCD_X_Y` for `--x-y` that is not given. */
export function environmentDoubt(about: About, flag: string, seen: readonly (Flags | null)[]): string | null {
  const names = about.get('Env') ?? [];
  if (names.includes('ETCD_CONFIG_FILE'))
    return 'etcd has ETCD_CONFIG_FILE in its environment: that file counts, and nobody read it';
  const name = `ETCD_${flag.toUpperCase().replaceAll('-', '_')}`;
  const isLeft = seen.some((flags) => flags !== null && !flags.has(flag));
  return isLeft && names.includes(name)
    ? `etcd has ${name} in its environment: it counts where --${flag} is not given`
    : null;
}
