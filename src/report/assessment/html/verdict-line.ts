import type { Assessment } from '../../../domain/assessment.ts';
import { count } from '../../../domain/count.ts';

/** One line that stands alone: `prod-a: 6 of 218 controls fail, from 4 causes, on 4 of 5 hosts`. */
export function verdictLine(assessment: Assessment): string {
  const { controls, causes, scope } = assessment;
  const failing = controls.filter(({ status }) => status === 'fail');
  const partly = scope.missing.length > 0 ? 'NOT FULLY ASSESSED; ' : '';
  if (failing.length === 0)
    return `${clusterNames(assessment)}: ${partly}none of ${count(controls.length, 'control')} fails`;
  const roots = causes.filter(({ status }) => status === 'fail').length;
  const fail = `${failing.length} of ${count(controls.length, 'control')} ${failing.length === 1 ? 'fails' : 'fail'}`;
  return `${clusterNames(assessment)}: ${partly}${fail}, from ${count(roots, 'cause')}${onHosts(assessment)}`;
}

function clusterNames({ scope }: Assessment): string {
  const names = [...new Set(scope.hosts.map(({ cluster }) => cluster))];
  return names.length > 3
    ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
    : names.join(', ') || 'no cluster';
}

/** Where only the API of a cluster shows the failure, no host is named. */
function onHosts({ controls, scope }: Assessment): string {
  const hosts = new Set<string>();
  for (const control of controls)
    for (const { status, hosts: names } of control.scope === 'cluster' ? [] : control.results)
      if (status === 'fail') for (const name of names) hosts.add(name);
  return hosts.size === 0 ? '' : `, on ${hosts.size} of ${count(scope.hosts.length, 'host')}`;
}
