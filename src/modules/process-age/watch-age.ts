import type { BoundModule, Evidence } from '../../domain/bound.ts';
import type { Change } from '../../domain/module.ts';
import { ageQuestion } from './question.ts';
import { type Ages, readAges } from './read-age.ts';

/** A service whose handler also runs when what runs is older than its files. */
export interface WatchedService {
  readonly unit: string;
  /** restarted: only a new process has read them. reloaded: a process that was told to read them again has, too. */
  readonly by: 'restarted' | 'reloaded';
}

/** The modules that manage files of which a process can be older. `args_file` compares the arguments themselves. */
const fileModules: ReadonlySet<string> = new Set([
  'blockinfile',
  'copy',
  'file',
  'json_file',
  'lineinfile',
  'replace',
  'systemd_dropin',
  'template',
  'yaml_file',
]);

/** Also asks whether these services are older than the files that it manages. */
export function watchAge(bound: BoundModule, services: readonly WatchedService[]): BoundModule {
  const paths = [...new Set((bound.query.files ?? []).map(({ path }) => path))];
  if (services.length === 0 || paths.length === 0 || !fileModules.has(bound.module)) return bound;
  return { ...bound, evidence: services.map((service) => evidenceOf(service, paths)) };
}

const evidenceOf = (service: WatchedService, paths: readonly string[]): Evidence => ({
  about: service.unit,
  command: ageQuestion(service.unit, paths),
  read: ({ stdout }) => {
    const ages = readAges(stdout.toString('utf8'));
    const file = ages === null ? undefined : newerThan(ages, service.by)?.path;
    return file === undefined ? null : staleChange(service, file);
  },
});

/** A file of the future proves nothing: what is restarted now would still be older than it. */
function newerThan(
  { begun, stateChanged, now, files }: Ages,
  by: WatchedService['by'],
): Ages['files'][number] | undefined {
  const since = by === 'reloaded' && stateChanged !== null ? Math.max(begun, stateChanged + 1) : begun;
  return files.find(({ changed }) => changed > since && changed <= now);
}

const staleChange = ({ unit, by }: WatchedService, path: string): Change => ({
  action: 'update',
  target: unit,
  writes: [],
  diff: {
    entries: [
      {
        name: 'running process',
        before: `older than ${path}`,
        after: by === 'restarted' ? 'restarted after its last change' : 'reloaded after its last change',
      },
    ],
  },
  converges: 'by-handler',
  disrupts: 'none',
  steps: [],
});
