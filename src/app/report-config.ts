import type { YamlMap } from '../domain/yaml-node.ts';
import { asMap, asString, get, unknownKeys } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';

/** Where `bulwark.yaml` wants the numbers of a run. */
export interface ReportConfig {
  /** Prometheus text; null: no file. */
  readonly metricsFile: string | null;
  /** Base URL of an OpenTelemetry collector (OTLP over HTTP); null: only what the environment says. */
  readonly otel: string | null;
}

export const noReportConfig: ReportConfig = { metricsFile: null, otel: null };

/** `pathOf` makes a path of the file usable from the working directory. */
export function readReportConfig(map: YamlMap, pathOf: (path: string) => string, problems: Problems): ReportConfig {
  const file = readInside(map, 'metrics', 'textfile', problems);
  return { metricsFile: file === null ? null : pathOf(file), otel: readUrl(map, problems) };
}

/** `metrics: { textfile: FILE }` */
function readInside(map: YamlMap, key: string, inner: string, problems: Problems): string | null {
  const node = get(map, key);
  const inside = node === undefined ? null : asMap(node, `\`${key}\``, problems);
  if (inside === null) return null;
  unknownKeys(inside, [inner], `\`${key}\``, problems);
  const value = get(inside, inner);
  if (value === undefined) {
    problems.error('config-incomplete', `\`${key}\` needs \`${inner}\``, inside.range);
    return null;
  }
  const text = asString(value, `\`${inner}\``, problems);
  if (text === '') problems.error('option-value', `\`${inner}\` is empty`, value.range);
  return text;
}

function readUrl(map: YamlMap, problems: Problems): string | null {
  const url = readInside(map, 'otel', 'endpoint', problems);
  const node = get(map, 'otel');
  if (url === null || node === undefined) return url;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    problems.error('option-value', `\`endpoint\` is not an address: ${url}`, node.range, {
      hint: 'for example http://collector.example.org:4318; keys go into OTEL_EXPORTER_OTLP_HEADERS',
    });
  else if (new URL(url).username !== '' || new URL(url).password !== '')
    problems.error('option-value', '`endpoint` holds a password', node.range, {
      hint: 'keys go into OTEL_EXPORTER_OTLP_HEADERS',
    });
  return url;
}
