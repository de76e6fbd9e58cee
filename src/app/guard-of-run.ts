import { controlGuard } from '../controls/guard.ts';
import { dayOf } from '../controls/waiver.ts';
import type { ControlGuard } from '../domain/control-guard.ts';
import type { Parsed } from '../domain/diagnostic.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { CompileRequest, InputPorts } from './ports.ts';
import { hostsOfWaiver, readWaivers } from './read-waivers.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';

/** Where the catalogue comes from, and what reading waivers needs. */
export interface ControlSources extends Pick<InputPorts, 'othersMay'> {
  readonly shipped: SourceFiles;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What the playbook of a run is held against; `files` are those of the operator, as they are recorded. */
export function guardOfRun(
  { waivers = null, inventory }: Pick<CompileRequest, 'waivers' | 'inventory'>,
  files: SourceFiles,
  { shipped, othersMay, now }: ControlSources,
): Parsed<ControlGuard> {
  const catalogue = shippedCatalogue({ own: { shipped } });
  if (!catalogue.ok) return catalogue;
  const read = readWaivers(waivers, catalogue.value, inventory, { files, othersMay, now });
  if (!read.ok) return read;
  const guard = controlGuard(catalogue.value, read.value, { hostsOf: hostsOfWaiver(inventory), today: dayOf(now()) });
  return { ...read, value: guard };
}
