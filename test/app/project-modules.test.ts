import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { projectModules } from '../../src/app/project-modules.ts';
import { readProjectConfig } from '../../src/app/project-config.ts';
import { runCommand } from '../../src/app/run-command.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';
import type { RunEvent } from '../../src/domain/event.ts';
import type { Page } from '../../src/domain/page.ts';
import { loadProjectModule } from '../../src/load-project-module.ts';
import { pageText } from '../../src/render/page-text.ts';
import { diskFiles } from '../../src/store/source-files.ts';
import { idlePorts } from '../support/app-ports.ts';
import { bulwarkIn, writeFiles } from '../support/bulwark.ts';
import { noProject } from '../support/desk.ts';
import { tempFolder } from '../support/temp-folder.ts';

const example = fileURLToPath(new URL('../../docs/examples/modules/login_defs.ts', import.meta.url));

const moduleText = (name: string, more = ''): string => `import { defineModule, z } from 'bulwark';
export default defineModule({
  name: '${name}', summary: 'Says hello', params: z.strictObject({}), examples: ['- ${name}:'],
  words: { parameters: {} },
  probe: () => ({ reads: [], parse: () => null }),
  plan: () => ({ kind: 'changes', changes: [] }),
  result: () => new Map(),
  ${more}
});
`;

/** What a project with these files and modules has to say; its bulwark.yaml names them all. */
function problemsOf(
  folder: string,
  files: Readonly<Record<string, string>>,
  named: readonly string[],
  prepare: (folder: string) => void = () => undefined,
): readonly string[] {
  writeFiles(folder, { 'bulwark.yaml': `modules:\n${named.map((one) => `  - ${one}\n`).join('')}`, ...files });
  prepare(folder);
  const ports = { ...idlePorts, files: diskFiles(), foldersAbove: [folder], loadModule: loadProjectModule };
  const config = readProjectConfig(ports);
  const read = config.ok ? projectModules(config.value, ports) : config;
  if (read.ok)
    return [
      `has ${read.value.modules
        .slice(-named.length)
        .map(({ name }) => name)
        .join(' ')}`,
    ];
  return read.diagnostics.map(({ code, summary, detail = '', range }) =>
    `${range?.start.line}:${range?.start.column} ${code} ${summary}${detail === '' ? '' : ` (${detail})`}`.replaceAll(
      `${folder}/`,
      '',
    ),
  );
}

interface Row {
  readonly files?: Readonly<Record<string, string>>;
  readonly named?: readonly string[];
  readonly prepare?: (folder: string) => void;
  readonly said: readonly RegExp[];
}

const says = test.macro<[Row]>({
  title: (title = '') => `modules of bulwark.yaml: ${title}`,
  exec: (t, { files = {}, named = ['./a.ts'], prepare, said }) => {
    const problems = problemsOf(tempFolder(t), files, named, prepare);
    t.is(problems.length, said.length, problems.join('\n'));
    for (const [at, pattern] of said.entries()) t.regex(problems[at] ?? '', pattern);
  },
});

