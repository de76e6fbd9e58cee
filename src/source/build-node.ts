import { isAlias, isMap, isScalar } from 'yaml';
import type { Alias, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';

import type { SourceRange } from '../domain/diagnostic.ts';
import type { YamlEntry, YamlNode, YamlScalar } from '../domain/yaml-node.ts';
import { buildScalar, emptyScalar } from './build-scalar.ts';
import { reportDuplicates } from './duplicate-keys.ts';
import { mergeEntries } from './merge-keys.ts';
import type { Problems } from './problems.ts';
import { textEnd } from './source-text.ts';
import type { SourceText } from './source-text.ts';
import { checkTag } from './tags.ts';
import { isUnquotedTemplate, reportUnquotedTemplate } from './unquoted-template.ts';

/** No playbook nests like this by hand; every reader of the nodes may recurse. */
const MAX_DEPTH = 200;
/** Nodes that aliases may stand for, all together: some 100 MB when copied. */
const MAX_ALIASED_NODES = 1_000_000;

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['[', ']'],
  ['{', '}'],
]);

/** A node with what it weighs once its aliases are followed. */
interface Built {
  readonly node: YamlNode;
  readonly size: number;
  readonly height: number;
}

interface Builder {
  readonly source: SourceText;
  readonly problems: Problems;
  readonly anchors: Map<string, Built | 'open'>;
  readonly templateLines: Set<number>;
  readonly openers: Map<number, number>;
  aliased: number;
}

/** What the nodes tell about the library's complaints. */
export interface SyntaxClues {
  /** Lines whose unquoted `{{` explains every syntax error in them. */
  readonly templateLines: ReadonlySet<number>;
  /** Where something that is not closed ends, and where it was opened. */
  readonly openers: ReadonlyMap<number, number>;
}

/** Our node for the library's. */
export function buildNode(
  source: SourceText,
  root: ParsedNode | null,
  problems: Problems,
): { readonly node: YamlNode | null; readonly clues: SyntaxClues } {
  const builder: Builder = {
    source,
    problems,
    anchors: new Map(),
    templateLines: new Set(),
    openers: new Map(),
    aliased: 0,
  };
  const node = root === null ? null : build(builder, root, 0, false).node;
  return { node, clues: builder };
}

function build(builder: Builder, node: ParsedNode, depth: number, inFlow: boolean): Built {
  if (isAlias(node)) return followAlias(builder, node, depth);
  if (node.anchor === undefined) return buildPlain(builder, node, depth, inFlow);
  builder.anchors.set(node.anchor, 'open');
  const built = buildPlain(builder, node, depth, inFlow);
  builder.anchors.set(node.anchor, built);
  return built;
}

function buildPlain(builder: Builder, node: Exclude<ParsedNode, Alias.Parsed>, depth: number, inFlow: boolean): Built {
  const { source, problems } = builder;
  noteOpener(builder, node);
  if (isScalar(node)) return leaf(buildScalar(source, node, problems));
  const [start] = node.range;
  if (isUnquotedTemplate(source, node)) {
    const line = reportUnquotedTemplate(source, start, inFlow, problems);
    builder.templateLines.add(line).add(line + 1); // the rest of the value may swallow the next key
    return leaf(emptyScalar(source, start));
  }
  if (depth >= MAX_DEPTH) {
    problems.error('yaml-too-deep', `nested more than ${MAX_DEPTH} levels deep`, source.range(start, start + 1));
    return leaf(emptyScalar(source, start));
  }
  checkTag(source, node, problems);
  return isMap(node) ? buildMap(builder, node, depth) : buildList(builder, node, depth);
}

function noteOpener({ source, openers }: Builder, { range: [start, end, after] }: ParsedNode): void {
  const closing = CLOSING.get(source.text.charAt(start));
  const closed = end - start > 1 && source.text.charAt(end - 1) === closing;
  if (closing !== undefined && !closed) for (const offset of [end, after]) openers.set(offset, start);
}

function buildList(builder: Builder, node: YAMLSeq.Parsed, depth: number): Built {
  const parts = node.items.map((item) => build(builder, item, depth + 1, node.flow === true));
  return weighed({ kind: 'list', items: parts.map((part) => part.node), range: rangeOf(builder, node) }, parts);
}

function buildMap(builder: Builder, node: YAMLMap.Parsed, depth: number): Built {
  const parts: Built[] = [];
  const entries: YamlEntry[] = [];
  const inFlow = node.flow === true;
  for (const { key, value } of node.items) {
    const builtKey = buildKey(builder, key, depth, inFlow);
    const built =
      value === null ? leaf(emptyScalar(builder.source, key.range[1])) : build(builder, value, depth + 1, inFlow);
    parts.push(built);
    if (builtKey !== null) entries.push({ key: builtKey, value: built.node });
  }
  reportDuplicates(entries, builder.problems);
  return weighed(
    { kind: 'map', entries: mergeEntries(entries, builder.problems), range: rangeOf(builder, node) },
    parts,
  );
}

/** A key must be a scalar; null when it is none, which is reported. */
function buildKey(builder: Builder, key: ParsedNode, depth: number, inFlow: boolean): YamlScalar | null {
  const { node } = build(builder, key, depth + 1, inFlow);
  if (node.kind === 'scalar') return node;
  const [start, end] = key.range;
  builder.problems.error(
    'yaml-key',
    'a key must be a word or a number, not a list or a mapping',
    builder.source.range(start, end),
  );
  return null;
}

function followAlias(builder: Builder, alias: Alias.Parsed, depth: number): Built {
  const target = builder.anchors.get(alias.source);
  if (target === undefined || target === 'open') return reportAlias(builder, alias, target);
  const before = builder.aliased;
  builder.aliased += target.size;
  if (before > MAX_ALIASED_NODES) return leaf(emptyScalar(builder.source, alias.range[0]));
  if (builder.aliased > MAX_ALIASED_NODES) return reportBomb(builder, alias);
  if (depth + target.height <= MAX_DEPTH) return target;
  builder.problems.error(
    'yaml-too-deep',
    `nested more than ${MAX_DEPTH} levels deep through this alias`,
    rangeOf(builder, alias),
  );
  return leaf(emptyScalar(builder.source, alias.range[0]));
}

function reportAlias(builder: Builder, alias: Alias.Parsed, target: 'open' | undefined): Built {
  const [summary, hint] =
    target === 'open'
      ? [
          `the alias \`*${alias.source}\` is inside its own anchor`,
          'an anchor can be used only after the value that it names',
        ]
      : [`no anchor \`&${alias.source}\` above this alias`, 'a text that starts with `*` must be in quotes'];
  builder.problems.error('yaml-alias', summary, rangeOf(builder, alias), { hint });
  return leaf(emptyScalar(builder.source, alias.range[0]));
}

/** Said once: every later alias stands for nothing. */
function reportBomb(builder: Builder, alias: Alias.Parsed): Built {
  builder.problems.error(
    'yaml-too-large',
    `aliases stand for more than ${MAX_ALIASED_NODES} values`,
    rangeOf(builder, alias),
  );
  return leaf(emptyScalar(builder.source, alias.range[0]));
}

const leaf = (node: YamlNode): Built => ({ node, size: 1, height: 1 });

function weighed(node: YamlNode, parts: readonly Built[]): Built {
  let [size, height] = [1, 0];
  for (const part of parts) {
    size += part.size;
    height = Math.max(height, part.height);
  }
  return { node, size, height: height + 1 };
}

const rangeOf = ({ source }: Builder, { range: [start, end] }: ParsedNode): SourceRange =>
  source.range(start, textEnd(source.text, start, end));
