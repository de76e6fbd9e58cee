import type { InputPorts } from './ports.ts';

/** Where traces and metrics of a run are sent. Header values may be secret. */
export interface OtelTarget {
  readonly traces: string | null;
  readonly metrics: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds for each. */
  readonly timeout: number;
  readonly serviceName: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Milliseconds: a run does not wait longer for a collector that is away. OpenTelemetry's own default is 10 s. */
const TIMEOUT = 5000;

/**
 * As OpenTelemetry's environment variables say it (its specification, "OTLP exporter configuration"), else the
 * `endpoint` of bulwark.yaml; null: nowhere.
 */
export function otelTarget(env: InputPorts['env'], endpoint: string | null): OtelTarget | null {
  const said = (name: string): string | null => (env[name] === undefined || env[name] === '' ? null : env[name]);
  if (said('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return null;
  const base = said('OTEL_EXPORTER_OTLP_ENDPOINT') ?? endpoint;
  const urlOf = (signal: 'traces' | 'metrics'): string | null => {
    if (said(`OTEL_${signal.toUpperCase()}_EXPORTER`) === 'none') return null;
    const own = said(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`);
    return own ?? (base === null ? null : `${base.replace(/\/$/, '')}/v1/${signal}`);
  };
  const [traces, metrics] = [urlOf('traces'), urlOf('metrics')];
  if (traces === null && metrics === null) return null;
  const timeout = Number(said('OTEL_EXPORTER_OTLP_TIMEOUT') ?? TIMEOUT);
  return {
    traces,
    metrics,
    headers: pairs(said('OTEL_EXPORTER_OTLP_HEADERS')),
    timeout: timeout > 0 ? timeout : TIMEOUT,
    serviceName: said('OTEL_SERVICE_NAME') ?? 'bulwark',
    attributes: pairs(said('OTEL_RESOURCE_ATTRIBUTES')),
  };
}

/** `key=value,key=value`, values with percent signs as in addresses (W3C Baggage). */
function pairs(text: string | null): Readonly<Record<string, string>> {
  const entries = (text ?? '').split(',').flatMap((pair): readonly (readonly [string, string])[] => {
    const [key = '', ...value] = pair.split('=');
    return key.trim() === '' || value.length === 0 ? [] : [[key.trim(), unescaped(value.join('=').trim())]];
  });
  return Object.fromEntries(entries);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
