import { BadAnswer } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { keyValues } from '../key-values.ts';
import { lastWords } from '../said.ts';
import type { SnapParams } from '../snap.ts';

export interface InstalledSnap {
  readonly version: string;
  readonly revision: string;
  /** What it follows; empty for a local snap. */
  readonly channel: string;
  readonly classic: boolean;
  readonly held: boolean;
  /** Seconds that the hold still lasts; null where this snapd does not say. */
  readonly heldFor: number | null;
}

export interface SnapState {
  /** The host has no snapd. */
  readonly missing: boolean;
  readonly installed: InstalledSnap | null;
  /** `12 Auto-refresh snap "k8s"`; null: snapd is at rest. */
  readonly busy: string | null;
  /** This snapd can hold single snaps (2.58). */
  readonly canHold: boolean;
  /** What a refresh would bring; null: nothing, or not asked. `unknown`: the store did not answer. */
  readonly update: { readonly kind: 'none' | 'unknown' } | { readonly kind: 'version'; readonly version: string };
}

/**
 * Reads what snapd knows; the store is asked only where a refresh is wanted. A machine that cannot reach the store is
 * "initializing" for ever, which hinders nothing. The end of a hold is told by its socket alone.
 */
export const snapQuestion = ({
  name,
  refresh,
  hold,
}: SnapParams): ShellCommand => sh`command -v snap >/dev/null || { echo snapd=none; exit 0; }
snap list --unicode=never --color=never ${name} 2>/dev/null | while read -r n v r c p notes; do case $n in ${name}) printf 'list=%s\n' "$v $r $c $notes" ;; esac; done
snap changes 2>/dev/null | while read -r i s x; do case $s,$x in *',Initialize device' | *' Initialize device') ;; Do,* | Doing,* | Undo,* | Undoing,* | Abort,* | Wait,*) printf 'busy=%s\n' "$i $x" ;; esac; done
${hold === undefined ? sh`:` : holdQuestion(name)}
${refresh ? sh`x=$(timeout 60 snap refresh --list --unicode=never --color=never 2>&1); printf 'store=%s\n' "$?"; printf '%s\n' "$x" | while read -r n v x; do case $n in ${name}) printf 'update=%s\n' "$v" ;; esac; done` : sh`:`}
echo done=yes`;

const holdQuestion = (
  name: string,
): ShellCommand => sh`if snap refresh --help 2>/dev/null | grep -q -e '--hold'; then echo hold=yes; fi
if command -v curl >/dev/null; then
  u=$(curl -s --max-time 10 --unix-socket /run/snapd.socket ${`http://localhost/v2/snaps/${name}`} 2>/dev/null | grep -o '"hold":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
  [ -z "$u" ] || u=$(date -d "$u" +%s 2>/dev/null) && [ -n "$u" ] && printf 'until=%s\n' "$((u - $(date +%s)))"
fi`;

export function readSnap(name: string, output: CommandOutput): SnapState {
  const seen = keyValues(output.stdout.toString('utf8'));
  const missing = seen.get('snapd') === 'none';
  if (!missing && seen.get('done') !== 'yes')
    throw new BadAnswer(`the host did not say how ${name} is`, lastWords(output));
  const [version = '', revision = '', channel = '', notes = ''] = (seen.get('list') ?? '').split(' ');
  const until = seen.get('until') ?? '';
  const words = notes.split(',');
  const update = seen.get('update');
  return {
    missing,
    installed:
      version === ''
        ? null
        : {
            version,
            revision,
            channel: channel === '-' ? '' : channel,
            classic: words.includes('classic'),
            held: words.includes('held') || Number(until) > 0,
            heldFor: /^-?[0-9]+$/.test(until) ? Number(until) : null,
          },
    busy: busyWords(seen.get('busy')),
    canHold: seen.get('hold') === 'yes',
    update:
      update !== undefined
        ? { kind: 'version', version: update }
        : { kind: (seen.get('store') ?? '0') === '0' ? 'none' : 'unknown' },
  };
}

/** `12 today at 19:26 UTC  -  Refresh snap`: the times say nothing here. */
const busyWords = (line: string | undefined): string | null =>
  line === undefined ? null : line.replace(/^(\d+) .*?\s-\s+/, '$1 ').trim();
