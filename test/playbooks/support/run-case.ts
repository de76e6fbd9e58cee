import { runCommand } from '../../../src/app/run-command.ts';
import type { EngineRequest } from '../../../src/app/ports.ts';
import { parseArgv } from '../../../src/cli/parse-argv.ts';
import type { RunEvent, RunEventBody } from '../../../src/domain/event.ts';
import type { Connector } from '../../../src/domain/session.ts';
import { runPlaybook } from '../../../src/engine/run.ts';
import { gateCommand, gateDuration } from '../../../src/modules/gate/command.ts';
import { parseGate } from '../../../src/modules/gate/report.ts';
import { jsonEvent } from '../../../src/render/json-event.ts';
import type { JsonEvent } from '../../../src/render/json-schema.ts';
import { createRedactor } from '../../../src/render/secrecy/redactor.ts';
import { idlePorts } from '../../support/app-ports.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import type { Case } from './cases.ts';
import { hostsHere } from './hosts-here.ts';

export interface Run {
  readonly exit: number;
  readonly events: readonly JsonEvent[];
}

/** Runs a case as `bulwark apply site.yaml --format jsonl WORDS` would, on hosts of this machine; `folder` is its own. */
export async function runCase(given: Case, folder: string): Promise<readonly Run[]> {
  const connector = hostsHere(folder);
  const runs: Run[] = [];
  for (const [index, words] of given.runs.entries())
    runs.push(await runOnce(given, words, `1121-t${index}`, connector));
  return runs;
}

async function runOnce(given: Case, words: string, run: string, connector: Connector): Promise<Run> {
  const split = words.split(' ').filter((word) => word !== '');
  const inventory = split.includes('-i') ? [] : ['-i', 'inventory.yaml'];
  const asked = await parseArgv(['apply', 'site.yaml', '--yes', ...inventory, ...split], 80);
  if (asked.kind === 'refused') return { exit: 5, events: [] };
  if (asked.kind !== 'run') throw new Error(`these words run nothing: ${words}`);
  const events: RunEvent[] = [];
  const secrets = createRedactor();
  const exit = await runCommand(asked.invocation, {
    ...idlePorts,
    secrets,
    foldersAbove: ['.'],
    files: memoryFiles({ 'site.yaml': given.playbook, 'inventory.yaml': given.inventory, ...given.files }),
    run: () => run,
    now: Date.now,
    show: (event) => events.push(secrets.maskEvent(event)),
    engine: {
      ...idlePorts.engine,
      run: (request, emit) => runPlaybook(...engineInputs(request, connector, secrets, emit)),
    },
  });
  return { exit, events: events.map(jsonEvent) };
}

function engineInputs(
  { plan, binder, mode, targets, ...options }: EngineRequest,
  connector: Connector,
  secrets: ReturnType<typeof createRedactor>,
  emit: (event: RunEventBody) => void,
): Parameters<typeof runPlaybook> {
  return [
    { plan, binder, mode, options: { ...options, who: 'test@here', commandTimeout: 20_000 } },
    {
      connector,
      targets,
      secrets,
      emit,
      clock: { now: Date.now, sleep: (duration) => new Promise((resolve) => void setTimeout(resolve, duration)) },
      gates: { command: gateCommand, read: parseGate, limit: gateDuration },
      stop: new AbortController().signal,
      kill: new AbortController().signal,
    },
  ];
}
