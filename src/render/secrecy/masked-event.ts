import type { RunEventBody } from '../../domain/event.ts';
import type { SecretKeeper } from '../../domain/secret-keeper.ts';

type Keeper = Pick<SecretKeeper, 'mask'>;

/**
 * Fields whose words programs decide by, and names that the inventory gives: never masked, or a secret `ok` would break
 * the bookkeeping of a run.
 */
const STRUCTURE: ReadonlySet<string> = new Set(
  'type host hosts notBegun reason code status because module taskId file outcome action converges disrupts kind severity controls interrupted refused run'.split(
    ' ',
  ),
);

/** The same of an assessment and of findings, where `file` is a value that a host has and `because` is words. */
const ASSESSED: ReadonlySet<string> = new Set('status kind state scope host hosts controls control run id'.split(' '));

/** The event with every secret in its texts masked, whichever field or value they stand in. */
export function maskedEvent<Event extends RunEventBody>(event: Event, keeper: Keeper): Event {
  if (event.type === 'run-started')
    return {
      ...event,
      plays: event.plays.map((play) => ({ ...play, name: keeper.mask(play.name) })),
      hosts: event.hosts.map((host) => ({ ...host, cluster: keeper.mask(host.cluster) })),
    };
  if (event.type === 'assessed')
    return { ...event, ...maskedFields({ assessment: event.assessment }, keeper, ASSESSED) };
  const masked = maskedFields(event, keeper);
  return masked.type === 'run-stopped' ? { ...masked, because: keeper.mask(masked.because) } : masked;
}

function maskedFields<Fields extends object>(fields: Fields, keeper: Keeper, given = STRUCTURE): Fields {
  const structure = 'met' in fields ? ASSESSED : given;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      structure.has(name) && isWords(value) ? value : maskedValue(value, keeper, structure),
    ]),
  ) as Fields;
}

/** No list of things with texts of their own (`hosts` of an assessment). */
const isWords = (value: unknown): boolean =>
  Array.isArray(value) ? value.every((item) => typeof item === 'string') : !isPlain(value);

/** Bytes, numbers and `Secret`s are no text: what prints them masks them. */
function maskedValue(value: unknown, keeper: Keeper, structure: ReadonlySet<string>): unknown {
  const inside = (item: unknown): unknown => maskedValue(item, keeper, structure);
  if (typeof value === 'string') return keeper.mask(value);
  if (Array.isArray(value)) return value.map(inside);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [inside(key), inside(item)]));
  return isPlain(value) ? maskedFields(value, keeper, structure) : value;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
