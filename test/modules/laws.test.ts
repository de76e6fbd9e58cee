import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';

import test from 'ava';
import { parse } from 'yaml';

import type { FileState } from '../../src/domain/file-state.ts';
import { BadAnswer, type Answers } from '../../src/domain/module.ts';
import { shownText } from '../../src/domain/shell-command.ts';
import { modules, type HostModule, type RegisteredModule } from '../../src/modules/index.ts';
import { boundModule } from '../support/host-module.ts';
import { planHere } from '../support/simulated-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const fileName = (name: string): string => name.replaceAll('_', '-');

/** The parameters of an example's tasks, as the binder would give them: sources and expressions replaced. */
function parametersOf(module: RegisteredModule, example: string): readonly unknown[] {
  const tasks: readonly Record<string, unknown>[] = parse(example.replaceAll(/: (0[0-7]+)$/gm, ': "$1"'));
  return tasks.map((task) =>
    replaced(module, task[[module.name, ...module.aliases].find((name) => name in task) ?? 'nothing']),
  );
}

function replaced(module: RegisteredModule, given: unknown): unknown {
  if (typeof given === 'string' && 'cmd' in module.sources) return replaced(module, { cmd: given });
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, replacement(module, name, value)]));
}

function replacement(module: RegisteredModule, name: string, value: unknown): unknown {
  if (name in module.sources) return { path: String(value), content: 'text\n' };
  if (!module.expressions.includes(name)) return value;
  const one = (text: unknown): unknown => ({ text: String(text), value: true });
  return Array.isArray(value) ? value.map(one) : one(value);
}

const hosts = modules.filter((module): module is HostModule => module.kind === 'host');

for (const module of modules) {
  test(`${module.name} has a file, a test and examples, and its names are good`, (t) => {
    t.true(existsSync(new URL(`../../src/modules/${fileName(module.name)}.ts`, import.meta.url)));
    t.true(existsSync(new URL(`./${fileName(module.name)}.test.ts`, import.meta.url)));
    t.true(module.examples.length > 0);
    t.regex(module.name, /^[a-z][a-z0-9_]*$/);
    t.false(module.summary.includes('\n') || module.summary.endsWith('.'));
  });

  test(`${module.name}: each example is good`, (t) => {
    for (const example of module.examples) {
      for (const parameters of parametersOf(module, example)) {
        const parsed = module.kind === 'host' ? module.bind(parameters) : module.evaluate(parameters);
        t.deepEqual(parsed.ok ? [] : parsed.issues, [], example);
      }
    }
  });

  test(`${module.name}: an unknown parameter is told`, (t) => {
    if (module.open) return t.pass();
    const parsed =
      module.kind === 'host' ? module.bind({ no_such_parameter: 1 }) : module.evaluate({ no_such_parameter: 1 });
    t.true(!parsed.ok && parsed.issues.some(({ code }) => code === 'unknown-parameter'));
  });
}

test('every module that has a file has its line in the registry, and the lines are sorted', (t) => {
  const folder = new URL('../../src/modules/', import.meta.url);
  const files = readdirSync(folder).filter(
    (name) =>
      name.endsWith('.ts') &&
      /^export const \w+: (?:Controller)?Module</m.test(readFileSync(new URL(name, folder), 'utf8')),
  );
  t.deepEqual(
    files.map((name) => name.replace(/\.ts$/, '')),
    modules.map(({ name }) => fileName(name)),
  );
});

const nobody: FileState = { kind: 'absent', realPath: '/nothing' };
const somebody: FileState = {
  kind: 'file',
  realPath: '/x',
  mode: 0o644,
  uid: 0,
  gid: 0,
  owner: 'root',
  group: 'root',
  size: 0,
  inode: 1,
  modified: 0,
  sha256: '0'.repeat(64),
  content: Buffer.alloc(0),
};
const unseen: FileState = { kind: 'unknown', why: 'Permission denied' };

const answers = (state: FileState, text: string): Answers => ({
  file: () => state,
  output: { code: 0, stdout: Buffer.from(text), stderr: Buffer.alloc(0) },
});

