import { foldNodes } from '../../domain/node-set.ts';
import { cells, padTo } from '../columns.ts';
import type { Row } from './row.ts';
import { foldEqual } from '../fold.ts';
import type { HostStory, Story } from '../story.ts';
import { datastorePart } from './cluster.ts';
import { factOf, factText } from './fact.ts';

const roles = ['control plane', 'worker', 'no k8s node', 'role unknown'] as const;

/** What most hosts of a role are, as a table; an odd one out shows only what is different. */
export function machineRows(hosts: readonly HostStory[], story: Story): readonly Row[] {
  const table = roles.flatMap((role) =>
    roleCells(
      role,
      hosts.filter((host) => roleOf(host) === role),
      story,
    ),
  );
  const widths = (table[0]?.cells ?? []).map((_, column) =>
    Math.max(...table.map((row) => cells(row.cells[column] ?? ''))),
  );
  return table.map(({ label, cells: texts }) => ({
    label,
    value: texts
      .map((text, column) => padTo(text, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  }));
}

interface CellRow {
  readonly label: string;
  readonly cells: readonly string[];
}

function roleCells(role: string, hosts: readonly HostStory[], story: Story): readonly CellRow[] {
  const folded = foldEqual(
    hosts.map((host) => ({ host: host.name, value: cellsOf(role, host, story) })),
    (value) => value.join('\0'),
  );
  const [usual, ...others] = folded;
  if (usual === undefined) return [];
  const differs = (value: readonly string[]): readonly string[] =>
    value.map((text, column) => (text === usual.value[column] ? '' : text === '' ? '-' : text));
  return [
    { label: foldNodes(hosts.map(({ name }) => name)), cells: usual.value },
    ...others.map(({ value, hosts: names }) => ({ label: `  except ${foldNodes(names)}`, cells: differs(value) })),
  ];
}

/** What marks a node may only be seen by root. */
const roleOf = (host: HostStory): (typeof roles)[number] => {
  const role = factText(factOf(host, 'role'));
  if (role === 'control_plane') return 'control plane';
  if (role === 'worker') return role;
  return factOf(host, 'uid') === 0 ? 'no k8s node' : 'role unknown';
};

function cellsOf(role: string, host: HostStory, story: Story): readonly string[] {
  const system = `${factText(factOf(host, 'distribution'))} ${factText(factOf(host, 'distribution_version'))}`.trim();
  const memory = factText(factOf(host, 'memory_bytes'));
  const cpus = factText(factOf(host, 'cpus'));
  return [
    role,
    system,
    cpus === '' ? '' : `${cpus} CPU`,
    memory === '' ? '' : `${(Number(memory) / 2 ** 30).toFixed(1)} GiB`,
    datastorePart(host, story),
  ];
}
