import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

import type { OtelTarget } from './app/otel-target.ts';
import type { RunEvent } from './domain/event.ts';
import { otlpMetrics, otlpTrace } from './render/otlp.ts';
import { prometheusText } from './render/prometheus.ts';
import { measuresOf } from './report/measures.ts';
import { startWatch, watch } from './report/watch.ts';
import { replaceMetrics } from './store/metrics-file.ts';
import { postJson } from './store/post-json.ts';

/** Where the numbers of a run go when it has ended. */
export interface Destinations {
  readonly metricsFile: string | null;
  readonly otel: OtelTarget | null;
}

/** Follows a run and, at its end, writes its metrics and sends its trace. What fails is told by `warn`, and changes nothing. */
export function followRun(
  { metricsFile, otel }: Destinations,
  about: { readonly version: string; readonly who: string },
  warn: (why: string) => void,
): { add(event: RunEvent): void; close(): Promise<void> } {
  const watched = startWatch();
  return {
    add: (event) => watch(watched, event),
    close: async () => {
      const measures = measuresOf(watched, about);
      const now = watched.end?.at ?? 0;
      if (measures.length === 0) return;
      const unwritten =
        metricsFile === null ? null : replaceMetrics(metricsFile, (before) => prometheusText(measures, before, now));
      if (unwritten !== null) warn(unwritten);
      if (otel === null) return;
      const resource = {
        'service.name': otel.serviceName,
        'service.version': about.version,
        'host.name': hostname(),
        ...otel.attributes,
      };
      const sent = await Promise.all([
        otel.traces === null
          ? null
          : postJson(otel.traces, otlpTrace(watched, randomBytes(16).toString('hex'), resource), otel),
        otel.metrics === null ? null : postJson(otel.metrics, otlpMetrics(measures, resource, now), otel),
      ]);
      for (const why of new Set(sent)) if (why !== null) warn(`telemetry was not taken: ${why}`);
    },
  };
}
