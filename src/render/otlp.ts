import type { HostOutcome } from '../domain/event.ts';
import { sha256 } from '../domain/sha256.ts';
import { isSuccess } from '../report/exit-code.ts';
import type { Measure } from '../report/measures.ts';
import type { Watched } from '../report/watch.ts';

/**
 * A finished run as OpenTelemetry's collectors take it: OTLP over HTTP in its JSON encoding (OTLP 1.x: ids in hex,
 * times and whole numbers as text). Values of files and variables are in no span: of a failed task only the code.
 */

/** Who sends it: attributes of the resource. */
export type Resource = Readonly<Record<string, string>>;

type Attribute = { readonly key: string; readonly value: object };

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code: 0 | 1 | 2; readonly message?: string };
}

/** One trace: the run, its hosts, and the tasks that found something. `traceId`: 32 hex digits. */
export function otlpTrace(watched: Watched, traceId: string, resource: Resource): object {
  const { start, end } = watched;
  if (start === null || end === null) return { resourceSpans: [] };
  const root = spanId(traceId, 'run');
  const run: Span = {
    ...span(traceId, root, null, `bulwark ${start.mode}`, [start.at, end.at]),
    attributes: attributes({
      'bulwark.run': start.run,
      'bulwark.mode': start.mode,
      'bulwark.playbook': start.playbook ?? '',
      'bulwark.hosts': start.hosts.length,
      'bulwark.exit_code': end.exit,
    }),
    status: { code: isSuccess(end.exit) ? 1 : 2 },
  };
  const spans = [run, ...hostSpans(watched, traceId, root), ...taskSpans(watched, traceId)];
  return { resourceSpans: [{ resource: { attributes: attributes(resource) }, scopeSpans: [{ scope, spans }] }] };
}

const scope = { name: 'bulwark' };

const bad: readonly HostOutcome[] = ['failed', 'rolled-back', 'half-way', 'unreachable'];

function hostSpans(watched: Watched, traceId: string, root: string): readonly Span[] {
  const { start, end, connectedAt, login, finishedAt, lost } = watched;
  const outcomes = new Map(end?.recap.hosts.map(({ host, outcome }) => [host, outcome]));
  return (start?.hosts ?? []).map(({ name, cluster, controlPlane }) => {
    const connected = connectedAt.get(name);
    const from = connected === undefined ? (start?.at ?? 0) : connected - (login.get(name) ?? 0);
    const to = finishedAt.get(name) ?? lost.get(name)?.at ?? end?.at ?? from;
    const outcome = outcomes.get(name) ?? 'untouched';
    return {
      ...span(traceId, spanId(traceId, name), root, `host ${name}`, [from, Math.max(from, to)]),
      attributes: attributes({
        'host.name': name,
        'bulwark.outcome': outcome,
        'bulwark.cluster': cluster,
        'bulwark.control_plane': controlPlane,
      }),
      status: bad.includes(outcome) ? { code: 2, message: lost.get(name)?.message ?? outcome } : { code: 0 },
    };
  });
}

function taskSpans({ results }: Watched, traceId: string): readonly Span[] {
  return [...results].map(([key, result]) => ({
    ...span(traceId, spanId(traceId, key), spanId(traceId, result.host), result.task, [
      result.at - result.took,
      result.at,
    ]),
    attributes: attributes({
      'host.name': result.host,
      'bulwark.module': result.module,
      'bulwark.status': result.status,
      'bulwark.targets': result.changes.map(({ target }) => target),
      'bulwark.controls': result.controls,
      'code.file.path': result.file,
      'code.line.number': result.line,
    }),
    status:
      result.status === 'failed' && !result.ignored && !result.rescued
        ? { code: 2, message: result.error?.code ?? '' }
        : { code: 0 },
  }));
}

const span = (
  traceId: string,
  id: string,
  parent: string | null,
  name: string,
  [from, to]: readonly [number, number],
): Pick<Span, 'traceId' | 'spanId' | 'name' | 'kind' | 'startTimeUnixNano' | 'endTimeUnixNano'> => ({
  traceId,
  spanId: id,
  ...(parent !== null && { parentSpanId: parent }),
  name,
  kind: 1,
  startTimeUnixNano: nano(from),
  endTimeUnixNano: nano(to),
});

/** 16 hex digits, the same for the same thing of one trace. */
const spanId = (traceId: string, what: string): string => sha256(`${traceId} ${what}`).slice(0, 16);

/** The numbers of the run as gauges. */
export function otlpMetrics(measures: readonly Measure[], resource: Resource, now: number): object {
  const metrics = measures.map(({ name, unit, help, samples }) => ({
    name: `bulwark.${name}`,
    description: help,
    unit: unit ?? '1',
    gauge: {
      dataPoints: samples.map(({ labels, value }) => ({
        timeUnixNano: nano(now),
        asDouble: value,
        attributes: attributes(labels),
      })),
    },
  }));
  return {
    resourceMetrics: [{ resource: { attributes: attributes(resource) }, scopeMetrics: [{ scope, metrics }] }],
  };
}

/** `at` in milliseconds; more digits than a number holds. */
const nano = (at: number): string => `${Math.round(at)}000000`;

function attributes(
  values: Readonly<Record<string, string | number | boolean | readonly string[]>>,
): readonly Attribute[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean | readonly string[]): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { intValue: String(value) };
  if (typeof value === 'boolean') return { boolValue: value };
  return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
}
