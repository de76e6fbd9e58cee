import { hostOutcomes } from '../domain/event.ts';
import type {
  HostOutcome,
  HostRecap,
  Recap,
  RefusalCode,
  RunEvent,
  RunEventBody,
  TaskFinished,
} from '../domain/event.ts';

/**
 * How a run ended, host by host, in the order of `run-started`. A fold over the run's events: handlers count like
 * tasks, failures that are ignored or rescued apart. `interrupted` is the signal that stopped the run, which no event tells.
 */
export function recapOf(events: Iterable<RunEventBody | RunEvent>, interrupted: Recap['interrupted'] = null): Recap {
  const tally = startRecap();
  for (const event of events) tally.add(event);
  return tally.recap(interrupted);
}

export interface RecapTally {
  add(event: RunEventBody): void;
  recap(interrupted: Recap['interrupted']): Recap;
}

/** The same fold for a run that still goes on: memory grows with the hosts, not with the events. */
export function startRecap(): RecapTally {
  const hosts = new Map<string, HostTally>();
  let refused: RefusalCode | null = null;
  return {
    add: (event) => {
      if (event.type === 'run-started') for (const { name } of event.hosts) tallyOf(hosts, name);
      if (event.type === 'run-refused') refused = event.code;
      countEvent(hosts, event);
    },
    recap: (interrupted) => ({
      hosts: [...hosts].map(([host, tally]) => hostRecap(host, tally)),
      interrupted,
      refused,
    }),
  };
}

type Count = Exclude<keyof HostRecap, 'host' | 'outcome'>;

interface HostTally {
  readonly counts: Record<Count, number>;
  outcome: HostOutcome | null;
  lost: 'no' | 'before' | 'midway';
  rolledBack: 'no' | 'whole' | 'part';
  /** An outage of it was announced. */
  maintenance: boolean;
  /** It was lost, and its plays ignore that. */
  lossIgnored: boolean;
}

function tallyOf(hosts: Map<string, HostTally>, name: string): HostTally {
  const known = hosts.get(name);
  if (known !== undefined) return known;
  const counts = { ok: 0, changed: 0, drifted: 0, skipped: 0, failed: 0, ignored: 0, rescued: 0, unreachable: 0 };
  const tally: HostTally = {
    counts,
    outcome: null,
    lost: 'no',
    rolledBack: 'no',
    maintenance: false,
    lossIgnored: false,
  };
  hosts.set(name, tally);
  return tally;
}

function countEvent(hosts: Map<string, HostTally>, event: RunEventBody): void {
  switch (event.type) {
    case 'task-finished':
    case 'handler-finished':
      tallyOf(hosts, event.host).counts[countOf(event)] += 1;
      return;
    case 'host-in-maintenance':
      tallyOf(hosts, event.host).maintenance = true;
      return;
    case 'host-lost':
      return noteLoss(tallyOf(hosts, event.host), event);
    case 'host-rolled-back':
      tallyOf(hosts, event.host).rolledBack = event.complete ? 'whole' : 'part';
      return;
    case 'host-finished':
      return noteOutcome(tallyOf(hosts, event.host), event.outcome);
    default:
  }
}

const countOf = ({ status, ignored, rescued }: TaskFinished): Count =>
  status !== 'failed' ? status : ignored ? 'ignored' : rescued ? 'rescued' : 'failed';

function noteLoss(tally: HostTally, { midway, ignored }: Extract<RunEventBody, { type: 'host-lost' }>): void {
  if (ignored === true) {
    tally.lossIgnored = true;
    tally.counts.ignored += 1;
    return;
  }
  tally.lost = midway ? 'midway' : 'before';
  tally.counts.unreachable = Math.max(1, tally.counts.unreachable);
}

/** A host may finish in several plays: the worst of them stands. */
function noteOutcome(tally: HostTally, outcome: HostOutcome): void {
  if (tally.outcome === null || rank(outcome) < rank(tally.outcome)) tally.outcome = outcome;
}

const rank = (outcome: HostOutcome): number => hostOutcomes.indexOf(outcome);

function hostRecap(host: string, tally: HostTally): HostRecap {
  const told = tally.outcome ?? derivedOutcome(tally);
  const outcome = told === 'unreachable' && tally.lossIgnored ? ignoredLoss(tally) : told;
  return { host, outcome: outcome === 'unreachable' && tally.maintenance ? 'maintenance' : outcome, ...tally.counts };
}

/** As far as it came before it was lost. */
const ignoredLoss = ({ counts }: HostTally): HostOutcome => (counts.changed > 0 ? 'changed' : 'untouched');

/** For a run that ended before it could say how the host stands. */
function derivedOutcome({ counts, lost, rolledBack }: HostTally): HostOutcome {
  if (lost === 'before' || (lost === 'midway' && counts.changed === 0)) return 'unreachable';
  if (lost === 'midway') return 'half-way';
  if (rolledBack !== 'no') return rolledBack === 'whole' ? 'rolled-back' : 'half-way';
  if (counts.failed > 0) return 'failed';
  if (counts.changed > 0) return 'changed';
  if (counts.drifted > 0) return 'drifted';
  return counts.ok + counts.skipped + counts.ignored + counts.rescued > 0 ? 'ok' : 'untouched';
}
