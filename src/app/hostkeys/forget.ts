import type { HostTarget } from '../../domain/connection.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import { foldNodes } from '../../domain/node-set.ts';
import { count } from '../../domain/count.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { HostKeysInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { hostKeyTargets } from './targets.ts';
import { askYes } from '../ask-yes.ts';

/** `hostkeys forget PATTERN`: takes the hosts' keys out of all known_hosts files that are used; contacts nobody. */
export async function forgetHostKeys(asked: HostKeysInvocation, ports: AppPorts): Promise<ExitCode> {
  const { desk, hostKeys } = ports;
  const log = startRunLog(ports);
  const targets = await hostKeyTargets(asked, ports);
  if (!targets.ok) return log.refuse(targets.diagnostics);
  const files = [...new Set(targets.value.flatMap(({ hostKeyPolicy }) => hostKeyPolicy.files))];
  const names = new Map(targets.value.map((target) => [target.name, namesOf(target)]));
  const lines = hostKeys.lines(files, names);
  const forgotten = lines.filter(({ kept }) => kept === null);
  const hosts = foldNodes(forgotten.map(({ name }) => name));
  if (lines.length > 0) desk.tell({ kind: 'known-lines', lines });
  if (forgotten.length === 0) {
    desk.print({
      kind: 'lines',
      lines: [`ok  nothing to forget of ${foldNodes(names.keys())}`],
    });
    return 0;
  }
  if (!asked.yes && !ports.interactive) return log.refuse([nobodyToAsk]);
  const yes =
    asked.yes ||
    (await askYes(forgotten.length === 1 ? 'Forget it? [y/N] ' : `Forget all ${forgotten.length}? [y/N] `, desk));
  if (ports.stoppedBy() !== null) return 130;
  if (yes !== true) {
    desk.print({ kind: 'lines', lines: ['Nothing was forgotten.'] });
    return 5;
  }
  hostKeys.forget(files, names);
  desk.print({
    kind: 'lines',
    lines: [`forgot  ${count(forgotten.length, 'host key')} of ${hosts}`, ''],
  });
  desk.print({ kind: 'next', commands: [[`bulwark hostkeys scan ${hosts}`, 'ask for the new ones']] });
  return 0;
}

/** However a line may name it: address or inventory name, with the port where it is not the usual one. */
function namesOf({ name, address, port, ssh }: HostTarget): ReadonlySet<string> {
  const plain = [name.toLowerCase(), address.toLowerCase()];
  const alias = ssh?.hostKeyAlias === undefined ? [] : [ssh.hostKeyAlias.toLowerCase()];
  const withPort = plain.map((each) => `[${each}]:${port}`);
  return new Set([...(port === 22 ? plain : []), ...withPort, ...alias]);
}

const nobodyToAsk: Diagnostic = {
  severity: 'error',
  code: 'not-confirmed',
  summary: 'forget asks before it takes keys out, and there is no terminal to ask on',
  hint: 'bulwark hostkeys forget PATTERN --yes',
};
