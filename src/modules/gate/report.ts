import type { GateReport, GateSpec } from '../../domain/gate.ts';
import type { CommandOutput } from '../../domain/session.ts';
import { keyValues } from '../key-values.ts';
import { endpointOf } from './components.ts';

type Evidence = ReadonlyMap<string, string>;

/** One report a gate, in their order. A component that the host did not tell of has not passed: it was not looked at. */
export function parseGate(output: CommandOutput, gates: readonly GateSpec[]): readonly GateReport[] {
  const blocks = new Map(blocksOf(output.stdout.toString()).map((block) => [keyValues(block).get('gate'), block]));
  return gates.map((gate) => {
    const block = blocks.get(gate.component);
    return block === undefined ? silent(gate, output) : spoken(gate, block);
  });
}

const blocksOf = (text: string): readonly string[] => text.split(/^(?=gate=)/m);

function spoken(gate: GateSpec, block: string): GateReport {
  const evidence = keyValues(block);
  const passed = evidence.get('passed') === 'yes';
  return {
    component: gate.component,
    passed,
    readyAfter: milliseconds(evidence.get('ready_after')),
    stableFor: milliseconds(evidence.get('stable')) ?? 0,
    wanted: wantedWords(gate),
    seen: passed ? `running as process ${evidence.get('pid') ?? '?'}` : seenWords(gate, evidence),
    said: [...block.matchAll(/^said=(.*)$/gm)].map(([, line = '']) => line).slice(0, 3),
  };
}

const silent = (gate: GateSpec, output: CommandOutput): GateReport => ({
  component: gate.component,
  passed: false,
  readyAfter: null,
  stableFor: 0,
  wanted: wantedWords(gate),
  seen: output.stdout.includes('passed=no')
    ? 'not looked at, since another component failed before it'
    : 'no answer from the host',
  said: output.stderr
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, 3),
});

function wantedWords(gate: GateSpec): string {
  const endpoint = endpointOf(gate);
  const answer = endpoint === null ? '' : `, ${endpoint} well`;
  const stay = gate.stableFor > 0 ? `, and so for ${secondsText(gate.stableFor)}` : '';
  return `${gate.component} running${answer} within ${secondsText(gate.timeout)}${stay}`;
}

function seenWords(gate: GateSpec, evidence: Evidence): string {
  const of = (name: string): string => evidence.get(name) ?? '';
  const unit = `snap.k8s.${gate.component}.service`;
  switch (of('why')) {
    case 'failed':
    case 'inactive':
      return of('load') === 'not-found'
        ? `there is no unit ${unit}`
        : `${unit} is ${of('active') || 'unknown'} (${of('sub') || '?'}), result ${of('result') || '?'}, exit status ${of('died') || '?'}`;
    case 'process':
      return processWords(of('exe'), of('pid'));
    case 'endpoint':
      return `${endpointOf(gate) ?? ''} answers ${of('http')}: ${of('body').trim()}`;
    case 'restarted':
      return `restarted ${timesText(Number(of('restarts')) - Number(of('restarts_before')))} by systemd, ${secondsText(Number(of('stable')))} into the watch`;
    case 'replaced':
      return `another main process, ${of('pid_before')} then ${of('pid')}: somebody restarted it ${secondsText(Number(of('stable')))} into the watch`;
    default:
      return 'no reason given';
  }
}

function processWords(exe: string, pid: string): string {
  if (exe === '') return `process ${pid} cannot be looked at (gone, or not allowed)`;
  return `process ${pid} is still ${exe}, the wrapper that waits to start it`;
}

const milliseconds = (text: string | undefined): number | null =>
  text === undefined || !/^[0-9]+$/.test(text) ? null : Number(text);

const secondsText = (milliseconds: number): string => `${Math.round(milliseconds / 100) / 10} s`;

const timesText = (count: number): string => (count === 1 ? 'once' : `${count} times`);
