import type { Assessment, UsedWaiver } from '../../../domain/assessment.ts';
import { controlLinks } from './links.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** What somebody accepted or vouches for; those that cover nothing first, since they want a hand. */
export function waivers({ waivers: all }: Assessment): Markup {
  if (all.length === 0)
    return markup`<section id="waivers"><h2>Waivers and attestations</h2><p class="quiet">None.</p></section>`;
  return markup`<section id="waivers"><h2>Waivers and attestations</h2><div class="scroll"><table class="stacked">
<thead><tr><th scope="col">state</th><th scope="col">control</th><th scope="col">hosts</th><th scope="col">reason</th><th scope="col">until</th><th scope="col">owner, approved by</th></tr></thead>
<tbody>${all.toSorted((a, b) => rank(a) - rank(b)).map(row)}</tbody></table></div></section>`;
}

const states: readonly UsedWaiver['state'][] = ['expired', 'never-matching', 'unused', 'used'];
const rank = ({ state }: UsedWaiver): number => states.indexOf(state);

const row = (
  one: UsedWaiver,
): Markup => markup`<tr><td data-name="state">${one.kind}<br><span class="word ${one.state === 'expired' ? 's-fail' : one.state === 'used' ? 's-waived' : 's-unknown'}">${one.state.replace('-', ' ')}</span></td>
<td data-name="control">${controlLinks([one.control])}</td><td data-name="hosts">${one.hosts.join(', ')}</td>
<td data-name="reason">${one.reason}${one.compensatingControl === null ? null : markup`<div class="quiet">instead: ${one.compensatingControl}</div>`}<div class="quiet">${one.where}</div></td>
<td class="nowrap" data-name="until">${one.expires}</td><td data-name="owner">${one.owner}<div class="quiet">${one.approvedBy}</div></td></tr>
`;
