import { count } from '../../domain/count.ts';
import type { Condition } from '../../report/conditions.ts';
import { cells, clip } from '../columns.ts';
import { failureHeadline } from '../failure-text.ts';
import { ofCluster } from '../fleet-words.ts';
import { escapeControls } from '../host-text.ts';
import type { Story } from '../story.ts';
import { MAIL, causeVerdict, nodesOf, targetsWords } from './words.ts';

/** Line 1, which stands alone: what happened, to how many hosts, why where there is one reason. */
export function verdictText(story: Story, news: readonly Condition[]): string {
  const parts = [...Map.groupBy(news, partOf)].map(([word, same]) => ({ word, same }));
  const [only] = parts;
  const heads = parts.map(({ word, same }) => headOf(word, same, story)).join(', ');
  const reason = only !== undefined && parts.length === 1 ? reasonOf(only.same, story) : '';
  const cluster = ofCluster(story);
  const candidates = [
    ...(reason === '' ? [] : [`${heads}${cluster}: ${reason}`, `${heads}: ${reason}`]),
    `${heads}${cluster}`,
    heads,
  ];
  return candidates.find((line) => cells(line) <= MAIL) ?? clip(heads, MAIL);
}

const partOf = ({ kind, drift }: Condition): string =>
  kind === 'drift' && drift?.state === 'repaired'
    ? 'DRIFT repaired'
    : kind === 'drift' && drift?.state === 'as-wanted'
      ? 'EDIT'
      : kind.toUpperCase();

function headOf(word: string, same: readonly Condition[], story: Story): string {
  const hosts = [...new Set(same.flatMap(({ host }) => host ?? []))];
  if (hosts.length === 0) return word;
  if (word === 'UNREACHABLE') return `${word} ${few(hosts, story)}`;
  return `${word} on ${few(hosts, story)}`;
}

const few = (hosts: readonly string[], story: Story): string =>
  hosts.length === 1 ? nodesOf(hosts) : `${hosts.length} of ${count(story.hosts.size, 'host')}`;

/** Of several reasons the number. */
function reasonOf(same: readonly Condition[], story: Story): string {
  const reasons = [...new Set(same.map((condition) => oneReason(condition, story)))];
  return reasons.length === 1 ? (reasons[0] ?? '') : `${reasons.length} causes`;
}

function oneReason({ kind, host, drift }: Condition, story: Story): string {
  const told = host === null ? undefined : story.hosts.get(host);
  switch (kind) {
    case 'failed':
      return told === undefined ? '' : failureHeadline(told);
    case 'unreachable':
      return escapeControls(told?.lost?.message ?? '').split('\n')[0] ?? '';
    case 'drift':
    case 'changed': {
      const moved = drift?.explained?.moved.map(({ what }) => what) ?? [];
      const what = targetsWords(drift?.tasks ?? [], moved);
      return kind === 'changed' ? what : causeVerdict(drift?.explained?.cause ?? null, what);
    }
    case 'busy':
      return 'another run holds the lock for the third time';
    case 'moved':
      return 'the plan file does not fit';
    case 'refused':
      return 'nothing was changed';
    case 'stopped':
      return 'the run was not done as a whole';
  }
}
