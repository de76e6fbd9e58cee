import type { Assessment, Source } from '../../../domain/assessment.ts';
import { foldNodes } from '../../../domain/node-set.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { timeOf } from './words.ts';

/** What an auditor asks: who looked, when, with what, at which hosts. */
export function record({ header, scope, benchmarks }: Assessment): Markup {
  const away = scope.hosts.filter(({ reached }) => !reached).map(({ name }) => name);
  const { git } = header;
  return markup`<section id="record"><h2>Record</h2><dl class="record">
${line('run', header.run)}
${line('operator', header.operator)}
${line('time', `${timeOf(header.startedAt)} to ${timeOf(header.finishedAt)}`)}
${line('tool', `${header.tool.name} ${header.tool.version}`)}
${line('profile', header.profile)}
${line('benchmarks', benchmarks.map(({ title, version }) => `${title} ${version}`).join(', '))}
${line('git', git === null ? 'no repository' : `${git.commit}, ${git.clean ? 'clean' : 'with changes that are not committed'}`)}
${files('catalogue', [header.catalogue], ` version ${header.catalogue.version}`)}
${files('playbooks', header.playbooks)}
${files('inventory', header.inventory)}
${files('waivers', header.waivers)}
${line('seen', foldNodes(scope.hosts.flatMap(({ name, reached }) => (reached ? [name] : []))) || 'no host')}
${line('not reached', foldNodes(away) || 'none')}
${line('left out by -l', foldNodes(scope.notSelected) || 'none')}
${line('nodes without inventory', foldNodes(scope.notInInventory) || 'none')}
</dl></section>`;
}

const line = (name: string, text: string): Markup => markup`<dt>${name}</dt><dd>${text}</dd>`;

const files = (name: string, sources: readonly Source[], more = ''): Markup =>
  markup`<dt>${name}</dt><dd>${
    sources.length === 0
      ? 'none'
      : sources.map(({ path, digest }) => markup`<div>${path}${more} <code class="digest">${digest}</code></div>`)
  }</dd>`;
