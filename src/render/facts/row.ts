import { foldNodes } from '../../domain/node-set.ts';

/** One line of the summary: a set of hosts or a word, and what is to be said of it. */
export interface Row {
  readonly label: string;
  readonly value: string;
}

/** What most hosts have, then the odd ones out. */
export function foldedRows(
  label: string,
  folded: readonly { readonly value: string; readonly hosts: readonly string[] }[],
): readonly Row[] {
  const [usual, ...others] = folded;
  if (usual === undefined) return [];
  return [
    { label, value: usual.value },
    ...others.map(({ value, hosts }) => ({ label: `  except ${foldNodes(hosts)}`, value })),
  ];
}
