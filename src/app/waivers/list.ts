import { dayOf, daysUntil, placeOf, type Waiver } from '../../controls/waiver.ts';
import { waiverState, type WaiverState } from '../../controls/waiver-states.ts';
import type { Baseline } from '../../controls/baseline.ts';
import { count } from '../../domain/count.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { WaiversInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import { hostsOfWaiver, readWaivers } from '../read-waivers.ts';
import { startRunLog } from '../run-log.ts';
import { lastAssessment, waiverDesk } from './desk.ts';

/** `waivers list [FILE]`: each entry and how it stands, by the day, the inventory and the last assessment, or that of a file. */
export async function listWaivers(asked: WaiversInvocation, file: string | null, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const desk = await waiverDesk(asked, ports);
  if (!desk.ok) return log.refuse(desk.diagnostics);
  const { catalogue, inputs, path, isThere } = desk.value;
  const read = readWaivers(isThere ? path : inputs.config.waivers, catalogue, inputs.inventory, ports);
  if (!read.ok) return log.refuse(read.diagnostics);
  const last = lastAssessment(file, catalogue, ports);
  if (!last.ok) return log.refuse(last.diagnostics);
  const today = dayOf(ports.now());
  const scope = { hostsOf: hostsOfWaiver(inputs.inventory), today, last: last.value };
  const states = read.value.map((waiver) => ({ waiver, state: waiverState(waiver, scope) }));
  ports.print([headOf(path, states, last.value), ...states.flatMap((one) => linesOf(one, today))]);
  return 0;
}

interface Stated {
  readonly waiver: Waiver;
  readonly state: WaiverState;
}

function headOf(path: string, states: readonly Stated[], last: Baseline | null): string {
  if (states.length === 0) return `${path}: nothing is waived`;
  const kinds = (['waiver', 'attestation'] as const).flatMap((kind) => {
    const of = states.filter(({ waiver }) => waiver.kind === kind).length;
    return of === 0 ? [] : [count(of, kind)];
  });
  const by = last === null ? 'nothing was assessed from here yet' : `by assessment ${last.run}`;
  return `${path}: ${kinds.join(', ')}; ${by}`;
}

function linesOf({ waiver, state }: Stated, today: string): readonly string[] {
  const { control, hosts, expires, owner, approvedBy, reason, compensatingControl, kind } = waiver;
  const what = kind === 'attestation' ? `${control} (attested)` : control;
  return [
    '',
    `${stateWords[state].padEnd(14)}  ${what}  ${hosts.join(', ')}  ${endWords(expires, today)}`,
    `                ${reason}`,
    `                owner ${owner}, accepted by ${approvedBy}, ${placeOf(waiver)}`,
    ...(compensatingControl === null ? [] : [`                instead: ${compensatingControl}`]),
  ];
}

const stateWords: Readonly<Record<WaiverState, string>> = {
  used: 'used',
  unused: 'unused',
  'never-matching': 'never-matching',
  expired: 'expired',
  'in-force': 'in force',
};

function endWords(expires: string, today: string): string {
  const days = daysUntil(expires, today);
  if (days < 0) return `since ${expires}`;
  return `until ${expires} (${days === 0 ? 'its last day' : count(days, 'day')})`;
}
