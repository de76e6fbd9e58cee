import type { Measure, Sample } from '../report/measures.ts';

/** Seconds after which the numbers of a playbook that no longer runs are dropped from the file. */
const STALE = 30 * 86_400;

/**
 * The numbers of a run in Prometheus' text format (version 0.0.4), for node_exporter's textfile collector. `before` is
 * the file as it is: what other commands and playbooks wrote stays, and so does the time of the last success.
 */
export function prometheusText(measures: readonly Measure[], before: string, now: number): string {
  const old = oldLines(before);
  const own = measures[0]?.samples[0];
  const isFresh = freshness(old, now / 1000);
  const others = old.filter((line) => own === undefined || !isOf(line, own));
  const known = measures.some(({ name }) => name === 'last_success_timestamp');
  const kept = old.filter((line) => own !== undefined && isOf(line, own) && !known && line.metric === successMetric);
  const names = new Map(measures.map((measure) => [metricOf(measure), measure.help]));
  if (!known) names.set(successMetric, 'When a run last reached all hosts without a failure');
  return [...names]
    .flatMap(([metric, help]) => {
      const lines = [
        ...measures
          .filter((measure) => metricOf(measure) === metric)
          .flatMap((measure) => measure.samples.map((one) => sampleLine(metric, one))),
        ...[...others.filter(isFresh), ...kept].filter((line) => line.metric === metric).map(({ text }) => text),
      ];
      return lines.length === 0 ? [] : [`# HELP ${metric} ${help}.`, `# TYPE ${metric} gauge`, ...lines];
    })
    .map((line) => `${line}\n`)
    .join('');
}

const metricOf = ({ name, unit }: Pick<Measure, 'name' | 'unit'>): string =>
  `bulwark_${name}${unit === 's' ? '_seconds' : ''}`;
const successMetric = metricOf({ name: 'last_success_timestamp', unit: 's' });
const timeMetric = metricOf({ name: 'run_timestamp', unit: 's' });

const sampleLine = (metric: string, { labels, value }: Sample): string =>
  `${metric}{${Object.entries(labels)
    .map(([name, text]) => `${name}="${escaped(text)}"`)
    .join(',')}} ${String(value)}`;

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

interface Line {
  readonly text: string;
  readonly metric: string;
  /** `command` and `playbook`, as written. */
  readonly owner: string;
  readonly value: number;
}

function oldLines(text: string): readonly Line[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(bulwark_\w+)\{(command="(?:[^"\\]|\\.)*",playbook="(?:[^"\\]|\\.)*").* (\S+)$/.exec(line);
    const [, metric = '', owner = '', value = ''] = match ?? [];
    return match === null || Number.isNaN(Number(value)) ? [] : [{ text: line, metric, owner, value: Number(value) }];
  });
}

const isOf = ({ owner }: Line, { labels }: Sample): boolean =>
  owner === `command="${escaped(labels['command'] ?? '')}",playbook="${escaped(labels['playbook'] ?? '')}"`;

function freshness(lines: readonly Line[], now: number): (line: Line) => boolean {
  const fresh = new Set(
    lines.filter(({ metric, value }) => metric === timeMetric && value > now - STALE).map(({ owner }) => owner),
  );
  return ({ owner }) => fresh.has(owner);
}
