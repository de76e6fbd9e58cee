import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  type ParsedNode,
  Parser,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { MapKey } from '../../domain/value.ts';
import { type Budget, descend } from '../budget.ts';
import { Failure } from '../failure.ts';
import { isOperandList, isOperandMapping, mapKey, type Operand, type OperandMapping, put } from '../operand.ts';
import { resolveScalar, unknownTag } from './resolve.ts';

/** YAML 1.1 as PyYAML reads it: one document, aliases shared, merge keys resolved, the last of two equal keys. Throws Failure. */
export function parseYaml(text: string, budget: Budget): Operand {
  budget.spend(text.length >> 1);
  if (/[\0-\x08\v\f\x0e-\x1f\x7f]/.test(text))
    throw new Failure('template-value', 'the text is not YAML: it holds control characters');
  const [root = null, ...others] = compose(text);
  if (others.length > 0) throw new Failure('template-value', 'the text holds more than one YAML document');
  return root === null ? null : build(root, { text, budget, anchors: new Map() }, 0);
}

function compose(text: string): readonly (ParsedNode | null)[] {
  try {
    const options = { schema: 'failsafe', uniqueKeys: false, strict: true, logLevel: 'silent' } as const;
    const documents = [...new Composer<ParsedNode, true>(options).compose(new Parser().parse(text), true, text.length)];
    const fault = documents.flatMap(({ errors }) => errors)[0];
    if (fault !== undefined)
      throw new Failure('template-value', `the text is not YAML: ${faultAt(text, fault.pos[0])} (${fault.code})`);
    return documents.filter(({ contents }, index) => index === 0 || contents !== null).map(({ contents }) => contents);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the stack of the library's parser
    throw new Failure('template-limit', 'the YAML is nested too deeply');
  }
}

const faultAt = (text: string, at: number): string =>
  `line ${text.slice(0, at).split('\n').length}, character ${at - text.lastIndexOf('\n', at - 1)}`;

interface Builder {
  readonly text: string;
  readonly budget: Budget;
  readonly anchors: Map<string, Operand>;
}

function build(node: ParsedNode, builder: Builder, depth: number): Operand {
  builder.budget.spend(1);
  if (isAlias(node)) return aliased(node.source, builder);
  const value = isScalar(node) ? scalar(node, builder) : collection(node, builder, descend(depth));
  if (node.anchor !== undefined) builder.anchors.set(node.anchor, value);
  return value;
}

function aliased(name: string, { anchors }: Builder): Operand {
  const value = anchors.get(name);
  if (value === undefined) throw new Failure('template-value', 'the YAML has an alias without its anchor above it');
  return value;
}

function scalar(node: Scalar.Parsed, { text }: Builder): Operand {
  const isPlain = node.type === undefined || node.type === 'PLAIN';
  return resolveScalar(withoutAddedLineEnd(node, text), node.tag, isPlain);
}

/** The library closes a block with a line end that the text does not have. */
function withoutAddedLineEnd(node: Scalar.Parsed, text: string): string {
  const value = typeof node.value === 'string' ? node.value : '';
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const isAdded = isBlock && node.range[1] >= text.length && !text.endsWith('\n') && value.endsWith('\n');
  return isAdded ? value.slice(0, -1) : value;
}

const collectionTags = ['!', 'tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq'];

function collection(node: YAMLMap.Parsed | YAMLSeq.Parsed, builder: Builder, depth: number): Operand {
  if (node.tag !== undefined && !collectionTags.includes(node.tag)) throw unknownTag();
  return isMap(node) ? mapping(node, builder, depth) : node.items.map((item) => build(item, builder, depth));
}

function mapping(node: YAMLMap.Parsed, builder: Builder, depth: number): Operand {
  const own: (readonly [MapKey, Operand])[] = [];
  const result = new Map<MapKey, Operand>();
  for (const { key, value } of node.items) {
    const name = isMerge(key) ? null : mapKey(build(key, builder, depth));
    const item = value === null ? null : build(value, builder, depth);
    if (!isMerge(key)) own.push([name, item]);
    else for (const [inherited, content] of merged(item).flatMap((each) => [...each])) put(result, inherited, content);
  }
  for (const [name, item] of own) put(result, name, item);
  return result;
}

const isMerge = (key: ParsedNode): boolean => isScalar(key) && key.type === 'PLAIN' && key.value === '<<';

/** The mappings that `<<` names, weakest first. */
function merged(value: Operand): readonly OperandMapping[] {
  const all = isOperandList(value) ? value.toReversed() : [value];
  return all.map((each) => {
    if (isOperandMapping(each)) return each;
    throw new Failure('template-value', 'the YAML merges ("<<") something that is no mapping');
  });
}
