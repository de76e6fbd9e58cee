import type { Change, Planned, Step } from '../../domain/module.ts';
import { anyResource } from '../../domain/resource.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import type { AptParams } from '../apt.ts';
import { failFunction } from '../said.ts';
import { aptOptions, aptVerb } from './question.ts';
import type { AptState, PackageChange } from './read.ts';

/** One change: the lists are fetched first where they are too old, then apt-get does what its simulation said. */
export function planApt(given: AptParams, state: AptState): Planned {
  if (state.missing)
    return {
      kind: 'refused',
      message: 'the host has no apt',
      wanted: 'Debian or Ubuntu',
      seen: 'no apt-get',
      hint: 'leave such hosts out with `when`',
    };
  const fetches = isStale(given, state);
  const { simulation } = state;
  if (simulation !== null && !simulation.ok && !fetches)
    return {
      kind: 'refused',
      message: 'apt-get would not do it',
      seen: simulation.said.join(' · '),
      hint: 'update_cache: true fetches the lists of packages first',
    };
  const moves = simulation?.ok === true ? simulation.changes : [];
  const mayMove = moves.length > 0 || (fetches && (state.todo.length > 0 || given.packages.length === 0));
  if (!mayMove) return { kind: 'changes', changes: [] };
  return { kind: 'changes', changes: [change(given, state, moves, fetches)] };
}

/** Ansible fetches with update_cache, or where cache_valid_time is given, when the lists are older than that. */
function isStale({ update_cache: update, cache_valid_time: valid }: AptParams, { cacheTime, now }: AptState): boolean {
  return (update === true || (update === undefined && valid > 0)) && cacheTime + valid / 1000 < now;
}

function change(given: AptParams, state: AptState, moves: readonly PackageChange[], fetches: boolean): Change {
  const onlyFetches = given.packages.length === 0 && given.upgrade === 'no' && !given.autoremove;
  const upsets = moves.some(({ before }) => before !== null) || given.upgrade !== 'no';
  return {
    action: given.state === 'absent' ? 'delete' : onlyFetches ? 'run' : 'update',
    target: onlyFetches ? 'lists of packages' : 'packages',
    writes: [anyResource],
    diff: { entries: entriesOf(given, state, moves) },
    converges: onlyFetches || fetches || given.packages.length === 0 ? 'once' : 'verified',
    disrupts: upsets ? 'process' : 'none',
    undoable: false,
    steps: [step(given, state, fetches, onlyFetches)],
  };
}

/** What it is: package by package where apt said so, else the names. */
const entriesOf = (
  given: AptParams,
  { todo, cacheTime }: AptState,
  moves: readonly PackageChange[],
): Change['diff']['entries'] => {
  if (moves.length > 0) return moves;
  if (todo.length > 0) return todo.map((name) => ({ name, before: null, after: given.state }));
  return [{ name: 'fetched', before: cacheTime === 0 ? null : new Date(cacheTime * 1000).toISOString(), after: 'now' }];
};

/** Downloads and maintainer scripts may take their time; milliseconds. */
const allowed = 30 * 60_000;

const step = (given: AptParams, { todo }: AptState, fetches: boolean, onlyFetches: boolean): Step => ({
  kind: 'exec',
  command: sh`${failFunction}${aptFunction(given)}${
    fetches
      ? sh`bw_apt update -q || exit 1
echo bulwark:updated
`
      : sh``
  }${onlyFetches ? sh`echo bulwark:changed` : sh`bw_apt ${[...aptOptions(given)]} ${aptVerb(given)} ${[...todo]} || exit 1`}
f=/var/lib/apt/periodic/update-success-stamp; [ -e "$f" ] || f=/var/lib/apt/lists
echo "cache=$(stat -c %Y "$f" 2>/dev/null || echo 0)"`,
  takes: allowed + given.lock_timeout,
});

/** Runs apt-get; waits while another program holds one of its locks. What it did is told as its simulation would. */
const aptFunction = ({
  lock_timeout: limit,
}: AptParams): ShellCommand => sh`export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical NEEDRESTART_MODE=l LC_ALL=C
bw_now() { IFS='. ' read -r bw_t bw_x </proc/uptime; }
bw_limit=${Math.ceil(limit / 1000)}; bw_now; bw_until=$((bw_t + bw_limit))
bw_apt() {
  while :; do
    bw_said=$(apt-get "$@" 2>&1); bw_code=$?
    case $bw_code,$bw_said in 0,*) break ;; *'Could not get lock'* | *'Unable to lock'* | *'Unable to acquire the dpkg frontend lock'*) ;; *) break ;; esac
    bw_now; [ "$bw_t" -lt "$bw_until" ] || bw_fail "another program holds a lock of apt: $(printf '%s\n' "$bw_said" | grep -m1 '^E: ')"
    sleep 2
  done
  printf '%s\n' "$bw_said"
  [ $bw_code = 0 ] || bw_fail "apt-get: $(printf '%s\n' "$bw_said" | grep '^E: ' | head -n 3 | tr '\n' ' ' | grep . || printf '%s\n' "$bw_said" | tail -n 1)"
  printf '%s\n' "$bw_said" | grep -q '^0 upgraded, 0 newly installed, 0 to remove' || case $1 in update) ;; *) echo bulwark:changed ;; esac
}
`;
