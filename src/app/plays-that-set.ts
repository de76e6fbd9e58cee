import type { Inventory } from '../domain/inventory.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import { selectHosts } from '../playbook/host-patterns.ts';
import type { Play } from '../playbook/model.ts';
import { readModel } from './read-model.ts';
import { shownNode } from './shown-variable.ts';

/** Plays of the project's playbook that have the host and set the variable themselves: there they beat the inventory. */
export function playsThatSet(
  variable: string,
  host: string,
  playbook: string | null,
  inventory: Inventory,
  files: SourceFiles,
): readonly string[] {
  const plays = playbook === null ? [] : (readModel(playbook, files)?.plays ?? []);
  return plays
    .filter((play) => hasHost(play, host, inventory))
    .flatMap(({ name, vars }) => {
      const node = vars.get(variable);
      if (node === undefined) return [];
      const { file, start } = node.range;
      return [`in play  ${file}:${start.line} ${name?.written ?? ''}  ${shownNode(variable, node)}`];
    });
}

/** A pattern that hangs on variables may have any host. */
function hasHost({ hosts }: Play, host: string, inventory: Inventory): boolean {
  const parts = hosts.map(({ fill }) =>
    fill.kind === 'literal' && typeof fill.value === 'string' ? fill.value : null,
  );
  if (parts.includes(null)) return true;
  const selected = selectHosts(parts.join(','), inventory);
  return selected.ok && selected.value.includes(host);
}