/** The plan as text, or why there is none. */
function planText(module: HostModule, parameters: unknown, given: Answers): string {
  const bound = module.bind(parameters);
  if (!bound.ok) throw new Error('an example is bad');
  try {
    const answered = bound.value.answer(given);
    return JSON.stringify([answered.planned, [...answered.result([])]]);
  } catch (error) {
    if (error instanceof BadAnswer) return `bad answer: ${error.message}`;
    throw error;
  }
}

for (const module of hosts) {
  const all = module.examples.flatMap((example) => parametersOf(module, example));

  test(`${module.name}: the same answer gives the same plan, and anything odd is a bad answer`, (t) => {
    for (const parameters of all) {
      for (const given of [
        answers(nobody, ''),
        answers(somebody, ''),
        answers(unseen, ''),
        answers(nobody, 'LoadState=\nnonsense \u0000\u{1b}[2J=#1\n'),
      ]) {
        t.is(planText(module, parameters, given), planText(module, parameters, given));
      }
    }
  });

  test(`${module.name}: its questions only read, and say what they read`, (t) => {
    for (const parameters of all) {
      const bound = module.bind(parameters);
      if (!bound.ok || isReadOnlyCommand(parameters)) continue;
      const { command, files = [], reads } = bound.value.query;
      t.deepEqual(writersIn(command === undefined ? '' : shownText(command)), []);
      const named = reads.flatMap((resource) => (resource.kind === 'path' ? [resource.path] : []));
      t.true(
        files.every(
          ({ path }) =>
            named.some((name) => path === name || name.startsWith(`${path === '/' ? '' : path}/`)) ||
            named.includes(path),
        ),
      );
    }
  });
}

test('asking leaves a folder as it was, to the last bit and time', (t) => {
  const folder = tempFolder(t);
  mkdirSync(`${folder}/sub`);
  writeFileSync(`${folder}/sub/a.key`, 'x');
  symlinkSync('sub', `${folder}/link`);
  const questions = [
    boundModule('file', { path: folder, state: 'directory', recurse: true, mode: '0700' }),
    boundModule('file', { glob: `${folder}/sub/*`, state: 'absent' }),
    boundModule('file', { path: [`${folder}/sub`, `${folder}/link`], state: 'absent' }),
    boundModule('copy', { dest: `${folder}/sub/a.key`, content: 'y', validate: 'rm %s' }),
    boundModule('command', { cmd: `rm -r ${folder}`, creates: `${folder}/none`, onlyif: 'true', chdir: folder }),
    boundModule('stat', { path: `${folder}/link`, follow: true }),
  ];
  const before = pictureOf(folder);
  for (const bound of questions) planHere(bound);
  t.deepEqual(pictureOf(folder), before);
});

const pictureOf = (folder: string): readonly unknown[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => lstatSync(`${folder}/${name}`))
    .map(({ mode, ino, size, mtimeMs, ctimeMs, uid }) => [mode, ino, size, mtimeMs, ctimeMs, uid]);

/** The operator's own promise, kept in a folder of ours under /run. */
const isReadOnlyCommand = (parameters: unknown): boolean =>
  typeof parameters === 'object' && parameters !== null && 'read_only' in parameters;

/** Redirections into files and programs that change something. Text in quotes is data. */
function writersIn(script: string): readonly string[] {
  const bare = script.replaceAll(/'[^']*'/g, "''").replaceAll(/"[^"\n]*"/g, '""');
  const writers =
    /(?:^|[\s;&|(])(?:rm|mv|cp|ln|chmod|chown|touch|mkdir|tee|dd|install|truncate|sed -i|sysctl -w|mount|kill|reboot|systemctl (?!show|is-|cat|status)\S+|snap (?!list|changes|info|version|>)\S+)(?=\s|$)/g;
  const redirections = /(?<![0-9&])[0-9]?>>?(?!&[0-9]|\s*\/dev\/null)\s*\S*/g;
  return [...(bare.match(writers) ?? []), ...(bare.match(redirections) ?? [])].map((text) => text.trim());
}