test('a file of TypeScript', says, { files: { 'a.ts': moduleText('hello') }, said: [/^has hello$/] });
test('a file of JavaScript that imports another', says, {
  files: {
    'a.js': `import './b.js';\n${moduleText('hello')}`,
    'b.js': 'export {};\n',
    'package.json': '{"type":"module"}',
  },
  named: ['./a.js'],
  said: [/^has hello$/],
});
test('a package of npm', says, {
  files: {
    'node_modules/bulwark-module-x/package.json': '{"name":"bulwark-module-x","type":"module","exports":"./index.js"}',
    'node_modules/bulwark-module-x/index.js': moduleText('hello'),
  },
  named: ['bulwark-module-x'],
  said: [/^has hello$/],
});
test('two of them', says, {
  files: { 'a.ts': moduleText('one'), 'b.ts': moduleText('two') },
  named: ['./a.ts', './b.ts'],
  said: [/^has one two$/],
});
test('a file that is not there', says, { said: [/^2:5 module-missing there is no module a\.ts$/] });
test('a package that is not there', says, {
  named: ['nowhere'],
  said: [/^2:5 module-missing there is no module the package nowhere$/],
});
test('a file that others may write is not run', says, {
  files: { 'a.ts': 'throw new Error("it ran");\n' },
  prepare: (folder) => chmodSync(join(folder, 'a.ts'), 0o666),
  said: [/^2:5 module-writable others may write a\.ts/],
});
test('a file that it imports and others may write is not run', says, {
  files: { 'a.ts': `import './b.ts';\n${moduleText('hello')}`, 'b.ts': 'throw new Error("it ran");\n' },
  prepare: (folder) => chmodSync(join(folder, 'b.ts'), 0o602),
  said: [/^2:5 module-writable others may write b\.ts/],
});
test('one that does not parse', says, {
  files: { 'a.ts': 'const = 3;\n' },
  said: [/^2:5 module-broken a\.ts cannot be loaded/],
});
test('one that throws says where', says, {
  files: { 'a.ts': `import 'bulwark';\n\n  throw new Error('no luck');\n` },
  said: [/^2:5 module-broken a\.ts cannot be loaded: no luck \(at a\.ts:3:9\)$/],
});
test('one that wants what Bulwark does not give', says, {
  files: { 'a.ts': `import { run } from 'bulwark';\nrun();\n` },
  said: [/^2:5 module-broken a\.ts cannot be loaded: .*'run'/],
});
test('one that waits at its top', says, {
  files: { 'a.ts': `await null;\n${moduleText('hello')}` },
  said: [/^2:5 module-broken a\.ts cannot be loaded: .*top-level await/i],
});
test('one that exports nothing', says, {
  files: { 'a.ts': 'export {};\n' },
  said: [/^2:5 module-broken a\.ts exports no module$/],
});
test('one that was not made with defineModule', says, {
  files: { 'a.ts': `export default { name: 'hello' };\n` },
  said: [/^2:5 module-broken a\.ts exports no module$/],
});
test('a name of ours', says, {
  files: { 'a.ts': moduleText('copy') },
  said: [/^2:5 module-name `copy` is a module already/],
});
test('an alias of ours', says, {
  files: { 'a.ts': moduleText('hello', `aliases: ['service'],`) },
  said: [/^2:5 module-name `service` is a module already/],
});
test('a keyword', says, { files: { 'a.ts': moduleText('when') }, said: [/^2:5 module-name `when` is a keyword$/] });
test('a keyword that is left out', says, {
  files: { 'a.ts': moduleText('roles') },
  said: [/^2:5 module-name `roles` is a keyword$/],
});
test('a name that is none', says, {
  files: { 'a.ts': moduleText('My-Module') },
  said: [/^2:5 module-name `My-Module` is no name for a module/],
});
test('one name twice', says, {
  files: { 'a.ts': moduleText('hello'), 'b.ts': moduleText('hello') },
  named: ['./a.ts', './b.ts'],
  said: [/^3:5 module-name `hello` is a module already/],
});
test('every mistake is told at once', says, {
  files: { 'b.ts': 'throw 3;\n' },
  named: ['./a.ts', './b.ts'],
  said: [/^2:5 module-missing/, /^3:5 module-broken b\.ts cannot be loaded: 3$/],
});

/** What a command prints and how it ends, in a project of these files. */
async function told(
  folder: string,
  line: string,
): Promise<{ text: string; exit: number; written: ReadonlyMap<string, string> }> {
  const asked = await parseArgv(line.split(' '), 80);
  if (asked.kind !== 'run') throw new Error(JSON.stringify(asked));
  const lines: string[] = [];
  const written = new Map<string, string>();
  const exit = await runCommand(asked.invocation, {
    ...idlePorts,
    files: diskFiles(),
    foldersAbove: [folder],
    loadModule: loadProjectModule,
    show: (event: RunEvent) => {
      if (event.type === 'diagnostic') lines.push([event.code, event.summary, event.detail ?? ''].join(' | '));
    },
    page: (page: Page) => lines.push(...pageText(page, 200)),
    print: (more) => lines.push(...more),
    project: { ...noProject, rewrite: (files) => files.forEach(({ path, text }) => written.set(path, text)) },
  });
  return { text: lines.join('\n'), exit, written };
}

const project = (t: Parameters<typeof tempFolder>[0], files: Readonly<Record<string, string>>): string => {
  const folder = tempFolder(t);
  writeFiles(folder, {
    'bulwark.yaml': `inventory: hosts.yaml\nplaybook: site.yaml\nmodules: [${example}]\n`,
    'hosts.yaml': 'all:\n  hosts: { a: }\n',
    ...files,
  });
  return folder;
};

test('modules, explain and schemas know a module of the project', async (t) => {
  const folder = project(t, {});
  t.regex((await told(folder, 'modules')).text, /login_defs +Sets values in \/etc\/login\.defs/);
  t.regex((await told(folder, 'modules login_defs')).text, /PASS_MAX_DAYS: 365/);
  t.regex((await told(folder, 'explain login_defs')).text, /names and values; other settings stay/);
  const { written } = await told(folder, 'modules schemas');
  t.deepEqual(
    [...written.keys()],
    ['playbook', 'inventory', 'bulwark', 'waivers'].map((name) => `${folder}/schemas/${name}.schema.json`),
  );
  const schema: { definitions: Record<string, object> } = JSON.parse([...written.values()][0] ?? '');
  t.truthy(schema.definitions['module_login_defs']);
});

