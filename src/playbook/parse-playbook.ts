import { sealKind } from '../domain/sealed-texts.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { YamlMap, YamlNode } from '../domain/yaml-node.ts';
import type { Problems } from '../source/problems.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { describe } from '../source/decode.ts';
import { checkKeywords } from './keyword-errors.ts';
import { importPlaybookKeywords } from './keywords.ts';
import type { Play, Playbook } from './model.ts';
import type { FileNames, ParseContext } from './parse-context.ts';
import { importKey, importedList, maxImports } from './parse-import.ts';
import { parseInherited } from './parse-inherited.ts';
import type { ModuleRegistry } from './parse-module.ts';
import { parsePlay } from './parse-play.ts';

/**
 * Reads a playbook with all that can be judged without an inventory; every mistake goes to `problems`, and what could
 * be read comes back. A missing or empty file, and one without a play, is an error.
 */
export function parsePlaybook(
  file: string,
  source: SourceFiles,
  modules: ModuleRegistry,
  problems: Problems,
  fileName: FileNames = literalName,
): Playbook {
  const seen = new Set([file]);
  const files = noting(source, seen);
  const root = readPlaybook(file, files, problems);
  const items = root === null ? [] : playsOf(file, root, problems);
  const lost = new Set<string>();
  const imports = { left: maxImports };
  const context = {
    modules,
    problems,
    lost,
    files,
    fileName,
    imports,
    chain: [file],
    playbook: file,
    tables: [],
  } as const;
  return { file, files: [...seen], plays: items.flatMap((item) => parseEntry(item, context)), lost };
}

/** Without variables only a name that is written out is known. */
const literalName: FileNames = ({ fill, written }) => (fill.kind === 'literal' ? written : null);

const noting = (files: SourceFiles, seen: Set<string>): SourceFiles => ({
  ...files,
  read: (path) => {
    seen.add(path);
    return files.read(path);
  },
});

function parseEntry(node: YamlNode, context: ParseContext): readonly Play[] {
  if (node.kind === 'map' && importKey(node, 'import_playbook') !== null) return importedPlays(node, context);
  const play = parsePlay(node, context);
  return play === null ? [] : [play];
}

/** The plays of another playbook; what the import says of variables, tags and conditions holds for all of them. */
function importedPlays(map: YamlMap, context: ParseContext): readonly Play[] {
  const { problems } = context;
  const word = importKey(map, 'import_playbook') ?? 'import_playbook';
  checkKeywords(map, [word, ...importPlaybookKeywords], 'import_playbook', problems);
  const { vars, when, tags } = parseInherited(map, problems);
  const list = importedList(map, 'import_playbook', { ...context, tables: [...context.tables, ...vars] });
  if (list === null) return [];
  const inner = { ...list.context, playbook: list.path, tables: [...context.tables, ...vars] };
  return list.items
    .flatMap((item) => parseEntry(item, inner))
    .map((play) => ({
      ...play,
      vars: new Map([play.vars, ...vars].flatMap((table) => [...table])),
      when: [...when, ...play.when],
      inherited: { ...play.inherited, tags: [...new Set([...tags, ...play.inherited.tags])] },
    }));
}

function readPlaybook(file: string, files: SourceFiles, problems: Problems): YamlNode | null {
  if (files.isFolder(file))
    return missing('playbook-is-folder', `${file} is a folder, not a playbook`, file, files, problems);
  const bytes = files.read(file);
  if (bytes === null) return missing('playbook-missing', `there is no playbook ${file}`, file, files, problems);
  if (sealKind(bytes) !== null)
    return missing('sealed', `${file} is encrypted, and a playbook is not`, file, files, problems, sealedHint);
  const parsed = parseYaml(file, bytes, files.sealed);
  const root = problems.take(parsed);
  if (parsed.ok && root === null) reportEmpty(file, problems);
  return root;
}

const sealedHint = 'keep secrets in a vars file, which may be encrypted, or as single !vault values';

function missing(
  code: string,
  summary: string,
  file: string,
  files: SourceFiles,
  problems: Problems,
  known?: string,
): null {
  problems.error(code, summary, undefined, { hint: known ?? whatIsThere(file, files) });
  return null;
}

/** Playbooks of the same folder; else the one of the same name here, where `init` puts it. */
function whatIsThere(file: string, files: SourceFiles): string {
  const folder = files.isFolder(file) ? file : file.replace(/[^/]*$/, '').replace(/(.)\/$/, '$1');
  const there = (files.list(folder === '' ? '.' : folder) ?? []).filter(
    (name) => /\.ya?ml$/.test(name) && name !== 'bulwark.yaml',
  );
  if (there.length > 0) return `there is ${there.slice(0, 5).join(', ')}`;
  const here = file.replace(/.*\//, '');
  return files.isFile(here) ? `there is ${here}` : 'name it as the argument, or set `playbook` in bulwark.yaml';
}

function playsOf(file: string, root: YamlNode, problems: Problems): readonly YamlNode[] {
  if (root.kind === 'list' && root.items.length === 0) reportEmpty(file, problems);
  if (root.kind === 'list') return root.items;
  problems.error('wrong-type', `a playbook must be a list of plays, not ${describe(root)}`, root.range, {
    hint: 'start each play with `- hosts: ...`',
  });
  return [];
}

function reportEmpty(file: string, problems: Problems): void {
  const start = { line: 1, column: 1 };
  problems.error(
    'empty-playbook',
    'the playbook holds no play',
    { file, start, end: start },
    { hint: 'start a play with `- hosts: ...`' },
  );
}
