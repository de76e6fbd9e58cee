import type { AssessedControl, Assessment, ControlResult } from '../../../domain/assessment.ts';
import { foldNodes } from '../../../domain/node-set.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { weightOf, wordOf } from './words.ts';

/** Every control with who has which result: the matrix for paper, and for readers without the script. */
export const controlList = ({
  controls,
}: Assessment): Markup => markup`<section id="controls" class="paper-only"><h2>All controls</h2>
<table class="controls"><thead><tr><th scope="col">status</th><th scope="col">control</th><th scope="col">title</th><th scope="col">results</th></tr></thead>
<tbody>${controls.map(row)}</tbody></table></section>`;

const row = (
  control: AssessedControl,
): Markup => markup`<tr><td class="word s-${control.status}">${wordOf(control.status)}</td><td class="nowrap">${control.id}<div class="quiet">${weightOf(control)}</div></td>
<td>${control.title}</td><td>${resultsByStatus(control).map(([status, hosts]) => markup`<div>${wordOf(status)} <span class="quiet">${foldNodes(hosts)}</span></div>`)}</td></tr>
`;

function resultsByStatus({
  results,
}: AssessedControl): readonly (readonly [ControlResult['status'], readonly string[]])[] {
  const hosts = new Map<ControlResult['status'], string[]>();
  for (const result of results) hosts.set(result.status, [...(hosts.get(result.status) ?? []), ...result.hosts]);
  return [...hosts];
}
