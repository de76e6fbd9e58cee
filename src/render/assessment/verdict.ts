import type { Assessment, AssessedControl } from '../../domain/assessment.ts';
import { count } from '../../domain/count.ts';
import { wrap } from '../columns.ts';
import { duration } from '../duration.ts';
import { escapeControls } from '../host-text.ts';

/** The first lines: whether all was seen, how much fails, from how many causes, where. */
export function verdictText(assessment: Assessment, width: number): readonly string[] {
  const { missing } = assessment.scope;
  const took = duration(Date.parse(assessment.header.finishedAt) - Date.parse(assessment.header.startedAt));
  const words = `${failWords(assessment)}. ${took}`;
  if (missing.length === 0) return wrap(`${fleetName(assessment)}: ${words}`, width, 2);
  const why = missing.map(escapeControls).join('; ');
  const lead = `${fleetName(assessment)}: `;
  return [
    ...wrap(`${lead}NOT FULLY ASSESSED. ${why}`, width, Math.min(lead.length, 20)),
    ...wrap(capital(words), width, 2),
  ];
}

/** Clusters by name, else how many hosts. */
function fleetName({ scope }: Assessment): string {
  const clusters = [...new Set(scope.hosts.map(({ cluster }) => escapeControls(cluster)))].filter(
    (name) => name !== '',
  );
  return clusters.length > 0 && clusters.length <= 3
    ? clusters.join(', ')
    : clusters.length > 3
      ? count(clusters.length, 'cluster')
      : count(scope.hosts.length, 'host');
}

function failWords({ controls, causes, scope }: Assessment): string {
  const failing = controls.filter(({ status }) => status === 'fail');
  const total = controls.length;
  if (failing.length === 0) return `none of ${count(total, 'control')} fails${quietWords(controls)}`;
  const open = causes.filter(({ status }) => status === 'fail');
  const names = new Set(scope.hosts.map(({ name }) => name));
  const hosts = new Set(open.flatMap((cause) => cause.hosts).filter((host) => names.has(host)));
  const where =
    hosts.size === 0
      ? ''
      : `, on ${hosts.size === names.size ? 'all' : `${hosts.size} of`} ${count(names.size, 'host')}`;
  return `${failing.length} of ${count(total, 'control')} ${failing.length === 1 ? 'fails' : 'fail'}, from ${count(open.length, 'cause')}${where}`;
}

/** That nothing fails is worth what was looked at. */
function quietWords(controls: readonly AssessedControl[]): string {
  const of = (status: string): number => controls.filter((control) => control.status === status).length;
  const parts = [
    [of('unknown'), 'unknown'],
    [of('not-assessed'), 'not assessed'],
  ].flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}

/** What the unknown ones are on the hosts that did answer. */
export function unknownText({ controls, scope }: Assessment, width: number): readonly string[] {
  const lost = new Set(scope.hosts.filter(({ reached }) => !reached).map(({ name }) => name));
  const unknown = controls.filter(({ status }) => status === 'unknown');
  if (lost.size === 0 || unknown.length === 0) return [];
  const passing = unknown.filter(({ results }) =>
    results.every(({ hosts, status }) => status === 'pass' || hosts.every((host) => lost.has(host))),
  );
  const answered = scope.hosts.length - lost.size;
  if (passing.length === 0 || answered === 0) return [];
  const which =
    passing.length === unknown.length ? `the ${unknown.length}` : `${passing.length} of the ${unknown.length}`;
  const on = `${answered === 1 ? 'the host' : `the ${answered} hosts`} that answered`;
  return wrap(`  ${which} unknown ${passing.length === 1 ? 'passes' : 'pass'} on ${on}`, width, 2);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
