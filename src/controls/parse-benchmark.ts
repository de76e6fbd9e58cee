import { type Benchmark, benchmarkIds } from '../domain/control.ts';
import type { YamlMap } from '../domain/yaml-node.ts';
import { unknownKeys } from '../source/decode.ts';
import type { Problems } from '../source/problems.ts';
import { benchmarkKeys } from './catalogue-forms.ts';
import { neededText, neededWord, optionalText, texts } from './fields.ts';

export function parseBenchmark(map: YamlMap, problems: Problems): Benchmark | null {
  const fields = { map, what: 'a benchmark', problems };
  unknownKeys(map, benchmarkKeys, 'a benchmark', problems);
  const id = neededWord(fields, 'id', benchmarkIds);
  const about = {
    title: neededText(fields, 'title'),
    version: neededText(fields, 'version'),
    tailoring: optionalText(fields, 'tailoring'),
    kubernetes: texts(fields, 'kubernetes'),
  };
  return id === null ? null : { id, ...about };
}
