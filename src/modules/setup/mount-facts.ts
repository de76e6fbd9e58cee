import type { Value } from '../../domain/value.ts';

/** Ansible's `mounts`: disks and what stands in for them. Sizes in bytes; without df(1) they are null. */
export function mountFacts(text: string, seen: ReadonlyMap<string, string>): Value {
  const sizes = new Map(
    (seen.get('df') ?? '').split(';').flatMap((line) => {
      const found = /^(\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+\S+\s+(.+)$/.exec(line);
      return found === null ? [] : [[found[5] ?? '', [Number(found[2]) * 1024, Number(found[4]) * 1024]] as const];
    }),
  );
  return [...text.matchAll(/^mount=(\S+) (\S+) (\S+) (\S+)/gm)].map(
    ([, device = '', path = '', type = '', options = '']) => {
      const mount = path.replaceAll(/\\([0-7]{3})/g, (_, code: string) =>
        String.fromCodePoint(Number.parseInt(code, 8)),
      );
      const size = sizes.get(mount);
      return new Map<string, Value>([
        ['mount', mount],
        ['device', device],
        ['fstype', type],
        ['options', options],
        ['size_total', size?.[0] ?? null],
        ['size_available', size?.[1] ?? null],
      ]);
    },
  );
}
