import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const folder = 'src/report/assessment/html';
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The modules that hold script and style of the HTML report, as texts, made of what is in `client/`. */
export async function pageFiles(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  return [
    module('page-script', 'pageScript', await bundled('client/main.ts')),
    module('page-style', 'pageStyle', await bundled('client/style/page.css')),
  ];
}

/** Readable, not minified: who wonders what the page does can look. */
async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`${folder}/${entry}`],
    bundle: true,
    format: 'iife',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    charset: 'utf8',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

function module(file: string, name: string, text: string): { readonly path: string; readonly text: string } {
  const literal = text.replaceAll(/[\\`]|\$\{/g, '\\$&').trimEnd();
  return {
    path: `${folder}/${file}.ts`,
    text: `/** Made by tools/assessment-page.ts of what is in client/. */\nexport const ${name} = \`${literal}\`;\n`,
  };
}
