import { isList, isMapping } from '../domain/value.ts';
import type { LookedHost } from './collect.ts';

/** Names of nodes as a control plane told them; null: it is none, or it told nothing. */
export function toldNodes({
  controlPlane,
  facts,
}: Pick<LookedHost, 'controlPlane' | 'facts'>): readonly string[] | null {
  const about = facts?.get('cluster');
  const nodes = isMapping(about) ? about.get('nodes') : null;
  return controlPlane && isList(nodes) ? nodes.flatMap((name) => (typeof name === 'string' ? [name] : [])) : null;
}
