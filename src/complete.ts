import { fileValues, hostValues, patternValues, playbookValues, variableValues } from './app/completion-values.ts';
import type { CompletionPorts, Wanted } from './app/completion-values.ts';
import { complete } from './cli/complete.ts';
import type { Candidate } from './cli/complete.ts';
import type { Typed, ValueKind } from './cli/complete-word.ts';
import type { SourceFiles } from './domain/source-files.ts';
import { othersMay } from './cli/file-guard.ts';
import { foldersAbove } from './cli/folders-above.ts';
import { scheduleNames } from './app/schedule/names.ts';
import { schedulePlaces } from './app/schedule/places.ts';
import { namesIn } from './store/private-files.ts';
import { diskFiles } from './store/source-files.ts';

/** Composition root of `bulwark --complete WORDS`, apart from main.ts because it must be quick: prints a candidate a line, and never an error. */
export async function completeLine(words: readonly string[]): Promise<void> {
  try {
    const found = await complete(words, valuesOf);
    process.stdout.write(
      found
        .filter(isPrintable)
        .map(({ word, about = '' }) => `${word}\t${about}\n`)
        .join(''),
    );
  } catch {
    // Whoever types wants no stack between two letters: there is nothing to offer.
  }
}

const isPrintable = ({ word }: Candidate): boolean => !/\p{Cc}/u.test(word);

/** A pipe that is named as an inventory would keep the shell waiting, and eat what a run is to read. */
const regularFiles = (files: SourceFiles): SourceFiles => ({
  ...files,
  read: (path) => (files.isFile(path) ? files.read(path) : null),
});

async function valuesOf(kind: ValueKind, typed: Typed): Promise<readonly Candidate[]> {
  const files = regularFiles(diskFiles());
  const ports: CompletionPorts = {
    files,
    foldersAbove: foldersAbove(process.cwd()),
    home: process.env['HOME'] ?? '/',
    othersMay: (path) => othersMay(path, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }),
  };
  const wanted: Wanted = {
    inventory: typed.values.get('inventory') ?? null,
    playbook: typed.words[0] ?? null,
    host: typed.words[0] ?? null,
    last: typed.last,
  };
  switch (kind) {
    case 'files':
      return fileValues(wanted, () => true, files);
    case 'playbooks':
      return fileValues(wanted, (name) => /\.(?:ya?ml|plan)$/.test(name), files);
    case 'patterns':
      return patternValues(wanted, ports);
    case 'hosts':
      return hostValues(wanted, ports);
    case 'variables':
      return variableValues(wanted, ports);
    case 'tags':
    case 'tasks':
      return playbookValues(kind === 'tags' ? 'tags' : 'name', wanted, ports);
    case 'schedules':
      return scheduleNames(schedulePlaces({ ...ports, env: process.env }), { names: namesIn }).map((word) => ({
        word,
      }));
    default:
      return slowValues(kind, ports);
  }
}

/** What needs more to be loaded. */
async function slowValues(kind: 'modules' | 'words' | 'runs', ports: CompletionPorts): Promise<readonly Candidate[]> {
  if (kind === 'runs') return recordedRuns(ports);
  if (kind === 'modules') {
    const [{ ownModules }, { projectModules }, { readProjectConfig }, { loadProjectModule }] = await Promise.all([
      import('./modules/index.ts'),
      import('./app/project-modules.ts'),
      import('./app/project-config.ts'),
      import('./load-project-module.ts'),
    ]);
    const config = readProjectConfig(ports);
    const found = config.ok ? projectModules(config.value, { ...ports, loadModule: loadProjectModule }) : null;
    return (found?.ok ? found.value : ownModules).modules.flatMap(({ name, aliases, summary }) =>
      [name, ...aliases].map((word) => ({ word, about: summary })),
    );
  }
  const [{ explainable }, { ownTexts }, { loadProjectModule }] = await Promise.all([
    import('./app/explain.ts'),
    import('./own-texts.ts'),
    import('./load-project-module.ts'),
  ]);
  return [...new Set(explainable({ ...ports, own: ownTexts, loadModule: loadProjectModule }))].map((word) => ({
    word,
  }));
}

/** Newest first, and `last`, which stands for the first of them. */
async function recordedRuns(ports: CompletionPorts): Promise<readonly Candidate[]> {
  const [{ historyPlace }, { readHistory }] = await Promise.all([
    import('./app/history-place.ts'),
    import('./store/history/reader.ts'),
  ]);
  const place = historyPlace({ ...ports, env: process.env });
  const reader = place === null ? null : readHistory(place);
  if (reader === null) return [];
  const runs = reader.runs().toReversed();
  reader.close();
  return [
    ...(runs.length > 0 ? [{ word: 'last' }] : []),
    ...runs.map(({ about }) => ({ word: about.run, about: `${about.mode} by ${about.who}` })),
  ];
}
