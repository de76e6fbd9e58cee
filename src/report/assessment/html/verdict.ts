import type { Assessment } from '../../../domain/assessment.ts';
import { count } from '../../../domain/count.ts';
import { foldNodes } from '../../../domain/node-set.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { verdictLine } from './verdict-line.ts';
import { timeOf } from './words.ts';

/** What happened, and why it may not be the whole truth. */
export function verdict(assessment: Assessment): Markup {
  const { header, scope, since, controls } = assessment;
  const state =
    scope.missing.length > 0 ? 'unknown' : controls.some(({ status }) => status === 'fail') ? 'fail' : 'pass';
  return markup`<section class="verdict s-${state}">
<h1>${verdictLine(assessment)}</h1>
${scope.missing.length === 0 ? null : markup`<ul class="missing">${scope.missing.map((why) => markup`<li>${why}</li>`)}</ul>`}
<p class="quiet">${timeOf(header.finishedAt)} · ${header.operator} · ${seen(assessment)} · nothing was written${header.chosen === null ? null : markup` · ${header.chosen}`}</p>
${since === null ? null : markup`<p class="quiet">Since run ${since.run} (${timeOf(since.at)}): ${since.settled.length} settled, <span class="${since.new.length > 0 ? 'word s-fail' : ''}">${since.new.length} new</span></p>`}
</section>`;
}

function seen({ scope }: Assessment): string {
  const away = scope.hosts.filter(({ reached }) => !reached).map(({ name }) => name);
  const all = count(scope.hosts.length, 'host');
  return away.length === 0
    ? `${all}, all seen`
    : `${scope.hosts.length - away.length} of ${all} seen, not ${foldNodes(away)}`;
}
