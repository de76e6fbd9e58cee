import type { GateSpec } from '../../domain/gate.ts';
import type { Milliseconds } from '../../domain/module.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { joinCommands, sh } from '../../shell/sh.ts';
import { endpointOf } from './components.ts';
import { lookFunctions, readyFunction, watchFunctions } from './script.ts';
import { settleText, snapLayout, type SnapLayout } from './settle.ts';

/**
 * ready: one after the other, each until its timeout. stable: all watched together for the longest `stableFor`, and the
 * first that dies, restarts or turns unhealthy ends it. both: the one, then the other.
 */
export type GatePhase = 'ready' | 'stable' | 'both';

/**
 * One command that waits on the host, so that waiting costs no round trips. Only reads. Prints one block of `key=value`
 * lines a component for `parseGate`; exits 0 when all passed, 1 otherwise. Takes up to `gateDuration`.
 */
export function gateCommand(
  gates: readonly GateSpec[],
  phase: GatePhase,
  layout: SnapLayout = snapLayout,
): ShellCommand {
  const waiting =
    phase === 'stable' ? [] : [readyFunction, ...gates.map((gate, index) => waitText(gate, index, phase === 'ready'))];
  const watching = phase === 'ready' ? [] : [watchFunctions, watchText(gates, layout)];
  return lines([lookFunctions, ...waiting, ...watching]);
}

/** The longest that a phase takes, an answer under way and k8sd's default interval included. */
export function gateDuration(gates: readonly GateSpec[], phase: GatePhase): Milliseconds {
  const ready = gates.reduce((sum, { timeout }) => sum + timeout + slack, 0);
  const stable =
    Math.max(0, ...gates.map(({ stableFor, settle }) => Math.max(stableFor, settle === true ? defaultSettle : 0))) +
    gates.length * slack;
  return (phase === 'stable' ? 0 : ready) + (phase === 'ready' ? 0 : stable);
}

/** A kubectl that hangs is ended after 10 s and may be asked twice; milliseconds. */
const slack = 25_000;
const defaultSettle = 130_000;

function waitText(gate: GateSpec, index: number, isLast: boolean): ShellCommand {
  const after = isLast ? sh`report ${gate.component} yes` : sh`keep ${index}`;
  return sh`if ready ${gate.component} ${gate.timeout} ${endpointWords(gate)}; then ${after}; else report ${gate.component} no; exit 1; fi`;
}

function watchText(gates: readonly GateSpec[], layout: SnapLayout): ShellCommand {
  const wanted = Math.max(0, ...gates.map(({ stableFor }) => stableFor));
  const settles = gates.some(({ settle }) => settle === true);
  return lines([
    sh`bad= wanted=${wanted}`,
    ...(settles ? [settleText(layout)] : []),
    ...gates.map(({ component }, index) => sh`base ${index} ${component}`),
    sh`now; start=$t`,
    sh`while [ -z "$bad" ]; do`,
    ...gates.map(stillText),
    sh`now; stable=$((t - start)); [ "$stable" -lt "$wanted" ] || break
[ -n "$bad" ] || nap ${settles || wanted >= 10_000 ? '2' : '0.5'}
done`,
    ...gates.map(passedText),
    sh`[ -z "$bad" ]`,
  ]);
}

const stillText = (gate: GateSpec, index: number): ShellCommand =>
  sh`[ -n "$bad" ] || still ${index} ${gate.component} ${endpointWords(gate)} || { now; stable=$((t - start)); kept ${index}; report ${gate.component} no; bad=${index}; }`;

const passedText = ({ component }: GateSpec, index: number): ShellCommand =>
  sh`[ "$bad" = ${index} ] || { look ${component}; process ${component}; recall ${index}; why= http= body=; kept ${index}; report ${component} yes; }`;

/** Kind and address for `ask`; a second address is asked once, when the first is well. */
function endpointWords(gate: GateSpec): ShellCommand {
  const endpoint = endpointOf(gate);
  if (endpoint === null) return sh`none`;
  if (endpoint === 'kubectl:/readyz') return sh`kubectl /readyz /livez`;
  if (endpoint.startsWith('kubectl:')) return sh`kubectl ${endpoint.slice('kubectl:'.length)}`;
  const { origin, pathname, search } = new URL(endpoint);
  return sh`url ${endpoint} ${origin} ${`${pathname}${search}`}`;
}

const lines = (commands: readonly ShellCommand[]): ShellCommand =>
  joinCommands(
    commands,
    sh`
`,
  );