test('lint finds mistakes in the parameters of a module of the project', async (t) => {
  const folder = project(t, {
    'site.yaml': '- hosts: all\n  tasks:\n    - name: x\n      login_defs: { values: { umask: 1 }, pth: /x }\n',
  });
  const { text, exit } = await told(folder, 'lint');
  t.is(exit, 5);
  t.regex(text, /unknown-parameter \| .*pth/);
  t.regex(text, /must be the name of a setting/);
});

test('modules test: the example of the docs keeps every law', async (t) => {
  const { text, exit } = await told(tempFolder(t), `modules test ${example}`);
  t.is(exit, 0, text);
  t.is(text.match(/^ +kept /gm)?.length, 8);
});

const breaks = test.macro<[string, string]>({
  title: (title = '') => `modules test finds ${title}`,
  exec: async (t, more, law) => {
    const folder = tempFolder(t);
    writeFiles(folder, {
      'a.ts': moduleText('hello', more).replace(
        "'bulwark';",
        "'bulwark';\nimport { askFile, param, planFile, sh, Secret } from 'bulwark';\n",
      ),
    });
    const { text, exit } = await told(folder, `modules test ${folder}/a.ts`);
    t.is(exit, 5);
    t.true(text.includes(`module-law | hello breaks a law: ${law} | `), text);
  },
});
const one = (parameter: string, example = `x: /etc/x`): string =>
  `params: z.strictObject({ x: ${parameter} }), words: { parameters: { x: 'it' } }, examples: ['- hello:\\n    ${example}'],`;
const change = (steps: string, entry = `{ name: 'x', before: null, after: 'y' }`): string =>
  `{ kind: 'changes', changes: [{ action: 'update', target: 'x', writes: [], diff: { entries: [${entry}] }, converges: 'verified', disrupts: 'none', steps: [${steps}] }] }`;

test('a summary with a full stop', breaks, `summary: 'Says hello.',`, 'its name, summary and examples are good');
test('no example', breaks, `examples: [],`, 'its name, summary and examples are good');
test(
  'a parameter without a meaning',
  breaks,
  `params: z.strictObject({ x: z.string().optional() }),`,
  'every parameter has its meaning, and no meaning is left over',
);
test(
  'a meaning without a parameter',
  breaks,
  `words: { parameters: { x: 'it' } },`,
  'every parameter has its meaning, and no meaning is left over',
);
test('an example that is no task of it', breaks, `examples: ['- helo:'],`, 'each example is good');
test('an example that it refuses', breaks, one('z.number()'), 'each example is good');
test('parameters that take anything', breaks, `params: z.object({}),`, 'an unknown parameter is told');
test(
  'a plan that hangs on chance',
  breaks,
  `plan: () => ({ kind: 'refused', message: String(Math.random()) }),`,
  'the same answer gives the same plan, and anything odd is a bad answer',
);
test(
  'a plan that throws',
  breaks,
  `plan: () => { throw new Error('no'); },`,
  'the same answer gives the same plan, and anything odd is a bad answer',
);
test(
  'a question that writes',
  breaks,
  "probe: () => ({ command: sh`touch /tmp/x`, reads: [{ kind: 'any' }], parse: () => null }),",
  'its questions only read, and say what they read',
);
test(
  'a question that does not say what it reads',
  breaks,
  `${one('z.string()')} probe: ({ x }) => ({ ...askFile({ path: x }), reads: [] }),`,
  'its questions only read, and say what they read',
);
test(
  'a change that is planned for ever',
  breaks,
  `${one('z.string()')} probe: ({ x }) => askFile({ path: x }), plan: ({ x }, seen) => planFile({ path: x, content: (seen.text ?? '') + 'more' }, seen),`,
  'what was performed is not planned again',
);
test(
  'a secret in a diff',
  breaks,
  `${one('param.textOrSecret')} plan: ({ x }) => (${change('', `{ name: 'x', before: null, after: x instanceof Secret ? x.reveal() : x }`)}),`,
  'a secret is shown nowhere',
);

test('a project with a module of its own is planned and applied by the program itself', (t) => {
  const folder = tempFolder(t);
  writeFiles(folder, {
    'bulwark.yaml': `inventory: hosts.yaml\nplaybook: site.yaml\nmodules: [${example}]\n`,
    'hosts.yaml': 'all:\n  hosts: { here: { ansible_connection: local } }\n',
    'site.yaml': `- hosts: all\n  tasks:\n    - name: Passwords end\n      login_defs: { path: ${folder}/login.defs, values: { PASS_MAX_DAYS: 365 } }\n`,
    'login.defs': '# days\nPASS_MAX_DAYS 99999\n',
  });
  const plan = bulwarkIn(folder, ['plan', '--format', 'plain', '-D']);
  t.is(plan.status, 0, plan.all);
  t.regex(plan.stdout, /\+PASS_MAX_DAYS\s+365/);
  t.is(plan.stderr, '', 'not even a warning of Node');
});
