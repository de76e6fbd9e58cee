import type { AppPorts } from '../../src/app/ports.ts';
import { runCommand } from '../../src/app/run-command.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { pageText } from '../../src/render/page-text.ts';
import { idlePorts } from '../support/app-ports.ts';
import { memoryFiles } from '../support/memory-files.ts';

/** Runs a command that contacts no host on files of a test; connecting is an error. `shipped` files are the real ones. */
export async function tell(words: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const asked = await parseArgv(words, 80);
  if (asked.kind !== 'run') throw new Error(`${asked.kind}: ${JSON.stringify(asked)}`);
  const connected = async (): Promise<never> => {
    throw new Error('a host was contacted');
  };
  const ports: AppPorts = {
    ...idlePorts,
    files: memoryFiles(files),
    askPassword: connected,
    confirm: connected,
    show: (event) => void (event.type === 'diagnostic' && diagnostics.push(event)),
    print: (printed) => void lines.push(...printed),
    page: (page) => void lines.push(...pageText(page, 80)),
    engine: { run: connected, exec: connected, rollback: connected },
  };
  const exit = await runCommand(asked.invocation, ports);
  return { exit, text: lines.join('\n'), diagnostics, codes: diagnostics.map(({ code }) => code) };
}
