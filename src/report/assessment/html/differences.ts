import type { Assessment, RoleDifference } from '../../../domain/assessment.ts';
import { foldNodes } from '../../../domain/node-set.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** What hosts of one role have differently: one line each, with who has what. */
export function differences({ differences: all }: Assessment): Markup | null {
  if (all.length === 0) return null;
  return markup`<section id="differences"><h2>Hosts of one role that differ</h2><div class="scroll"><table>
<thead><tr><th scope="col">what</th><th scope="col">role</th><th scope="col">values</th></tr></thead>
<tbody>${all.map(row)}</tbody></table></div></section>`;
}

const row = ({ what, role, values }: RoleDifference): Markup =>
  markup`<tr><td><code>${what}</code></td><td>${role === 'worker' ? 'workers' : 'control planes'}</td><td>${values.map(
    ({ value, hosts }) =>
      markup`<div><code>${value ?? 'unset'}</code> <span class="quiet">${foldNodes(hosts)}</span></div>`,
  )}</td></tr>
`;
