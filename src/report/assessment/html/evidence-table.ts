import type { Evidence } from '../../../domain/assessment.ts';
import { statesIn } from '../evidence-words.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** More of the same is a table that nobody reads; all of it is in the data beside. */
const MOST = 12;

/** What was looked at, one line each: wanted and seen, and where. */
export function evidenceTable(evidence: readonly Evidence[]): Markup | null {
  if (evidence.length === 0) return null;
  return markup`<div class="scroll"><table class="evidence stacked"><thead><tr><th scope="col">looked at</th><th scope="col">wanted</th><th scope="col">seen</th></tr></thead>
<tbody>${evidence.slice(0, MOST).map(line)}</tbody></table></div>${rest(evidence.length - MOST)}`;
}

const line = (one: Evidence): Markup =>
  markup`<tr><td data-name="looked at">${one.what}<div class="quiet">${one.where}</div></td><td data-name="wanted">${one.wanted}</td><td data-name="seen">${seen(one)}</td></tr>`;

/** States that are alike are told once. */
export function seen(evidence: Evidence): string {
  const known = statesIn(evidence).map(
    ({ name, value }) => [name === 'live' ? 'now' : name, value ?? 'unset'] as const,
  );
  const [first] = known;
  if (first === undefined) return 'could not be seen';
  if (known.every(([, value]) => value === first[1])) return first[1];
  return known.map(([name, value]) => `${name}: ${value}`).join('\n');
}

const rest = (number: number): Markup | null =>
  number > 0 ? markup`<p class="quiet">and ${number} more, in the matrix</p>` : null;
