import { controlStatuses } from '../../../domain/assessment.ts';
import type { Assessment } from '../../../domain/assessment.ts';
import { controlAreas } from '../../../domain/control.ts';
import { statusesOf } from './counts.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { areaWords, benchmarkWords, wordOf } from './words.ts';

/** The frame of controls × hosts; the script fills it, and what it lacks is in the list of all controls. */
export const matrix = (
  assessment: Assessment,
): Markup => markup`<section id="matrix" class="script-only"><h2>Controls and hosts</h2>
<form class="filters" id="filters" aria-label="Filters" role="search">
<fieldset class="statuses"><legend class="hidden">Status</legend>${statusesOf(assessment.controls).map(
  (status) =>
    markup`<label class="chip s-${status}"><input type="checkbox" name="status" value="${controlStatuses.indexOf(status)}"><span class="word">${wordOf(status)}</span> <span class="tally" data-status="${controlStatuses.indexOf(status)}"></span></label>`,
)}</fieldset>
<input type="search" name="text" placeholder="control, words, CCI  ( / )" aria-label="Controls with these words" autocomplete="off" spellcheck="false">
<input type="search" name="hosts" placeholder="hosts: cp-[1-3], worker-*" aria-label="Hosts by name, pattern or set" autocomplete="off" spellcheck="false">
${choice('benchmark', 'Benchmark', [['', 'all benchmarks'], ...assessment.benchmarks.map(({ id }) => [id, benchmarkWords[id]] as const)])}
${choice('area', 'Area', [['', 'all areas'], ...areasOf(assessment)])}
${choice('order', 'Order', [
  ['worst', 'worst first'],
  ['area', 'by area'],
  ['number', 'by number'],
])}
<label class="toggle"><input type="checkbox" name="fold" checked> fold hosts that are alike</label>
<button type="reset">Clear</button>
</form>
<p class="tell quiet" id="tell" role="status"></p>
<div class="split"><div class="grid" id="grid" role="grid" tabindex="0" aria-label="Controls and hosts: arrows move, Enter opens the evidence"></div>
<aside class="panel" id="panel" tabindex="-1" aria-label="Evidence" hidden></aside></div>
<p class="keys quiet"><kbd>/</kbd> search <kbd>←↑↓→</kbd> move <kbd>Enter</kbd> evidence <kbd>Esc</kbd> close</p>
</section>
<noscript><p>The matrix needs the script of this page; the list of all controls below has the same results.</p></noscript>`;

const choice = (name: string, label: string, options: readonly (readonly [string, string])[]): Markup =>
  markup`<select name="${name}" aria-label="${label}">${options.map(([value, text]) => markup`<option value="${value}">${text}</option>`)}</select>`;

function areasOf({ controls }: Assessment): readonly (readonly [string, string])[] {
  const there = new Set(controls.map(({ area }) => area));
  return controlAreas.filter((area) => there.has(area)).map((area) => [area, areaWords[area]] as const);
}
