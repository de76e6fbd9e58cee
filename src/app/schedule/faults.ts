import { count } from '../../domain/count.ts';
import { foldNodes } from '../../domain/node-set.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { LostHost, Rehearsal, rehearsalFaults } from '../../report/rehearsal.ts';
import type { AppPorts } from '../ports.ts';

/** Why a schedule could not run by itself; `so` is what follows from it. */
export function tellFaults(
  name: string,
  so: string,
  { lost, said }: ReturnType<typeof rehearsalFaults>,
  { desk }: Pick<AppPorts, 'desk'>,
): ExitCode {
  const exit = lost.length > 0 ? 4 : 5;
  desk.print({
    kind: 'labelled',
    rows: [
      ['refused', `schedule ${name} could not run by itself; ${so}`],
      ...foldedHosts(lost).map(({ hosts, words }) => ['unreachable', `${hosts}  ${words}`] as const),
      ...(lost.some(({ reason }) => reason === 'authentication') ? [['', loginHint] as const] : []),
      ...(lost.some(({ reason }) => reason === 'become') ? [['', becomeHint] as const] : []),
    ],
  });
  if (said.length > 0) desk.print({ kind: 'lines', lines: said });
  desk.print({ kind: 'lines', lines: [exit === 4 ? 'exit 4: a host was unreachable' : 'exit 5: bad input'] });
  return exit;
}

const loginHint =
  'A schedule has no agent and no terminal: give it a key of its own that needs no passphrase, --private-key FILE';
const becomeHint =
  'A schedule cannot be asked: allow this user sudo without a password, or give --become-password-file FILE';

/** Hosts that say the same stand together. */
function foldedHosts(lost: readonly LostHost[]): readonly { readonly hosts: string; readonly words: string }[] {
  const byWords = Map.groupBy(lost, ({ host, message }) => message.replaceAll(host, '%'));
  return [...byWords.values()].map((same) => ({
    hosts: foldNodes(same.map(({ host }) => host)),
    words: same[0]?.message ?? '',
  }));
}

/** How far it got. */
export const reachedWords = ({ reached }: Rehearsal): string =>
  reached.length === 0
    ? 'it can start; no host was needed'
    : `${count(reached.length, 'host')} logged in to with the rights it needs; nothing was changed`;
