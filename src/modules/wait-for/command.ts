import { BadAnswer, type Query } from '../../domain/module.ts';
import { anyResource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { failFunction, lastWords } from '../said.ts';
import type { WaitParams } from '../wait-for.ts';
import { waitedFor } from './plan.ts';

/** Ansible's names for what counts as a connection. */
export const connectionStates = ['ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'SYN_RECV', 'SYN_SENT', 'TIME_WAIT'] as const;

/** ss(8) has other words for them. */
const ssNames: Readonly<Record<(typeof connectionStates)[number], string>> = {
  ESTABLISHED: 'ESTAB',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  SYN_RECV: 'SYN-RECV',
  SYN_SENT: 'SYN-SENT',
  TIME_WAIT: 'TIME-WAIT',
};

/** Whether it is so now, what was said, and the program that the host lacks to look. */
export interface WaitState {
  readonly holds: boolean;
  readonly missing: string | null;
  readonly said: string;
}

/** One look. Exit codes of `holds`: 0 it is so, 97 the host cannot look (its word is printed), else not yet. */
export function waitQuery(given: WaitParams): Query<WaitState> {
  if (isPlainSleep(given)) return { reads: [], parse: () => ({ holds: false, missing: null, said: '' }) };
  return {
    command: sh`${holdsFunction(given)}holds; echo "look=$?"`,
    reads: [anyResource],
    parse: ({ output }) => {
      const said = output.stdout.toString('utf8');
      const code = /^look=([0-9]+)$/m.exec(said)?.[1];
      if (code === undefined) throw new BadAnswer('the host did not say whether it is so', lastWords(output));
      return { holds: code === '0', missing: code === '97' ? (/^missing=(.*)$/m.exec(said)?.[1] ?? '?') : null, said };
    },
  };
}

/** Waits on the host, so that waiting costs no round trips. Prints `elapsed=SECONDS`. */
export function waitCommand(given: WaitParams): ShellCommand {
  if (isPlainSleep(given))
    return sh`sleep ${seconds(given.delay + given.timeout)}; echo elapsed=${seconds(given.delay + given.timeout)}`;
  const gaveUp = given.msg ?? `waited ${seconds(given.timeout)} s ${waitedFor(given)}`;
  return sh`${failFunction}${holdsFunction(given)}now() { IFS='. ' read -r t x </proc/uptime; }
now; begin=$t
sleep ${seconds(given.delay)}
while now; [ $((t - begin)) -lt ${seconds(given.timeout)} ]; do
  if holds; then now; echo "elapsed=$((t - begin))"; exit 0; fi
  sleep ${given.sleep / 1000} 2>/dev/null || sleep 1
done
echo "elapsed=$((t - begin))"
bw_fail ${gaveUp}`;
}

const isPlainSleep = ({ port, path }: WaitParams): boolean => port === undefined && path === undefined;

const seconds = (duration: number): number => Math.ceil(duration / 1000);

function holdsFunction(given: WaitParams): ShellCommand {
  const { host, port, path, state, search_regex: regex } = given;
  const limit = Math.max(1, seconds(given.connect_timeout));
  if (port === undefined) return pathFunction(path ?? '/', state === 'absent', regex);
  if (state === 'drained') return drainedFunction(given);
  if (state === 'absent' || state === 'stopped')
    return sh`${openFunction}holds() { opens ${[host, port, limit]}; x=$?; [ $x = 97 ] && return 97; [ $x != 0 ]; }
`;
  return regex === undefined
    ? sh`${openFunction}holds() { opens ${[host, port, limit]}; }
`
    : sh`${findFunction}holds() {
  command -v bash >/dev/null || { echo missing=bash; return 97; }
  timeout ${limit} bash -c 'exec 3<>"/dev/tcp/$0/$1" && head -c 65536 <&3' ${[host, port]} 2>/dev/null | find_text ${regex}
}
`;
}

/** A path is looked at through links, as Ansible does. */
const pathFunction = (path: string, isGone: boolean, regex: string | undefined): ShellCommand => {
  if (isGone)
    return sh`holds() { ! [ -e ${path} ]; }
`;
  if (regex === undefined)
    return sh`holds() { [ -e ${path} ]; }
`;
  return sh`${findFunction}holds() { [ -e ${path} ] && find_text ${regex} <${path}; }
`;
};

/** Perl's regular expressions where grep knows them, which are next to Python's; else extended ones. Line by line. */
const findFunction = sh`find_text() {
  if echo x | grep -qP x 2>/dev/null; then m=$(grep -aPm1 -e "$1"); else m=$(grep -aEm1 -e "$1"); fi || return 1
  printf 'matched=%s\n' "$(printf %s "$m" | head -c 8192)"
}
`;

const openFunction = sh`opens() {
  if command -v bash >/dev/null; then timeout "$3" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null
  elif command -v nc >/dev/null; then nc -z -w "$3" "$1" "$2" 2>/dev/null
  else echo 'missing=bash or nc'; return 97; fi
}
`;

/** Connections of that port; 0.0.0.0 and :: mean every address of the host. */
function drainedFunction({
  host,
  port = 0,
  active_connection_states: states,
  exclude_hosts: except = [],
}: WaitParams): ShellCommand {
  const wanted = states.map((state) => ssNames[state]).join('|');
  const everywhere = ['0.0.0.0', '::'].includes(host);
  return sh`holds() {
  command -v ss >/dev/null || { echo 'missing=ss (iproute2)'; return 97; }
  ! ss -Htan "sport = :${port}" | while read -r s r q local peer x; do
    local=$(bare "$local") peer=$(bare "$peer")
    case "|"${wanted}"|" in *"|$s|"*) ;; *) continue ;; esac
    [ ${everywhere ? 'all' : host} = all ] || [ "$local" = ${host} ] || continue
    case ${` ${except.join(' ')} `} in *" $peer "*) continue ;; esac
    echo active
  done | grep -q active
}
bare() { b=$(printf %s "$1" | tr -d '[]'); b=$(printf %s "$b" | sed 's/:[0-9*]*$//; s/^::ffff://; s/%.*//'); printf %s "$b"; }
`;
}
