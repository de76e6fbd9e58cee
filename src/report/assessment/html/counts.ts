import { controlStatuses } from '../../../domain/assessment.ts';
import type { AssessedBenchmark, AssessedControl, Assessment, ControlStatus } from '../../../domain/assessment.ts';
import { controlsOf } from '../controls-of.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { weightOf, wordOf } from './words.ts';

/** As a reader asks: what passes, what does not, what is not known. */
const order: readonly ControlStatus[] = [
  'pass',
  'fail',
  'unknown',
  'waived',
  'attested',
  'manual',
  'not-assessed',
  'not-applicable',
];

/** Controls by status, a line a benchmark and a line each of its levels or categories. No percentage. */
export function counts(assessment: Assessment): Markup {
  const shown = order.filter(
    (status) => isAlways(status) || assessment.controls.some((control) => control.status === status),
  );
  return markup`<section class="counts"><h2 class="aside">Controls by their worst host</h2><div class="scroll" role="region" tabindex="0" aria-label="Controls by status"><table>
<thead><tr><th scope="col"><span class="hidden">benchmark</span></th>${shown.map((status) => markup`<th scope="col" class="number">${wordOf(status)}</th>`)}<th scope="col" class="number">of</th></tr></thead>
${assessment.benchmarks.map((benchmark) => benchmarkRows(benchmark, assessment, shown))}
</table></div></section>`;
}

const isAlways = (status: ControlStatus): boolean => status === 'pass' || status === 'fail' || status === 'unknown';

function benchmarkRows(benchmark: AssessedBenchmark, assessment: Assessment, shown: readonly ControlStatus[]): Markup {
  const own = controlsOf(assessment, benchmark);
  const weights = [...new Set(own.map(weightOf))].filter((weight) => weight !== '').toSorted();
  return markup`<tbody>${row(`${benchmark.title} ${benchmark.version}`, 'all', own, shown)}
${weights.map((weight) =>
  row(
    weight,
    'part',
    own.filter((control) => weightOf(control) === weight),
    shown,
  ),
)}</tbody>
`;
}

const row = (
  title: string,
  kind: string,
  controls: readonly AssessedControl[],
  shown: readonly ControlStatus[],
): Markup =>
  markup`<tr class="${kind}"><th scope="row">${title}</th>${shown.map((status) => cell(status, controls))}<td class="number">${controls.length}</td></tr>`;

function cell(status: ControlStatus, controls: readonly AssessedControl[]): Markup {
  const number = controls.filter((control) => control.status === status).length;
  return markup`<td class="number ${number === 0 ? 'zero' : `s-${status}`}">${number}</td>`;
}

/** The statuses that something has, worst first. */
export const statusesOf = (controls: readonly AssessedControl[]): readonly ControlStatus[] =>
  controlStatuses.filter((status) =>
    controls.some((control) => control.status === status || control.results.some((result) => result.status === status)),
  );
