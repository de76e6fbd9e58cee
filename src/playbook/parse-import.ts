import type { SourceRange } from '../domain/diagnostic.ts';
import { near } from '../domain/near.ts';
import { sealKind } from '../domain/sealed-texts.ts';
import type { YamlMap, YamlNode } from '../domain/yaml-node.ts';
import { folderOf, pathFrom } from '../inventory/paths.ts';
import { asList, asMap, asString, get } from '../source/decode.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import type { TextSetting } from './model.ts';
import type { ParseContext } from './parse-context.ts';
import { setting } from './parse-values.ts';

/** An imported file's list, and the context in which its items are read. */
export interface ImportedList {
  readonly path: string;
  readonly items: readonly YamlNode[];
  readonly context: ParseContext;
}

/**
 * The list of tasks or plays in the file that `word` names; null when there is none, which is reported. The name counts
 * from the folder of the importing file, then from that of the playbook.
 */
export function importedList(map: YamlMap, word: ImportWord, context: ParseContext): ImportedList | null {
  const name = nameIn(map, word, context);
  const written = name === null ? null : context.fileName(name, context.tables);
  const path = name === null || written === null ? null : find(written, word, name.range, context);
  if (path === null || name === null || !isWithinLimits(name.range, context)) return null;
  const inner: ParseContext = { ...context, chain: [...context.chain, path] };
  const root = read(path, name.range, context);
  if (root === null) return null;
  const list = asList(root, `${path}, which is imported as a list of ${contents[word]},`, context.problems);
  return list === null ? null : { path, items: list.items, context: inner };
}

/** Imports of one run, a file counted each time; ten files that import the next twice are a thousand. */
export const maxImports = 10_000;

/** Files inside of files; each is read on the stack of the one before it. */
const deepestImport = 100;

/** Told once: the rest of the imports is left alone. */
function isWithinLimits(range: SourceRange, { imports, chain, problems }: ParseContext): boolean {
  if (chain.length > deepestImport) {
    problems.error('too-many-imports', `files import files more than ${deepestImport} deep`, range, {
      hint: 'name all files in one list',
    });
    return false;
  }
  imports.left -= 1;
  if (imports.left === -1)
    problems.error('too-many-imports', `this is the ${maxImports + 1}th import`, range, {
      hint: 'import a file once, with a loop in its tasks',
    });
  return imports.left >= 0;
}

export type ImportWord = 'import_tasks' | 'import_playbook';

const contents: Readonly<Record<ImportWord, string>> = { import_tasks: 'tasks', import_playbook: 'plays' };

/** How the word stands in this mapping; null where it does not. */
export function importKey(map: YamlMap, word: ImportWord): string | null {
  const names = [word, `ansible.builtin.${word}`, `ansible.legacy.${word}`];
  return map.entries.find(({ key }) => names.includes(key.written))?.key.written ?? null;
}

/** `import_tasks: x.yaml`, or `import_tasks: {file: x.yaml}`. */
function nameIn(map: YamlMap, word: ImportWord, { problems }: ParseContext): TextSetting | null {
  const given = get(map, importKey(map, word) ?? word);
  const node = given?.kind === 'map' && word === 'import_tasks' ? fileOf(given, problems) : given;
  const written = node === undefined ? null : asString(node, `\`${word}\``, problems);
  return node === undefined || written === null ? null : { ...setting(node, problems), written };
}

function fileOf(map: YamlMap, problems: ParseContext['problems']): YamlNode | undefined {
  for (const { key } of map.entries)
    if (key.written !== 'file')
      problems.error('unknown-parameter', `unknown parameter \`${key.written}\` of import_tasks`, key.range, {
        hint: 'import_tasks takes file',
      });
  return get(asMap(map, '`import_tasks`', problems) ?? map, 'file');
}

function find(name: string, word: ImportWord, range: SourceRange, { chain, playbook, files, problems }: ParseContext) {
  const from = chain.at(-1) ?? playbook;
  const candidates = [...new Set([from, playbook].map((file) => pathFrom(folderOf(file), name)))];
  const path = candidates.find((candidate) => files.isFile(candidate));
  if (path === undefined) {
    const there = candidates.flatMap((candidate) => files.list(folderOf(candidate)) ?? []);
    const [guess] = near(name.split('/').at(-1) ?? name, there);
    problems.error('import-missing', `there is no file \`${name}\` to import`, range, {
      ...(guess === undefined ? {} : { label: `did you mean \`${guess}\`?` }),
      hint: `looked for ${candidates.join(' and ')}; \`${word}\` takes paths from the folder of the file it stands in`,
    });
    return null;
  }
  if (!chain.includes(path)) return path;
  const circle = [...chain.slice(chain.indexOf(path)), path].join(' → ');
  problems.error('import-circle', `\`${name}\` imports itself`, range, { hint: circle });
  return null;
}

function read(path: string, range: SourceRange, { files, problems }: ParseContext): YamlNode | null {
  const bytes = files.read(path) ?? new Uint8Array();
  if (sealKind(bytes) !== null) {
    problems.error('sealed', `${path} is encrypted, and what is imported is not`, range, {
      hint: 'keep secrets in a vars file, which may be encrypted, or as single !vault values',
    });
    return null;
  }
  const parsed = parseYaml(path, bytes, files.sealed);
  const root = problems.take(parsed);
  if (parsed.ok && root === null)
    problems.warn('empty-import', `${path} is empty`, range, { hint: 'drop the import, or write something into it' });
  return root;
}
