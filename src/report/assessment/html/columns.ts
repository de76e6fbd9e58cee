import type { AssessedHost, Assessment } from '../../../domain/assessment.ts';
import type { PageColumn } from './page-data.ts';
import { plainText } from '../plain-text.ts';
import { roleOf, timeOf } from './words.ts';

/** Clusters first, then hosts: by cluster, control planes before workers, by name with its numbers as numbers. */
export function columnsOf({ controls, scope }: Assessment): readonly PageColumn[] {
  const asked = controls.filter((control) => control.scope === 'cluster');
  const clusters = new Set(asked.flatMap((control) => control.results.flatMap((result) => result.hosts)));
  return [
    ...[...clusters].toSorted(byName).map(clusterColumn),
    ...scope.hosts.toSorted(inOrder).map((host) => hostColumn(host)),
  ];
}

const clusterColumn = (name: string): PageColumn => ({
  name: plainText(name),
  kind: 'cluster',
  cluster: plainText(name),
  role: 'cluster',
  reached: true,
  facts: [],
  processes: {},
});

const hostColumn = (host: AssessedHost): PageColumn => ({
  name: plainText(host.name),
  kind: 'host',
  cluster: plainText(host.cluster),
  role: roleOf(host),
  reached: host.reached,
  facts: factsOf(host).map(([name, text]) => [name, plainText(text)] as const),
  processes: host.processes,
});

function factsOf(host: AssessedHost): readonly (readonly [string, string])[] {
  const snap =
    host.version === null ? null : `${host.version}${host.revision === null ? '' : ` (rev ${host.revision})`}`;
  const facts: readonly (readonly [string, string | null])[] = [
    ['role', roleOf(host)],
    ['cluster', host.cluster],
    ['address', host.address],
    ['system', host.os],
    ['k8s', snap],
    ...Object.entries(host.facts),
    ['looked at', host.at === null ? 'never: not reached' : timeOf(host.at)],
    ['clock', host.clockSkew === null ? null : skewWords(host.clockSkew)],
  ];
  return facts.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const]));
}

function skewWords(seconds: number): string {
  const rounded = Math.round(Math.abs(seconds) * 10) / 10;
  return rounded === 0 ? 'as the controller’s' : `${rounded} s ${seconds > 0 ? 'ahead of' : 'behind'} the controller’s`;
}

const byName = (a: string, b: string): number => natural.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

const natural = new Intl.Collator('en', { numeric: true });

const inOrder = (a: AssessedHost, b: AssessedHost): number =>
  byName(a.cluster, b.cluster) || roleRank(a) - roleRank(b) || byName(a.name, b.name);

const roleRank = ({ role }: AssessedHost): number => (role === 'control-plane' ? 0 : role === 'worker' ? 1 : 2);
