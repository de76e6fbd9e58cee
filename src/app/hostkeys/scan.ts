import { refused } from '../../domain/diagnostic.ts';
import type { HostKeyLook, Pin } from '../../domain/host-key.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { HostKeysInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { startRunLog } from '../run-log.ts';
import { readFingerprints } from './fingerprints.ts';
import { hostKeyTargets } from './targets.ts';
import { choosePins, trustProblem } from './trust.ts';

/** `hostkeys scan [PATTERN]`: shows what new hosts show, and pins what is trusted. A key that is known is never replaced. */
export async function scanHostKeys(asked: HostKeysInvocation, ports: AppPorts): Promise<ExitCode> {
  const { desk, hostKeys } = ports;
  const log = startRunLog(ports);
  const unvouched = trustProblem(asked, ports.interactive);
  if (unvouched !== null) return log.refuse([unvouched]);
  const fingerprints = asked.fingerprints === null ? null : readFingerprints(asked.fingerprints, ports.files);
  const targets = await hostKeyTargets(asked, ports);
  if (!targets.ok || fingerprints?.ok === false)
    return log.refuse([
      ...(targets.ok ? [] : targets.diagnostics),
      ...(fingerprints?.ok === false ? fingerprints.diagnostics : []),
    ]);
  const [first] = targets.value;
  const file = first?.hostKeyPolicy.files[0];
  if (file === undefined) return log.refuse(refused(nobody).diagnostics);
  const looks = await hostKeys.look(targets.value, { allTypes: asked.allTypes });
  const pins = newPins(looks);
  const known = looks.filter(({ state }) => state.kind === 'known').length;
  if (pins.length === 0 && known > 0) desk.print({ kind: 'lines', lines: [knownWords(known, looks.length)] });
  const chosen = await choosePins(
    pins,
    { of: looks.length, more: false },
    {
      list:
        fingerprints === null || asked.fingerprints === null
          ? null
          : { file: asked.fingerprints, fingerprints: fingerprints.value },
      acceptNew: asked.acceptNew,
      ask: !asked.yes && ports.interactive,
    },
    desk,
  );
  const stopped = ports.stoppedBy();
  if (stopped !== null) return stopped === 'SIGINT' ? 130 : 143;
  const left = chosen === null ? [] : hostKeys.pin(file, chosen);
  const pinned = (chosen ?? []).filter((pin) => !left.includes(pin));
  if (pins.length > 0) desk.print({ kind: 'lines', lines: [pinnedWords(pinned, file)] });
  desk.print({ kind: 'key-trouble', looks });
  return exitOf(looks, pinned);
}

/** The keys of hosts that no file knows. */
export const newPins = (looks: readonly HostKeyLook[]): readonly Pin[] =>
  looks.flatMap(({ name, id, state }) => (state.kind === 'new' ? state.keys.map((key) => ({ name, id, key })) : []));

/** 4: one could not be asked; 3: one is not trusted, new or changed. */
export function exitOf(looks: readonly HostKeyLook[], pinned: readonly Pin[]): ExitCode {
  const trusted = new Set(pinned.map(({ name }) => name));
  if (looks.some(({ state }) => state.kind === 'unreachable')) return 4;
  return looks.every(({ name, state }) => state.kind === 'known' || trusted.has(name)) ? 0 : 3;
}

const nobody = {
  severity: 'error',
  code: 'no-hosts',
  summary: 'no host of the selection is reached over SSH, so that there is no host key',
} as const;

const knownWords = (known: number, all: number): string =>
  known === all
    ? `ok  ${hostKeyCount(all)} known already. Nothing was changed.`
    : `${known} of ${all} host keys are known already. Nothing was changed.`;

function pinnedWords(pinned: readonly Pin[], file: string): string {
  return pinned.length === 0
    ? 'Nothing was pinned.'
    : `pinned  ${hostKeyCount(pinned.length).replace(/ (?:is|are)$/, '')} in ${file}`;
}

const hostKeyCount = (number: number): string => (number === 1 ? '1 host key is' : `${number} host keys are`);
