import { findControl } from '../controls/find-control.ts';
import { parseWaivers } from '../controls/parse-waivers.ts';
import { dayOf, type Waiver } from '../controls/waiver.ts';
import type { Catalogue } from '../domain/control.ts';
import { type Diagnostic, type Parsed, refused } from '../domain/diagnostic.ts';
import type { Inventory } from '../domain/inventory.ts';
import { near } from '../domain/near.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { selectHosts } from '../playbook/host-patterns.ts';
import type { InputPorts } from './ports.ts';

export interface WaiverPorts extends Pick<InputPorts, 'othersMay'> {
  readonly files: SourceFiles;
  /** Milliseconds since the epoch. */
  now(): number;
}

/**
 * The waivers and attestations of a project; none without a file. Errors: `waivers-missing`, `waivers-writable`
 * (it decides what may be as it should not), and those of `parseWaivers`. Warnings: those, and hosts that the inventory
 * does not have.
 */
export function readWaivers(
  path: string | null,
  catalogue: Catalogue,
  inventory: Inventory,
  { files, othersMay, now }: WaiverPorts,
): Parsed<readonly Waiver[]> {
  if (path === null) return { ok: true, value: [], warnings: [] };
  const bytes = files.isFile(path) ? files.read(path) : null;
  if (bytes === null) return refused(files.isFolder(path) ? waiversFolder(path) : missing(path));
  if (othersMay(path).write) return refused(waiversWritable(path));
  const read = parseWithin(path, bytes, catalogue, now());
  if (!read.ok) return read;
  return { ...read, warnings: [...read.warnings, ...read.value.flatMap((waiver) => strangers(waiver, inventory))] };
}

/** The text of a file of waivers, with the ids of this catalogue, at a time in milliseconds since the epoch. */
export function parseWithin(
  path: string,
  bytes: Uint8Array | string,
  catalogue: Catalogue,
  now: number,
): Parsed<readonly Waiver[]> {
  const ids = [...catalogue.controls.keys()];
  return parseWaivers(path, bytes, {
    find: (word) => findControl(catalogue, word),
    near: (word) => near(word.toUpperCase(), ids),
    today: dayOf(now),
  });
}

/** Hosts of the inventory that a pattern of a waiver means; none for one that cannot be understood. */
export const hostsOfWaiver =
  (inventory: Inventory) =>
  (pattern: string): readonly string[] => {
    const hosts = selectHosts(pattern, inventory, { subject: '`hosts`:' });
    return hosts.ok ? hosts.value : [];
  };

/** A machine that was taken out of the inventory does not stop anybody; that its waiver covers nothing is told. */
const strangers = ({ hosts, range }: Waiver, inventory: Inventory): readonly Diagnostic[] =>
  hosts.flatMap((pattern) => {
    const selected = selectHosts(pattern, inventory, { subject: '`hosts`:', locate: () => range });
    return selected.ok ? [] : selected.diagnostics.map((told) => ({ ...told, severity: 'warning' }) as const);
  });

const missing = (path: string): Diagnostic => ({
  severity: 'error',
  code: 'waivers-missing',
  summary: `there is no ${path}, which bulwark.yaml names for \`waivers\``,
  hint: '`bulwark waivers init` makes one from what an assessment found',
});

export const waiversFolder = (path: string): Diagnostic => ({
  severity: 'error',
  code: 'waivers-missing',
  summary: `${path} is a folder, and waivers are one file`,
  hint: 'put the waivers into one file of that name, or name another one: `waivers:` in bulwark.yaml',
});

export const waiversWritable = (path: string): Diagnostic => ({
  severity: 'error',
  code: 'waivers-writable',
  summary: `others may write ${path}`,
  hint: `chmod go-w ${path}`,
});
