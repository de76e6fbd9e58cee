import type { Applicability } from '../domain/control.ts';

/** Facts of a host that applicability hangs on, as texts; what is not known is not there. */
export type HostFacts = Readonly<Record<string, string>>;

/** null: it applies. Only what is known to be otherwise makes it not applicable. */
export function applicability(
  conditions: readonly Applicability[],
  facts: HostFacts,
): { readonly status: 'not-applicable' | 'unknown'; readonly because: string } | null {
  const other = conditions.find(({ fact, is }) => facts[fact] !== undefined && facts[fact] !== String(is));
  if (other !== undefined) return { status: 'not-applicable', because: factWords(other, facts[other.fact] ?? '') };
  const open = conditions.find(({ fact }) => facts[fact] === undefined);
  return open === undefined ? null : { status: 'unknown', because: `${openWords[open.fact]} is not known` };
}

const openWords: Readonly<Record<Applicability['fact'], string>> = {
  datastore: 'which datastore the cluster has',
  network: 'which network the cluster has',
  'kube-proxy': 'whether kube-proxy runs here',
};

function factWords({ fact, is }: Applicability, seen: string): string {
  switch (fact) {
    case 'datastore':
      return `the datastore is ${seen}`;
    case 'network':
      return `the network is not ${is}`;
    case 'kube-proxy':
      return is ? 'kube-proxy does not run here' : 'kube-proxy runs here';
  }
}
