import type { Service } from '../../domain/k8s-snap.ts';
import type { FlagCatalogue } from './flag-types.ts';
import { type Flag, type Flags, readWrittenFlags } from './read-flags.ts';
import { RefusedError } from './refusal.ts';
import { combine, type FlagValue, valueText } from './values.ts';

/** The flags that the running process carries, from its argv without the program; null when they cannot be read. */
export function runningFlags(argv: readonly string[], service: Service, catalogue: FlagCatalogue): Flags | null {
  try {
    return readWrittenFlags(argv, service, catalogue);
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

/** Whether the process runs with the value, under any meaning that several values of an unknown type can have. */
export function runsWith(flag: Flag | undefined, wanted: FlagValue | null): boolean {
  if (flag === undefined || wanted === null) return flag === undefined && wanted === null;
  return readingsOf(flag).some((reading) => valueText(reading) === valueText(wanted));
}

/** It was given several values, and whether the last one counts or all do is not known. */
export const isAmbiguous = (flag: Flag | undefined): boolean =>
  flag?.type.kind === 'unknown' && new Set(flag.written).size > 1;

function readingsOf(flag: Flag): readonly FlagValue[] {
  if (flag.type.kind !== 'unknown') return [flag.value];
  return (['single', 'list', 'map'] as const).map((kind) => combine(flag.written, kind));
}
