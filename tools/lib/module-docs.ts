import { modules } from '../../src/modules/index.ts';
import { modulePage } from '../../src/modules/registry/module-page.ts';
import { pageMarkdown } from '../../src/render/page-markdown.ts';

/** Name and text of each file of `docs/modules/`. */
export const moduleDocs = (): ReadonlyMap<string, string> =>
  new Map([
    ['README.md', index()],
    ...modules.map((module) => [`${module.name}.md`, pageMarkdown(modulePage(module))] as const),
  ]);

const index = (): string =>
  [
    '# Modules',
    '',
    '`bulwark modules MODULE` shows the same. Written by `node tools/module-docs.ts` from the modules themselves.',
    '',
    '| module | |',
    '|---|---|',
    ...modules.map(({ name, summary }) => `| [${name}](${name}.md) | ${summary} |`),
    '',
  ].join('\n');
