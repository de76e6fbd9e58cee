import type { Parsed } from '../../domain/diagnostic.ts';
import type { Pin } from '../../domain/host-key.ts';
import type { SourceFiles } from '../../domain/source-files.ts';
import { collectProblems } from '../../source/problems.ts';
import type { Problems } from '../../source/problems.ts';

/** Host name or address to the fingerprints that it may show. */
export type Fingerprints = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * A list that somebody compared: on each line a host and, somewhere after it, a fingerprint, as `hostkeys verify` and
 * `ssh-keygen -l` print them. Errors: `fingerprints-missing`, `fingerprints`.
 */
export function readFingerprints(path: string, files: SourceFiles): Parsed<Fingerprints> {
  const problems = collectProblems();
  const bytes = files.read(path);
  if (bytes === null) problems.error('fingerprints-missing', `--fingerprints ${path}: there is no such file`);
  const list = new Map<string, Set<string>>();
  const lines = new TextDecoder().decode(bytes ?? new Uint8Array()).split(/\r?\n/);
  for (const [index, line] of lines.entries()) readLine(path, index + 1, line, list, problems);
  if (bytes !== null && list.size === 0 && !problems.hasErrors())
    problems.error('fingerprints', `${path} has no fingerprint in it`, undefined, { hint: shape });
  return problems.finish(list);
}

/** Whether the list has this key for this host, under its name, its address or as known_hosts names it. */
export const isListed = (list: Fingerprints, { name, id, key }: Pin): boolean =>
  [name, id, id.replace(/^\[(.*)\]:\d+$/, '$1')].some((host) => list.get(host.toLowerCase())?.has(key.fingerprint));

const shape = 'one line for each host: cp-1 ED25519 SHA256:Qf0yXc2kq3xkJx0nq0nB0yM2cZb1yJm2w8m1mC5p2Z4';

function readLine(file: string, line: number, text: string, list: Map<string, Set<string>>, problems: Problems): void {
  const [host = '', ...words] = text.trim().split(/\s+/);
  if (host === '' || host.startsWith('#')) return;
  const found = words.filter((word) => /^SHA256:[A-Za-z0-9+/]{43}=?$/.test(word));
  const [fingerprint] = found;
  if (fingerprint === undefined || found.length > 1 || /^\d+$/.test(host) || host.startsWith('SHA256:')) {
    const place = { line, column: 1 };
    problems.error(
      'fingerprints',
      'this line does not say one host and its one fingerprint',
      {
        file,
        start: place,
        end: { line, column: 1 + [...text].length },
      },
      { hint: shape },
    );
    return;
  }
  const known = list.get(host.toLowerCase()) ?? new Set();
  list.set(host.toLowerCase(), known.add(fingerprint.replace(/=$/, '')));
}
