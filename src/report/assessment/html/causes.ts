import type { Assessment, AssessedControl, Cause } from '../../../domain/assessment.ts';
import { count } from '../../../domain/count.ts';
import { foldNodes } from '../../../domain/node-set.ts';
import { evidenceTable } from './evidence-table.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { controlLinks } from './links.ts';
import { weightOf, wordOf } from './words.ts';

/** Findings with one cause are one block with one repair, worst first, as they come. */
export function causes(assessment: Assessment): Markup {
  if (assessment.causes.length === 0)
    return markup`<section id="causes"><h2>What is wrong</h2><p>Nothing that was looked at.</p></section>`;
  const controls = new Map(assessment.controls.map((control) => [control.id, control]));
  const blocks = assessment.causes.slice(0, MOST).map((cause) => block(cause, controls.get(cause.controls[0] ?? '')));
  return markup`<section id="causes"><h2>What is wrong, by cause</h2>
<ol class="causes">${blocks.slice(0, FIRST)}</ol>${rest(blocks.slice(FIRST), assessment.causes.length)}</section>`;
}

/** What is seen at once; what follows is a click away. */
const FIRST = 20;
/** A page of which nobody sees the end helps nobody; the matrix has them all. */
const MOST = 150;

function rest(blocks: readonly Markup[], all: number): Markup | null {
  if (blocks.length === 0) return null;
  const told =
    all > MOST
      ? `${MOST - FIRST} of ${all - FIRST} more causes; the matrix has all of them`
      : count(blocks.length, 'more cause');
  return markup`<details class="more"><summary>${told}</summary><ol class="causes">${blocks}</ol></details>`;
}

function block(cause: Cause, first: AssessedControl | undefined): Markup {
  const weight = first === undefined ? '' : weightOf(first);
  return markup`<li class="cause"><div class="heading"><span class="word s-${cause.status}">${wordOf(cause.status)}</span>
<h3>${cause.title}</h3><span class="quiet">${weight}</span><span class="hosts">${where(cause)}</span></div>
<p class="ids">${controlLinks(cause.controls)}</p>
${evidenceTable(cause.evidence)}
${cause.repair === null ? null : markup`<p class="repair"><b>repair</b> ${cause.repair}</p>`}</li>
`;
}

const where = ({ scope, hosts }: Cause): string => `${scope === 'cluster' ? 'cluster ' : ''}${foldNodes(hosts)}`;
