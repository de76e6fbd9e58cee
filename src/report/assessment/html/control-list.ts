import { controlStatuses } from '../../../domain/assessment.ts';
import type { AssessedControl, Assessment, ControlStatus } from '../../../domain/assessment.ts';
import { isWell } from '../../../domain/control-status.ts';
import { count } from '../../../domain/count.ts';
import { foldNodes } from '../../../domain/node-set.ts';
import { seen } from './evidence-table.ts';
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
<td>${control.title}</td><td>${resultsByStatus(control).map(who)}${notes(control)}</td></tr>
`;

function resultsByStatus({ results }: AssessedControl): readonly (readonly [ControlStatus, readonly string[]])[] {
  const all = new Map<ControlStatus, string[]>();
  for (const { status, hosts } of results) {
    const known = all.get(status) ?? [];
    known.push(...hosts);
    all.set(status, known);
  }
  return [...all].toSorted(([a], [b]) => controlStatuses.indexOf(a) - controlStatuses.indexOf(b));
}

/** What a person needs who has no screen: why it is not plain, and what was collected for those who have to judge. */
function notes({ results }: AssessedControl): readonly Markup[] {
  const told = results.flatMap(({ status, because, evidence }) => [
    ...(because === null ? [] : [because]),
    ...(status === 'manual' || status === 'attested' ? evidence.map((one) => `${one.what}: ${seen(one)}`) : []),
  ]);
  const lines = [...new Set(told)];
  const rest = lines.length - FEW_NOTES;
  return [
    ...lines.slice(0, FEW_NOTES).map((line) => markup`<div class="quiet">${line}</div>`),
    ...(rest > 0 ? [markup`<div class="quiet">and ${rest} more, in assessment.json</div>`] : []),
  ];
}

const FEW_NOTES = 4;

/** Of many that are well the number says enough; who is not is named. */
function who([status, hosts]: readonly [ControlStatus, readonly string[]]): Markup {
  const many = hosts.length > FEW && isWell(status);
  const text = many ? count(hosts.length, 'host') : foldNodes(hosts);
  return markup`<div>${wordOf(status)} <span class="quiet">${text}</span></div>`;
}

const FEW = 12;
