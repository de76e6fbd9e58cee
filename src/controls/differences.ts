import type { AssessedHost, RoleDifference } from '../domain/assessment.ts';
import type { Finding } from '../domain/module.ts';
import type { LookedHost } from './collect.ts';

type Role = RoleDifference['role'];

/** What hosts of one role were found to have differently: once a role and thing, the value that most have first. */
export function differencesOf(
  hosts: readonly LookedHost[],
  assessed: readonly AssessedHost[],
): readonly RoleDifference[] {
  const roles = new Map(assessed.map(({ name, role }) => [name, role]));
  return (['control-plane', 'worker'] as const).flatMap((role) =>
    inRole(
      hosts.filter(({ name }) => roles.get(name) === role),
      role,
    ),
  );
}

function inRole(hosts: readonly LookedHost[], role: Role): readonly RoleDifference[] {
  const seen = new Map<string, Map<string | null, Set<string>>>();
  for (const host of hosts) for (const [what, value] of valuesOf(host)) note(seen, what, value, host.name);
  return [...seen]
    .filter(([, values]) => values.size > 1)
    .map(([what, values]) => ({ role, what, values: mostFirst(values) }))
    .toSorted((a, b) => (a.what < b.what ? -1 : 1));
}

function valuesOf({ answers }: LookedHost): ReadonlyMap<string, string | null> {
  const findings = new Map(
    [...answers.values()].flatMap((all) =>
      all.flatMap(({ key, answer }) => (answer.kind === 'finding' ? [[key, answer.finding] as const] : [])),
    ),
  );
  const inOrder = [...findings].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(inOrder.flatMap(([, finding]) => valueOf(finding)));
}

/** What only a task can judge has no value of its own. */
function valueOf(finding: Finding): readonly (readonly [string, string | null])[] {
  const { subject, file, live, nextBoot } = finding;
  switch (subject.kind) {
    case 'arg':
      return [
        [
          `${subject.service} --${subject.flag}`,
          live === undefined || live === file ? file : `${shown(file)} (runs with ${shown(live)})`,
        ],
      ];
    case 'sysctl':
      return [
        [
          `sysctl ${subject.key}`,
          nextBoot === undefined || nextBoot === live
            ? (live ?? null)
            : `${shown(live ?? null)} (${shown(nextBoot)} after a boot)`,
        ],
      ];
    case 'file-mode':
      return [[`${subject.path} mode`, file]];
    case 'file-owner':
      return [[`${subject.path} owner`, file]];
    case 'task':
      return [];
  }
}

const shown = (value: string | null): string => value ?? 'unset';

function note(
  seen: Map<string, Map<string | null, Set<string>>>,
  what: string,
  value: string | null,
  host: string,
): void {
  const values = seen.get(what) ?? new Map<string | null, Set<string>>();
  seen.set(what, values.set(value, (values.get(value) ?? new Set()).add(host)));
}

const mostFirst = (values: ReadonlyMap<string | null, ReadonlySet<string>>): RoleDifference['values'] =>
  [...values]
    .map(([value, hosts]) => ({ value, hosts: [...hosts] }))
    .toSorted((a, b) => b.hosts.length - a.hosts.length || ((a.hosts[0] ?? '') < (b.hosts[0] ?? '') ? -1 : 1));
