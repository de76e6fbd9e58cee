import { compileRun } from '../../src/app/compile-run.ts';
import type { AppPorts } from '../../src/app/ports.ts';
import { runCommand } from '../../src/app/run-command.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { ownTexts } from '../../src/own-texts.ts';
import { pageText } from '../../src/render/page-text.ts';
import { diskFiles } from '../../src/store/source-files.ts';
import { memoryFiles } from '../support/memory-files.ts';

/** Runs a command that contacts no host on files of a test; connecting is an error. `shipped` files are the real ones. */
export async function tell(words: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const [memory, disk] = [memoryFiles(files), diskFiles()];
  const isShipped = (path: string): boolean => path.startsWith(ownTexts.folder);
  const of = (path: string) => (isShipped(path) ? disk : memory);
  const asked = await parseArgv(words, 80);
  if (asked.kind !== 'run') throw new Error(`${asked.kind}: ${JSON.stringify(asked)}`);
  const connected = async (): Promise<never> => {
    throw new Error('a host was contacted');
  };
  const ports: AppPorts = {
    files: {
      read: (path) => of(path).read(path),
      list: (path) => of(path).list(path),
      isFile: (path) => of(path).isFile(path),
      isFolder: (path) => of(path).isFolder(path),
      textOf: (path) => of(path).textOf(path),
    },
    othersMay: () => ({ read: false, write: false }),
    foldersAbove: ['.', '..'],
    home: '/home/alice',
    env: {},
    user: 'alice',
    interactive: false,
    askPassword: connected,
    compile: compileRun,
    now: () => 0,
    run: '1121-k7',
    stoppedBy: () => null,
    confirm: connected,
    show: (event) => void (event.type === 'diagnostic' && diagnostics.push(event)),
    print: (printed) => void lines.push(...printed),
    page: (page) => void lines.push(...pageText(page, 80)),
    own: ownTexts,
    engine: { run: connected, rollback: connected },
  };
  const exit = await runCommand(asked.invocation, ports);
  return { exit, text: lines.join('\n'), diagnostics, codes: diagnostics.map(({ code }) => code) };
}
