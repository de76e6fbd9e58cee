import { parsed, refused } from '../domain/diagnostic.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import { weekdays } from '../domain/week.ts';
import type { TimeWindow } from '../domain/week.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import { asMap, asString, get, unknownKeys } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';

/** An outage that was announced in `bulwark.yaml`. */
export interface MaintenanceEntry {
  /** A pattern, and where it stands. */
  readonly hosts: YamlScalar & { readonly value: string };
  readonly why: string;
  readonly when: MaintenanceTime;
}

/** Once (milliseconds since the epoch), or every week. */
export type MaintenanceTime =
  | { readonly kind: 'once'; readonly from: number; readonly until: number }
  | ({
      readonly kind: 'weekly';
      /** On which it begins; 0 is Sunday. */
      readonly days: readonly number[];
      /** IANA name. */
      readonly zone: string;
    } & TimeWindow);

const keys = ['hosts', 'from', 'until', 'weekly', 'reason'];

/** `maintenance:` of bulwark.yaml, a list of entries. */
export function readMaintenance(map: YamlMap, problems: Problems): readonly MaintenanceEntry[] {
  const node = get(map, 'maintenance');
  if (node === undefined) return [];
  if (node.kind !== 'list') {
    problems.error('wrong-type', '`maintenance` must be a list of entries', node.range, {
      hint: '- { hosts: worker-2, from: 2026-11-22T22:00Z, until: 2026-11-23T04:00Z, reason: new memory }',
    });
    return [];
  }
  return node.items.flatMap((item) => readEntry(item, problems) ?? []);
}

function readEntry(node: YamlNode, problems: Problems): MaintenanceEntry | null {
  const map = asMap(node, 'an entry of `maintenance`', problems);
  if (map === null) return null;
  unknownKeys(map, keys, 'an entry of `maintenance`', problems);
  const hosts = get(map, 'hosts');
  const reason = get(map, 'reason');
  const why = reason === undefined ? 'maintenance' : asString(reason, '`reason`', problems);
  const when = readTime(map, problems);
  if (hosts === undefined)
    problems.error('config-incomplete', 'an entry of `maintenance` needs `hosts`', map.range, {
      hint: 'a pattern: worker-2, workers, all',
    });
  if (hosts === undefined || why === null || when === null || asString(hosts, '`hosts`', problems) === null)
    return null;
  return isText(hosts) ? { hosts, why, when } : null;
}

const isText = (node: YamlNode): node is MaintenanceEntry['hosts'] =>
  node.kind === 'scalar' && typeof node.value === 'string';

function readTime(map: YamlMap, problems: Problems): MaintenanceTime | null {
  const [from, until, weekly] = [get(map, 'from'), get(map, 'until'), get(map, 'weekly')];
  if (weekly !== undefined && from === undefined && until === undefined) return take(weekly, parseWeekly, problems);
  if (weekly !== undefined || from === undefined || until === undefined) {
    problems.error('config-incomplete', 'an entry of `maintenance` needs `from` and `until`, or `weekly`', map.range);
    return null;
  }
  const [start, end] = [take(from, parseInstant, problems), take(until, parseInstant, problems)];
  if (start === null || end === null) return null;
  if (end <= start) problems.error('option-value', '`until` is not after `from`', until.range);
  return { kind: 'once', from: start, until: end };
}

function take<T>(node: YamlNode, parse: (text: string) => Parsed<T>, problems: Problems): T | null {
  const text = asString(node, 'a time', problems);
  const read = text === null ? null : parse(text);
  if (read === null || read.ok) return read?.value ?? null;
  for (const { code, summary, hint } of read.diagnostics)
    problems.error(code, summary, node.range, hint === undefined ? {} : { hint });
  return null;
}

const wrong = (summary: string, hint: string): Parsed<never> =>
  refused({ severity: 'error', code: 'option-value', summary, hint });

/** `2026-11-22T22:00+01:00`, `2026-11-22 22:00 UTC`: a time without its zone means another one on another machine. */
function parseInstant(text: string): Parsed<number> {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?) ?(Z|UTC|[+-]\d\d:\d\d)?$/.exec(text);
  const [, day = '', time = '', zone] = match ?? [];
  const at = Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : (zone ?? 'Z')}`);
  const hint = 'for example 2026-11-22T22:00+01:00, or 2026-11-22 22:00 UTC';
  if (match === null || Number.isNaN(at)) return wrong(`\`${text}\` is not a time`, hint);
  return zone === undefined ? wrong(`\`${text}\` has no zone`, hint) : parsed(at);
}

const MINUTES_OF_DAY = 24 * 60;

/** `Sat,Sun 22:00-04:00 Europe/Berlin`; `daily` for every day, UTC where no zone is named. */
function parseWeekly(text: string): Parsed<MaintenanceTime> {
  const hint = 'for example `Sun 02:00-04:00 Europe/Berlin`, or `daily 01:00-01:30` (UTC)';
  const match = /^([A-Za-z]+(?:, ?[A-Za-z]+)*) (\d\d):(\d\d)-(\d\d):(\d\d)(?: (\S+))?$/.exec(text);
  if (match === null) return wrong(`\`${text}\` is not a weekly window`, hint);
  const [, names = '', ...numbers] = match;
  const zone = match[6] ?? 'UTC';
  const days = names.toLowerCase() === 'daily' ? weekdays.map((_, day) => day) : names.split(/, ?/).map(dayOf);
  const [hour = 0, minute = 0, lastHour = 0, lastMinute = 0] = numbers.map(Number);
  const [from, until] = [hour * 60 + minute, lastHour * 60 + lastMinute];
  if (days.includes(-1)) return wrong(`\`${names}\` names no day`, hint);
  if (from >= MINUTES_OF_DAY || until > MINUTES_OF_DAY || minute > 59 || lastMinute > 59 || from === until)
    return wrong(`\`${text}\` is not a window of a day`, hint);
  if (!isZone(zone)) return wrong(`\`${zone}\` is not a time zone`, hint);
  return parsed({ kind: 'weekly', days, from, until, zone });
}

/** -1: none. */
const dayOf = (name: string): number =>
  name.length < 3 ? -1 : weekdays.findIndex((day) => day.toLowerCase().startsWith(name.toLowerCase()));

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
