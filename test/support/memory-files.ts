import type { SourceFiles } from '../../src/domain/source-files.ts';

/** Files that exist in a test only: path to text (or bytes). Folders follow from the paths. */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>): SourceFiles {
  const names = Object.keys(contents);
  const isFile = (path: string): boolean => Object.hasOwn(contents, path);
  const isFolder = (path: string): boolean => names.some((name) => name.startsWith(inside(path)));
  return {
    isFile,
    isFolder,
    read: (path) => (isFile(path) ? bytesOf(contents[path] ?? '') : null),
    list: (folder) => (isFolder(folder) ? childrenOf(names, folder) : null),
    textOf: (path) => (isFile(path) ? new TextDecoder().decode(bytesOf(contents[path] ?? '')) : undefined),
  };
}

const inside = (folder: string): string => (folder === '' || folder === '.' ? '' : `${folder.replace(/\/$/, '')}/`);

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

function childrenOf(names: readonly string[], folder: string): readonly string[] {
  const prefix = inside(folder);
  const children = names
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).split('/')[0] ?? '');
  return [...new Set(children)].toSorted();
}
