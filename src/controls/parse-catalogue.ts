import type { Benchmark, Catalogue, Control } from '../domain/control.ts';
import type { Parsed, SourceRange } from '../domain/diagnostic.ts';
import type { ControlId } from '../domain/module.ts';
import { sha256 } from '../domain/sha256.ts';
import type { YamlMap, YamlNode } from '../domain/yaml-node.ts';
import { asList, asMap, get, unknownKeys } from '../source/decode.ts';
import { parseYaml } from '../source/parse-yaml.ts';
import { collectProblems, type Problems } from '../source/problems.ts';
import { fileKeys } from './catalogue-forms.ts';
import { checkReferences, withBothSides } from './check-references.ts';
import { neededText } from './fields.ts';
import { parseBenchmark } from './parse-benchmark.ts';
import { parseControl } from './parse-control.ts';

/** A file of the catalogue. `path` as it is shown. */
export interface CatalogueFile {
  readonly path: string;
  readonly text: string;
}

/** A thing of the catalogue, and where it stands. */
export interface Placed<Thing> {
  readonly thing: Thing;
  readonly range: SourceRange;
  readonly map: YamlMap;
}

/**
 * The files of `playbooks/controls/`, in their order. Every mistake at once: those of YAML, `unknown-key`,
 * `wrong-type`, `wrong-value`, `control-id`, `catalogue-incomplete`, `catalogue-empty`, `catalogue-check`,
 * `catalogue-number`, `catalogue-twice`, `catalogue-reference`.
 */
export function parseCatalogue(files: readonly CatalogueFile[]): Parsed<Catalogue> {
  const problems = collectProblems();
  const read = files.map((file) => readFile(file, problems));
  const benchmarks = once(
    read.flatMap((file) => file.benchmarks),
    ({ id }) => id,
    problems,
  );
  const controls = once(
    read.flatMap((file) => file.controls),
    ({ id }) => id,
    problems,
  );
  if (!problems.hasErrors()) checkReferences(benchmarks, controls, problems);
  return problems.finish({
    version:
      read
        .map(({ version }) => version)
        .toSorted()
        .at(-1) ?? '',
    digest: digestOf(files),
    benchmarks: benchmarks.map(({ thing }) => thing),
    controls: withBothSides(controls.map(({ thing }) => thing)),
  });
}

interface ReadFile {
  readonly version: string;
  readonly benchmarks: readonly Placed<Benchmark>[];
  readonly controls: readonly Placed<Control>[];
}

const nothing: ReadFile = { version: '', benchmarks: [], controls: [] };

function readFile({ path, text }: CatalogueFile, problems: Problems): ReadFile {
  const node = problems.take(parseYaml(path, text));
  const map = node === null ? null : asMap(node, 'a file of the catalogue', problems);
  if (map === null) {
    if (!problems.hasErrors()) problems.error('catalogue-empty', `${path} holds no controls`);
    return nothing;
  }
  unknownKeys(map, fileKeys, 'a file of the catalogue', problems);
  return {
    version: neededText({ map, what: path, problems }, 'version'),
    benchmarks: placed(get(map, 'benchmarks'), '`benchmarks`', (item) => parseBenchmark(item, problems), problems),
    controls: placed(get(map, 'controls'), '`controls`', (item) => parseControl(item, problems), problems),
  };
}

function placed<Thing>(
  node: YamlNode | undefined,
  what: string,
  parse: (map: YamlMap) => Thing | null,
  problems: Problems,
): readonly Placed<Thing>[] {
  const items = node === undefined ? [] : (asList(node, what, problems)?.items ?? []);
  return items.flatMap((item) => {
    const map = asMap(item, `each of ${what}`, problems);
    const thing = map === null ? null : parse(map);
    return map === null || thing === null ? [] : [{ thing, range: get(map, 'id')?.range ?? map.range, map }];
  });
}

/** The first of each id; others are reported with where the first stands. */
function once<Thing>(
  all: readonly Placed<Thing>[],
  idOf: (thing: Thing) => ControlId,
  problems: Problems,
): readonly Placed<Thing>[] {
  const first = new Map<string, Placed<Thing>>();
  for (const each of all) {
    const id = idOf(each.thing);
    const before = first.get(id);
    if (before === undefined) first.set(id, each);
    else
      problems.error('catalogue-twice', `${id} is there twice`, each.range, {
        hint: `the first is at ${before.range.file}:${before.range.start.line}`,
      });
  }
  return [...first.values()];
}

const digestOf = (files: readonly CatalogueFile[]): string =>
  sha256(files.map(({ path, text }) => `${path}\0${text}\0`).join(''));
