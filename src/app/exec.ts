import type { HostTarget } from '../domain/connection.ts';
import { foldNodes } from '../domain/node-set.ts';
import { typedWords } from '../domain/typed-words.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { askYes } from './ask-yes.ts';
import { patternPlaybook } from './built-in-playbooks.ts';
import { commandOf } from './command-of.ts';
import type { Desk } from './desk.ts';
import type { ExecInvocation } from './invocation.ts';
import type { AppPorts } from './ports.ts';
import { prepare } from './prepare.ts';
import { startRunLog } from './run-log.ts';
import { whoStopped } from './who-stopped.ts';

/** `exec PATTERN -- COMMAND`: one command on many hosts. Takes no lock; asks before it runs as root on more than one. */
export async function execCommand(asked: ExecInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const prepared = await prepare(
    asked,
    { path: null, tags: [], skipTags: [], check: true, builtIn: patternPlaybook(asked.pattern) },
    ports,
  );
  if (!prepared.ok) return log.refuse(prepared.diagnostics);
  const { compiled, targets, forks, warnings } = prepared.value;
  const risky = !asked.yes && asRoot(asked, [...targets.values()]) && targets.size > 1;
  if (risky && !ports.interactive) return log.refuse([nobodyToAsk(targets.size)]);
  for (const warning of warnings) log.emit({ type: 'diagnostic', ...warning });
  if (risky && !(await confirmed(asked, [...targets.keys()], ports.desk))) {
    log.emit({ type: 'run-refused', code: 'not-confirmed', host: null, message: 'nothing was run', hint: null });
    return log.finish(ports.stoppedBy(), false);
  }
  const end = await ports.engine.exec(
    {
      run: ports.run(),
      plan: compiled.plan,
      targets,
      forks,
      command: commandOf(asked.words),
      become: asked.become,
      timeout: asked.timeout,
    },
    log.emit,
  );
  return log.finish(whoStopped(end, ports), false);
}

const asRoot = (asked: ExecInvocation, targets: readonly HostTarget[]): boolean =>
  asked.become || targets.some(({ user }) => user === 'root');

async function confirmed({ words }: ExecInvocation, hosts: readonly string[], desk: Desk): Promise<boolean> {
  const where = `As root on ${hosts.length} hosts, without a lock: ${foldNodes(hosts)}`;
  desk.tell({ kind: 'lines', lines: [where, `  ${words.length === 1 ? words.join('') : typedWords(words)}`] });
  return (await askYes('Run? [y/N] ', desk)) === true;
}

const nobodyToAsk = (hosts: number) =>
  ({
    severity: 'error',
    code: 'not-confirmed',
    summary: `exec asks before it runs a command as root on ${hosts} hosts, and there is no terminal to ask on`,
    hint: 'add --yes to this command, in front of `--`',
  }) as const;
