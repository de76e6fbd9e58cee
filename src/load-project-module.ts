import { othersMay } from './cli/file-guard.ts';
import type { LoadedModule, ModuleSource } from './domain/module-source.ts';
import * as kit from './modules/extension/kit.ts';
import { loadModule } from './store/load-module.ts';

/** Code of the operator's is run only where nobody else may write it; shared by the composition roots. */
export const loadProjectModule = (source: ModuleSource): LoadedModule =>
  loadModule(source, { kit, isForeign: (file) => mayOthers(file).write });

export const mayOthers = (path: string): ReturnType<typeof othersMay> =>
  othersMay(path, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 });
