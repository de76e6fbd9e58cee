import type { Parsed, SourceRange } from '../domain/diagnostic.ts';
import type { Control } from '../domain/control.ts';
import type { YamlMap, YamlNode } from '../domain/yaml-node.ts';
import { asList, asMap, asString, asStrings, entryOf, get, isNothing, unknownKeys } from '../source/decode.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { collectProblems } from '../source/problems.ts';
import type { Problems } from '../source/problems.ts';
import { isDay, isExpired, lastDayFrom, longestWaiver, placeOf, type Waiver } from './waiver.ts';

export interface WaiverContext {
  /** By any form of its id; null: there is none. */
  readonly find: (word: string) => Control | null;
  /** Ids like this one, nearest first. */
  readonly near: (word: string) => readonly string[];
  /** The UTC day: 2026-11-22. */
  readonly today: string;
}

/**
 * The file of waivers: a list of them, or `{waivers: [...], attestations: [...]}`. An empty file has none. Expired ones
 * are kept, each with a warning (`waiver-expired`). Errors: those of YAML, `unknown-control`, `waiver-incomplete`,
 * `waiver-hosts`, `waiver-date`, `waiver-too-long`, `waiver-kind`, `waiver-twice`.
 */
export function parseWaivers(
  file: string,
  bytes: Uint8Array | string,
  context: WaiverContext,
): Parsed<readonly Waiver[]> {
  const problems = collectProblems();
  const node = problems.take(parseYaml(file, bytes));
  const waivers = node === null ? [] : sectionsOf(node, problems).flatMap((one) => readList(one, context, problems));
  reportTwice(waivers, problems);
  return problems.finish(waivers);
}

interface Section {
  readonly kind: Waiver['kind'];
  readonly node: YamlNode;
}

function sectionsOf(node: YamlNode, problems: Problems): readonly Section[] {
  if (node.kind === 'list') return [{ kind: 'waiver', node }];
  if (node.kind === 'scalar') {
    problems.error('wrong-type', 'a file of waivers must be a list, not one word', node.range, {
      hint: '`waivers:` with a list below it, and `attestations:` with another',
    });
    return [];
  }
  const map = node;
  unknownKeys(map, ['waivers', 'attestations'], 'a file of waivers', problems);
  const [waivers, attestations] = [get(map, 'waivers'), get(map, 'attestations')];
  return [
    ...(waivers === undefined ? [] : [{ kind: 'waiver', node: waivers } as const]),
    ...(attestations === undefined ? [] : [{ kind: 'attestation', node: attestations } as const]),
  ];
}

const nameOf = ({ kind }: Pick<Section, 'kind'>): string => (kind === 'waiver' ? 'a waiver' : 'an attestation');

function readList({ kind, node }: Section, context: WaiverContext, problems: Problems): readonly Waiver[] {
  if (isNothing(node)) return [];
  const list = asList(node, `\`${kind}s\``, problems);
  return (list?.items ?? []).flatMap((item) => readOne(kind, item, context, problems) ?? []);
}

const keys = ['control', 'hosts', 'owner', 'approved_by', 'reason', 'expires', 'compensating_control'];

function readOne(kind: Waiver['kind'], node: YamlNode, context: WaiverContext, problems: Problems): Waiver | null {
  const what = nameOf({ kind });
  const map = asMap(node, what, problems);
  if (map === null) return null;
  unknownKeys(map, keys, what, problems);
  const control = readControl(kind, map, context, problems);
  const hosts = readHosts(map, problems);
  const words = (key: string): string | null => readWords(map, key, what, problems);
  const left = people.filter((key) => isEmpty(get(map, key)));
  if (left.length > 1) needsPeople(left, map, what, problems);
  const [owner = null, approvedBy = null, reason = null] = left.length > 1 ? [] : people.map(words);
  const expires = readDay(map, what, context, problems);
  const compensating = entryOf(map, 'compensating_control') === undefined ? null : words('compensating_control');
  if (control === null || hosts === null || owner === null || approvedBy === null) return null;
  if (reason === null || expires === null) return null;
  const range = entryOf(map, 'control')?.value.range ?? map.range;
  const waiver = { kind, control, hosts, owner, approvedBy, reason, expires, compensatingControl: compensating, range };
  warnExpired(waiver, dayRange(map), context, problems);
  return waiver;
}

function readControl(
  kind: Waiver['kind'],
  map: YamlMap,
  { find, near }: WaiverContext,
  problems: Problems,
): string | null {
  const word = readWords(map, 'control', nameOf({ kind }), problems);
  const range = get(map, 'control')?.range;
  if (word === null || range === undefined) return null;
  const control = find(word);
  if (control === null) {
    const [guess] = near(word);
    problems.error(
      'unknown-control',
      `there is no control \`${word}\``,
      range,
      guess === undefined
        ? { hint: 'such as CIS-1.2.19, CIS112-1.2.17, V-242464 or BW-CERT-30' }
        : { label: `did you mean \`${guess}\`?` },
    );
    return null;
  }
  if (kind === 'attestation') refuseAttested(control, range, problems);
  return control.id;
}

