import { driftClasses } from '../domain/drift.ts';
import { hostOutcomes } from '../domain/event.ts';
import type { RunMode } from '../domain/event.ts';
import { driftOf } from './watch.ts';
import type { Watched } from './watch.ts';

/** One thing that is measured, with its values now. */
export interface Measure {
  /** `run_duration`: letters and underscores. */
  readonly name: string;
  /** Of UCUM, or null for a number of things. */
  readonly unit: 's' | null;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** `command` and `playbook` come first. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const modes: readonly RunMode[] = ['plan', 'apply', 'drift'];

/** Exit codes of a run that did what it was for: 3 is drift that was found. */
const successes: readonly number[] = [0, 3];

/** The numbers of a finished run; none where it looked at no playbook's hosts. Times in seconds since the epoch. */
export function measuresOf(
  watched: Watched,
  about: { readonly version: string; readonly who: string },
): readonly Measure[] {
  const { start, end } = watched;
  if (start === null || end === null || !modes.includes(start.mode)) return [];
  const own = { command: start.mode, playbook: start.playbook ?? '' };
  const measure = (
    name: string,
    unit: Measure['unit'],
    help: string,
    samples: readonly (readonly [Readonly<Record<string, string>>, number])[],
  ): Measure => ({
    name,
    unit,
    help,
    samples: samples.map(([labels, value]) => ({ labels: { ...own, ...labels }, value })),
  });
  const single = (name: string, unit: Measure['unit'], help: string, value: number): Measure =>
    measure(name, unit, help, [[{}, value]]);
  return [
    measure('hosts', null, 'Hosts of the last run by how they stand', hostSamples(watched)),
    measure('drift_hosts', null, 'Hosts that drifted in the last run, by class of the cause', classSamples(watched)),
    measure('drift_controls', null, 'Hosts that drifted from a control in the last run', controlSamples(watched)),
    single('run_duration', 's', 'How long the last run took', (end.at - start.at) / 1000),
    single('run_exit_code', null, 'Exit code of the last run', end.exit),
    single('run_timestamp', 's', 'When the last run ended', Math.round(end.at / 1000)),
    ...(successes.includes(end.exit)
      ? [
          single(
            'last_success_timestamp',
            's',
            'When a run last reached all hosts without a failure',
            Math.round(end.at / 1000),
          ),
        ]
      : []),
    measure('run_info', null, 'What ran', [[{ run: start.run, version: about.version, controller: about.who }, 1]]),
  ];
}

type Samples = readonly (readonly [Readonly<Record<string, string>>, number])[];

function hostSamples({ start, end }: Watched): Samples {
  const outcomes = end?.recap.hosts ?? [];
  return [
    ...hostOutcomes.map((status) => [{ status }, outcomes.filter(({ outcome }) => outcome === status).length] as const),
    [{ status: 'not-selected' }, start?.notSelected.length ?? 0],
  ];
}

/** What nobody explained counts as unknown. */
function classSamples(watched: Watched): Samples {
  const drifts = driftOf(watched).filter(({ state }) => state !== 'as-wanted');
  return driftClasses.flatMap((name) =>
    (['left', 'repaired'] as const).map((state) => {
      const alike = drifts.filter((one) => (one.explained?.class ?? 'unknown') === name && one.state === state);
      return [{ class: name, state }, new Set(alike.map(({ host }) => host)).size] as const;
    }),
  );
}

function controlSamples(watched: Watched): Samples {
  const found = new Map<string, { labels: Record<string, string>; hosts: Set<string> }>();
  for (const { host, explained, tasks, state } of driftOf(watched).filter((drift) => drift.state !== 'as-wanted'))
    for (const control of explained?.controls ?? tasks.flatMap((task) => task.controls)) {
      const labels = { control, class: explained?.class ?? 'unknown', state };
      const key = JSON.stringify(labels);
      const known = found.get(key) ?? { labels, hosts: new Set<string>() };
      known.hosts.add(host);
      found.set(key, known);
    }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { labels, hosts }]) => [labels, hosts.size]);
}
