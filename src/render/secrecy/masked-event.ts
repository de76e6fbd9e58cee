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

/** The event with every secret in its texts masked, whichever field or value they stand in. */
export function maskedEvent<Event extends RunEventBody>(event: Event, keeper: Keeper): Event {
  if (event.type === 'run-started')
    return {
      ...event,
      plays: event.plays.map((play) => ({ ...play, name: keeper.mask(play.name) })),
      hosts: event.hosts.map((host) => ({ ...host, cluster: keeper.mask(host.cluster) })),
    };
  const masked = maskedFields(event, keeper);
  return masked.type === 'run-stopped' ? { ...masked, because: keeper.mask(masked.because) } : masked;
}

const maskedFields = <Fields extends object>(fields: Fields, keeper: Keeper): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, STRUCTURE.has(name) ? value : maskedValue(value, keeper)]),
  ) as Fields;

/** Bytes, numbers and `Secret`s are no text: what prints them masks them. */
function maskedValue(value: unknown, keeper: Keeper): unknown {
  if (typeof value === 'string') return keeper.mask(value);
  if (Array.isArray(value)) return value.map((item: unknown) => maskedValue(item, keeper));
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [maskedValue(key, keeper), maskedValue(item, keeper)]));
  return isPlain(value) ? maskedFields(value, keeper) : value;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
