import { createRequire, registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { LoadedModule, ModuleSource } from '../domain/module-source.ts';
import { messageOf } from '../domain/thrown.ts';

interface Loading {
  /** What `import … from 'bulwark'` gives there: of this very process, wherever Bulwark itself is installed. */
  readonly kit: Readonly<Record<string, unknown>>;
  isForeign(file: string): boolean;
}

/**
 * Runs a file or a package in this process and gives its default export. Every file that it loads is looked at first:
 * one that others may write stops it before its first line. Nothing of it may wait at its top level.
 */
export function loadModule(source: ModuleSource, { kit, isForeign }: Loading): LoadedModule {
  const require = createRequire(resolve(source.kind === 'file' ? source.path : source.beside));
  const found = fileOf(require, source.kind === 'file' ? resolve(source.path) : source.name);
  if (found.kind === 'missing') return found;
  const { file } = found;
  let foreign: string | null = null;
  Reflect.set(globalThis, kitPlace, kit);
  const hooks = registerHooks({
    resolve: (name, context, next) =>
      name === 'bulwark' ? { url: kitAddress, format: 'module', shortCircuit: true } : next(name, context),
    load: (url, context, next) => {
      if (url === kitAddress) return { format: 'module', source: kitSource(kit), shortCircuit: true };
      if (url.startsWith('file:') && isForeign(fileURLToPath(url))) {
        foreign = fileURLToPath(url);
        throw new Error('others may write it');
      }
      return next(url, context);
    },
  });
  try {
    return { kind: 'loaded', file, value: defaultOf(require(file)) };
  } catch (error) {
    return foreign === null ? broken(error, file) : { kind: 'foreign', file: foreign };
  } finally {
    hooks.deregister();
    Reflect.deleteProperty(globalThis, kitPlace);
  }
}

const kitPlace = Symbol.for('bulwark.kit');
const kitAddress = 'bulwark:kit';

const kitSource = (kit: object): string =>
  `export const { ${Object.keys(kit).join(', ')} } = globalThis[Symbol.for('bulwark.kit')];`;

function fileOf(
  require: NodeJS.Require,
  specifier: string,
): { readonly kind: 'file'; readonly file: string } | Extract<LoadedModule, { kind: 'missing' }> {
  try {
    return { kind: 'file', file: require.resolve(specifier) };
  } catch (error) {
    return { kind: 'missing', why: messageOf(error).split('\n')[0] ?? '' };
  }
}

const defaultOf = (loaded: unknown): unknown =>
  typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded;

function broken(error: unknown, file: string): LoadedModule {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = stack.split(`${file}:`)[1];
  const [, line, column] = /^(\d+)(?::(\d+))?/.exec(place ?? '') ?? [];
  const at = line === undefined ? null : [file, line, ...(column === undefined ? [] : [column])].join(':');
  return { kind: 'broken', message: messageOf(error).split('\n')[0] ?? '', at };
}
