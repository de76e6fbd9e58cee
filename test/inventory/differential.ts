import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expandLimit } from '../../src/app/limit-file.ts';
import type { Parsed } from '../../src/domain/diagnostic.ts';
import type { Host, Inventory } from '../../src/domain/inventory.ts';
import type { InventoryPrograms } from '../../src/domain/inventory-programs.ts';
import { Float, isList, isMapping } from '../../src/domain/value.ts';
import type { Value } from '../../src/domain/value.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { limitHosts, selectHosts } from '../../src/playbook/host-patterns.ts';
import { nodeToValue } from '../../src/source/decode.ts';
import { memoryFiles } from '../support/memory-files.ts';

/** One case that the oracle was asked; see tools/oracle/record_inventory.py. */
export interface Question {
  readonly files: Readonly<Record<string, string>>;
  readonly executable?: readonly string[];
  readonly sources: readonly string[];
  readonly playbook?: string | null;
  readonly patterns: readonly string[];
  readonly limits?: readonly (readonly [pattern: string, limit: string])[];
}

export type Selected = readonly string[] | { readonly error: string };

/** `null` where ansible-core's answer is chance. */
export interface Answer {
  readonly error?: string | null;
  readonly patterns: Readonly<Record<string, Selected | null>> | null;
  readonly limits: readonly (Selected | null)[] | null;
  readonly groups: Readonly<Record<string, readonly string[] | null>> | null;
  readonly members: Readonly<Record<string, readonly string[] | null>> | null;
  readonly vars: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | null;
}

/** The same questions, answered by Bulwark in the same form. */
export function ownAnswer(question: Question): Answer {
  const files = { ...memoryFiles(question.files), programs: programsOf(question) };
  const read = parseInventory(question.sources, files, question.playbook ?? null);
  if (!read.ok) return { error: codesOf(read), patterns: null, limits: null, groups: null, members: null, vars: null };
  const inventory = read.value;
  const limited = ([pattern, limit]: readonly [string, string]): Selected => {
    const expanded = expandLimit(limit, files, inventory);
    const hosts = selectHosts(pattern, inventory);
    if (!expanded.ok) return { error: codesOf(expanded) };
    return hosts.ok ? selected(limitHosts(expanded.value ?? limit, hosts.value, inventory)) : selected(hosts);
  };
  return {
    patterns: Object.fromEntries(question.patterns.map((each) => [each, selected(selectHosts(each, inventory))])),
    limits: (question.limits ?? []).map(limited),
    groups: Object.fromEntries([...inventory.hosts.values()].map((host) => [host.name, groupsOf(host, inventory)])),
    members: Object.fromEntries(inventory.groups),
    vars: Object.fromEntries([...inventory.hosts.values()].map((host) => [host.name, varsOf(host)])),
  };
}

const selected = (hosts: Parsed<readonly string[]>): Selected => (hosts.ok ? hosts.value : { error: codesOf(hosts) });

const codesOf = (parsed: Parsed<unknown>): string =>
  parsed.ok
    ? ''
    : [...new Set(parsed.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code))].join(' ');

const groupsOf = ({ name, groups }: Host, inventory: Inventory): readonly string[] =>
  [...groups, 'all', ...(inventory.groups.get('ungrouped')?.includes(name) === true ? ['ungrouped'] : [])].toSorted();

function varsOf({ layers }: Host): Record<string, unknown> {
  const merged = new Map(layers.flatMap(({ vars }) => [...vars]));
  return Object.fromEntries([...merged].map(([name, node]) => [name, typed(nodeToValue(node))]));
}

/** As the recorder writes values: with their types. */
function typed(value: Value): unknown {
  if (value instanceof Float) return { $float: floatText(value.value) };
  if (typeof value === 'bigint') return { $int: String(value) };
  if (isMapping(value)) return { $map: [...value].map(([key, item]) => [typed(key), typed(item)]) };
  return isList(value) ? value.map(typed) : value;
}

/** Python's `repr`. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const text = String(value);
  const [, digits, sign, exponent] = /^(.*)e([-+])(\d+)$/.exec(text) ?? [];
  if (digits !== undefined) return `${digits}e${sign}${exponent?.padStart(2, '0')}`;
  return Number.isInteger(value)
    ? Math.abs(value) < 1e16
      ? `${Object.is(value, -0) ? '-0' : text}.0`
      : floatPower(value)
    : text;
}

const floatPower = (value: number): string => value.toExponential().replace(/e\+(\d)$/, 'e+0$1');

function programsOf({ files, executable = [] }: Question): InventoryPrograms {
  return {
    isExecutable: (path) => executable.includes(path),
    run: (path, args) => {
      const folder = mkdtempSync(join(tmpdir(), 'bulwark-inventory-'));
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, files[path] ?? '');
      chmodSync(file, 0o755);
      const { stdout, status } = spawnSync(file, args, { encoding: 'utf8' });
      rmSync(folder, { recursive: true });
      return status === 0
        ? { kind: 'printed', text: stdout || '{}' }
        : { kind: 'refused', message: 'failed', hint: '' };
    },
  };
}
