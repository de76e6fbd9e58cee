import { near } from '../domain/near.ts';
import type { SourceRange } from '../domain/diagnostic.ts';
import type { SourceFiles } from '../domain/source-files.ts';
import type { Template } from '../domain/template.ts';
import { folderOf, joinPath, pathFrom } from '../inventory/paths.ts';
import { sourceText } from '../source/source-text.ts';
import { TemplateError } from '../template/evaluate.ts';
import { parseTemplateFile } from '../template/parse.ts';
import { BindProblems } from './bind-problems.ts';

/** The files that `src` parameters name. */
export interface SourceLoader {
  /** Throws TemplateError at `range`, where the name stands, when there is none, or it is a folder. */
  raw(name: string, range: SourceRange, playbookFolder: string): { readonly path: string; readonly bytes: Buffer };
  /** A path beside the playbook, whether or not something is there. */
  place(name: string, playbookFolder: string): string;
  /** Throws BindProblems when it does not parse. */
  template(
    name: string,
    range: SourceRange,
    playbookFolder: string,
  ): { readonly path: string; readonly template: Template };
}

/**
 * Looks where Ansible looks: `files/` or `templates/` beside the file with the task, then that folder itself; then the
 * same beside the playbook. Each template is parsed once.
 */
export function sourceLoader(files: SourceFiles): SourceLoader {
  const templates = new Map<string, Template>();
  return {
    place: (name, playbookFolder) => pathFrom(playbookFolder, name),
    raw: (name, range, playbookFolder) => {
      const path = find(name, placesOf('files', range, playbookFolder), files, range);
      return { path, bytes: Buffer.from(files.read(path) ?? []) };
    },
    template: (name, range, playbookFolder) => {
      const path = find(name, placesOf('templates', range, playbookFolder), files, range);
      const template = templates.get(path) ?? parseFile(path, files, range);
      templates.set(path, template);
      return { path, template };
    },
  };
}

const placesOf = (kind: string, { file }: SourceRange, playbookFolder: string): readonly string[] =>
  [...new Set([folderOf(file), playbookFolder])].flatMap((folder) => [joinPath(folder, kind), folder]);

function find(name: string, folders: readonly string[], files: SourceFiles, range: SourceRange): string {
  const paths = name.startsWith('/') ? [name] : folders.map((folder) => joinPath(folder, name));
  const path = paths.find((candidate) => files.isFile(candidate));
  if (path !== undefined) return path;
  const isFolder = paths.some((candidate) => files.isFolder(candidate.replace(/(.)\/+$/, '$1')));
  if (isFolder)
    throw failure(
      'source-is-folder',
      `\`${name}\` is a folder, not a file`,
      range,
      'name its files one by one, with a loop',
    );
  throw failure('source-missing', `there is no file \`${name}\``, range, hintFor(name, paths, files));
}

function hintFor(name: string, paths: readonly string[], files: SourceFiles): string {
  const siblings = paths.flatMap((path) => files.list(folderOf(path)) ?? []);
  const [guess] = near(name.split('/').at(-1) ?? name, siblings);
  return `${guess === undefined ? '' : `did you mean \`${guess}\`? `}looked for ${paths.join(', ')}`;
}

function parseFile(path: string, files: SourceFiles, range: SourceRange): Template {
  const text = decode(files.read(path) ?? new Uint8Array());
  if (text === null)
    throw failure('source-encoding', `the template ${path} is not UTF-8`, range, 'save the file as UTF-8');
  const source = sourceText(path, text);
  const parsed = parseTemplateFile(text, (offset, length = 1) => source.range(offset, offset + length));
  if (parsed.ok) return parsed.value;
  throw new BindProblems(parsed.diagnostics);
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const failure = (code: string, summary: string, range: SourceRange, hint: string): TemplateError =>
  new TemplateError({ severity: 'error', code, summary, range, hint });
