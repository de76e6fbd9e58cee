import type { Assessment, RoleDifference } from '../../../domain/assessment.ts';
import { foldNodes } from '../../../domain/node-set.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** What hosts of one role have differently: one line each, with who has what. */
export function differences({ differences: all }: Assessment): Markup | null {
  if (all.length === 0) return null;
  return markup`<section id="differences"><h2>Hosts of one role that differ</h2><div class="scroll"><table class="stacked">
<thead><tr><th scope="col">what</th><th scope="col">role</th><th scope="col">values</th></tr></thead>
<tbody>${all.slice(0, MOST).map(row)}</tbody></table></div>${more(all.length - MOST)}</section>`;
}

/** More is read by machines. */
const MOST = 100;
const MOST_VALUES = 8;

const more = (number: number): Markup | null =>
  number > 0 ? markup`<p class="quiet">and ${number} more, in assessment.json</p>` : null;

const row = ({ what, role, values }: RoleDifference): Markup =>
  markup`<tr><td data-name="what"><code>${what}</code></td><td data-name="role">${role === 'worker' ? 'workers' : 'control planes'}</td><td data-name="values">${values
    .slice(0, MOST_VALUES)
    .map(
      ({ value, hosts }) =>
        markup`<div><code>${value ?? 'unset'}</code> <span class="quiet">${foldNodes(hosts)}</span></div>`,
    )}${values.length > MOST_VALUES ? markup`<div class="quiet">and ${values.length - MOST_VALUES} more values</div>` : null}</td></tr>
`;