/** What can be looked at is looked at: nobody's word stands for it. */
function refuseAttested({ id, check, unchecked }: Control, range: SourceRange, problems: Problems): void {
  if (check !== null)
    problems.error('waiver-kind', `${id} is checked on the hosts, and cannot be attested`, range, {
      hint: 'if it is not met and that is accepted, it is a waiver',
    });
  else if (unchecked?.kind === 'gone')
    problems.error('waiver-kind', `${id} does not exist here, and needs no attestation`, range, {
      hint: 'take the entry out',
    });
}

function readHosts(map: YamlMap, problems: Problems): readonly string[] | null {
  const node = get(map, 'hosts');
  if (node === undefined) return ['all'];
  const patterns = asStrings(node, '`hosts`', problems);
  if (patterns !== null && (patterns.length === 0 || patterns.some((pattern) => pattern.trim() === ''))) {
    problems.error('waiver-incomplete', '`hosts` names nobody', node.range, {
      hint: 'a pattern: worker-2, workers; leave `hosts` out for all',
    });
    return null;
  }
  const allBut = patterns?.find((pattern) => pattern.split(/[,:]/).every((part) => /^\s*[!&]/.test(part)));
  if (allBut === undefined) return patterns;
  problems.error('waiver-hosts', `\`${allBut}\` by itself means hosts of the whole inventory`, node.range, {
    hint: `each pattern of a list is taken by itself: say of which hosts in one, such as workers:${allBut.trim()}`,
  });
  return null;
}

/** What a person has to say; `waivers init` leaves it empty. */
const people = ['owner', 'approved_by', 'reason'] as const;
const isEmpty = (node: YamlNode | undefined): boolean => node === undefined || isNothing(node);

/** One error for all of it: a file that was just made has hundreds. */
function needsPeople(left: readonly string[], map: YamlMap, what: string, problems: Problems): void {
  const range = left.flatMap((key) => get(map, key)?.range ?? [])[0] ?? map.range;
  const names = left.map((key) => `\`${key}\``);
  problems.error(
    'waiver-incomplete',
    `${what} needs ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`,
    range,
    {
      hint: 'who answers for the risk, who accepted it, and why; or take the entry out',
    },
  );
}

function readWords(map: YamlMap, key: string, what: string, problems: Problems): string | null {
  const node = get(map, key);
  const text = node === undefined || isNothing(node) ? '' : asString(node, `\`${key}\``, problems);
  if (text === null || text.trim() !== '') return text;
  problems.error('waiver-incomplete', `${what} needs \`${key}\``, node?.range ?? map.range, {
    hint: meanings[key] ?? '',
  });
  return null;
}

const meanings: Readonly<Record<string, string>> = {
  control: 'the control that it is for: CIS-1.2.19',
  owner: 'who carries the risk, and is asked about it: ops@example.org',
  approved_by: 'who accepted it: a name, a ticket',
  reason: 'why, for somebody who reads it in a year',
  compensating_control: 'what is done instead; leave the key out where nothing is',
};

const dayRange = (map: YamlMap): SourceRange => get(map, 'expires')?.range ?? map.range;

function readDay(map: YamlMap, what: string, { today }: WaiverContext, problems: Problems): string | null {
  const node = get(map, 'expires');
  const text = node === undefined || isNothing(node) ? '' : asString(node, '`expires`', problems);
  if (text === null) return null;
  const latest = lastDayFrom(today);
  const range = dayRange(map);
  if (text === '')
    problems.error('waiver-incomplete', `${what} needs \`expires\``, range, {
      hint: `its last day, at most ${latest}`,
    });
  else if (!isDay(text))
    problems.error('waiver-date', `\`${text}\` is not a day`, range, { hint: 'such as 2027-06-30' });
  else if (text > latest)
    problems.error('waiver-too-long', `${what} holds for at most ${longestWaiver} days`, range, {
      label: `${latest} is the latest day today`,
      hint: 'somebody looks at it again then',
    });
  else return text;
  return null;
}

function warnExpired(waiver: Waiver, range: SourceRange, { today }: WaiverContext, problems: Problems): void {
  if (!isExpired(waiver, today)) return;
  problems.warn('waiver-expired', `${nameOf(waiver)} of ${waiver.control} is over, and covers nothing`, range, {
    hint: 'renew it after somebody looked at the risk again, or take it out',
  });
}

/** Two entries for the same control and hosts: which of them is meant cannot be told. */
function reportTwice(waivers: readonly Waiver[], problems: Problems): void {
  const seen = new Map<string, Waiver>();
  for (const waiver of waivers) {
    const key = `${waiver.kind} ${waiver.control} ${waiver.hosts.toSorted().join(' ')}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, waiver);
    else
      problems.error('waiver-twice', `${waiver.control} has ${nameOf(waiver)} for these hosts already`, waiver.range, {
        label: `the first one is at ${placeOf(first)}`,
        hint: 'keep one of them',
      });
  }
}
