import type { HostTarget } from '../../domain/connection.ts';
import type { Parsed } from '../../domain/diagnostic.ts';
import type { HostKeyLook, Pin } from '../../domain/host-key.ts';
import { count } from '../../domain/count.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import { collectProblems } from '../../source/problems.ts';
import type { HostKeysInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { readFingerprints } from './fingerprints.ts';
import { hostKeyTargets } from './targets.ts';
import { choosePins, trustProblem } from './trust.ts';
import type { Trust } from './trust.ts';

/** `hostkeys scan [PATTERN]`: shows what new hosts show, and pins what is trusted. A key that is known is never replaced. */
export async function scanHostKeys(asked: HostKeysInvocation, ports: AppPorts): Promise<ExitCode> {
  const { desk, hostKeys } = ports;
  const log = startRunLog(ports);
  const ready = await prepareScan(asked, ports);
  if (!ready.ok) return log.refuse(ready.diagnostics);
  const { targets, file, trust } = ready.value;
  const looks = await hostKeys.look(targets, { allTypes: asked.allTypes });
  const pins = newPins(looks);
  const chosen = await choosePins(pins, { of: looks.length, more: false }, trust, desk);
  const stopped = ports.stoppedBy();
  if (stopped !== null) return stopped === 'SIGINT' ? 130 : 143;
  const left = chosen === null ? [] : hostKeys.pin(file, chosen);
  const pinned = (chosen ?? []).filter((pin) => !left.includes(pin));
  desk.print({ kind: 'lines', lines: verdict(looks, pins, pinned, file) });
  desk.print({
    kind: 'lines',
    lines: left.map(({ name }) => `${name} got another key in ${file} meanwhile; it was not replaced`),
  });
  desk.print({ kind: 'key-trouble', looks });
  return exitOf(looks, pinned);
}

interface Scan {
  readonly targets: readonly HostTarget[];
  /** Where new keys go. */
  readonly file: string;
  readonly trust: Trust;
}

/** Every mistake, before a host is contacted. */
async function prepareScan(asked: HostKeysInvocation, ports: AppPorts): Promise<Parsed<Scan>> {
  const problems = collectProblems();
  const unvouched = trustProblem(asked, ports.interactive);
  if (unvouched !== null) problems.addAll([unvouched]);
  const list = asked.fingerprints === null ? null : problems.take(readFingerprints(asked.fingerprints, ports.files));
  const targets = problems.take(await hostKeyTargets(asked, ports)) ?? [];
  const file = targets[0]?.hostKeyPolicy.files[0] ?? '';
  if (file === '' && !problems.hasErrors()) problems.error('no-hosts', NOBODY);
  return problems.finish({
    targets,
    file,
    trust: {
      list: list === null || asked.fingerprints === null ? null : { file: asked.fingerprints, fingerprints: list },
      acceptNew: asked.acceptNew,
      ask: !asked.yes && ports.interactive,
    },
  });
}

const NOBODY = 'no host of the selection is reached over SSH, so that there is no host key';

/** What was done, in one line; nothing where no host was new and one is not as it should be. */
function verdict(
  looks: readonly HostKeyLook[],
  fresh: readonly Pin[],
  pinned: readonly Pin[],
  file: string,
): readonly string[] {
  if (pinned.length > 0) return [`pinned  ${hostKeys(pinned.length)} in ${file}`];
  if (fresh.length > 0) return ['Nothing was pinned.'];
  const known = looks.filter(({ state }) => state.kind === 'known').length;
  const are = known === 1 ? 'is' : 'are';
  return known === looks.length ? [`ok  ${hostKeys(known)} ${are} known already. Nothing was changed.`] : [];
}

const hostKeys = (number: number): string => count(number, 'host key');

/** The keys of hosts that no file knows. */
export const newPins = (looks: readonly HostKeyLook[]): readonly Pin[] =>
  looks.flatMap(({ name, id, state }) => (state.kind === 'new' ? state.keys.map((key) => ({ name, id, key })) : []));

/** 4: one could not be asked; 3: one is not trusted, new or changed. */
export function exitOf(looks: readonly HostKeyLook[], pinned: readonly Pin[]): ExitCode {
  const trusted = new Set(pinned.map(({ name }) => name));
  if (looks.some(({ state }) => state.kind === 'unreachable')) return 4;
  return looks.every(({ name, state }) => state.kind === 'known' || trusted.has(name)) ? 0 : 3;
}
