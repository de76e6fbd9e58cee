import { type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';

import { comparableNode, isRepeated, parseEditable } from './document.ts';
import { EditRefusal } from './refusal.ts';
import { comparable, isPlainList, isPlainMap, type PlainMap, type PlainYaml, type YamlEdit } from './values.ts';

type Steps = readonly (string | number)[];

/** What makes the document hold `value`, in the order in which it is to be done; empty when it does. */
export function mergeEdits(text: string, value: PlainYaml, listKey: string | undefined): readonly YamlEdit[] {
  const planner = { text, document: parseEditable(text), listKey };
  return mergeInto(planner, planner.document.contents, value, []);
}

/** What puts `value` at a JSON pointer; mappings on the way that are missing are made. */
export function setEdits(
  text: string,
  pointer: string,
  value: PlainYaml,
  listKey: string | undefined,
): readonly YamlEdit[] {
  const planner = { text, document: parseEditable(text), listKey };
  const { node, path, missing } = follow(planner, pointer);
  if (node !== null && missing.length === 0)
    return comparableNode(planner.document, node) === comparable(value) ? [] : [{ kind: 'put', path, value }];
  const [first, ...deeper] = isEmpty(node) ? [] : missing;
  return first === undefined
    ? [{ kind: 'put', path, value: nested(missing, value) }]
    : [{ kind: 'put', path: [...path, first], value: nested(deeper, value) }];
}

/** What takes the value at a JSON pointer away; empty when nothing is there. */
export function deleteEdits(text: string, pointer: string, listKey: string | undefined): readonly YamlEdit[] {
  const planner = { text, document: parseEditable(text), listKey };
  const { node, path, missing } = follow(planner, pointer, 'absent');
  if (missing.length > 0) return [];
  if (typeof path.at(-1) === 'number' && /\/[0-9]+$/.test(pointer) && node !== null) {
    return refuse(
      planner,
      node,
      "an index names another item once the first one is gone: say list_key and the item's value under it, as in /plugins/PodSecurity",
    );
  }
  return [{ kind: 'delete', path }];
}

/** `key:` with nothing behind it, or a document without content. */
const isEmpty = (node: ParsedNode | null): boolean => node === null || (isScalar(node) && node.value === null);

interface Planner {
  readonly text: string;
  readonly document: Document.Parsed<ParsedNode>;
  readonly listKey: string | undefined;
}

function mergeInto(planner: Planner, node: ParsedNode | null, value: PlainYaml, path: Steps): readonly YamlEdit[] {
  if (node === null) return [{ kind: 'put', path, value }];
  refuseShared(planner, node);
  if (comparableNode(planner.document, node) === comparable(value)) return [];
  const empty = isEmpty(node);
  if (isPlainMap(value) && !empty) return mergeMap(planner, node, value, path);
  if (isPlainList(value) && planner.listKey !== undefined && !empty)
    return mergeList(planner, node, value, path, planner.listKey);
  return [{ kind: 'put', path, value }];
}

function mergeMap(planner: Planner, node: ParsedNode, value: PlainMap, path: Steps): readonly YamlEdit[] {
  if (!isMap<ParsedNode, ParsedNode | null>(node))
    return refuse(planner, node, `${named(path)} is ${kindOf(node)}, and a mapping is wanted`);
  return Object.entries(value).flatMap(([key, item]) => {
    const pair = node.items.find((candidate) => isScalar(candidate.key) && String(candidate.key.value) === key);
    return mergeInto(planner, pair === undefined ? null : (pair.value ?? null), item, [...path, key]);
  });
}

const identityOf = (item: ParsedNode, listKey: string): string | null => {
  const held: unknown = isMap(item) ? item.get(listKey, true) : null;
  return isScalar(held) ? comparable(held.value) : null;
};

/** Items with the same value under `listKey` are merged; others are added at the end. */
function mergeList(
  planner: Planner,
  node: ParsedNode,
  value: readonly PlainYaml[],
  path: Steps,
  listKey: string,
): readonly YamlEdit[] {
  if (!isSeq<ParsedNode>(node)) return refuse(planner, node, `${named(path)} is ${kindOf(node)}, and a list is wanted`);
  if (!value.every((item) => isPlainMap(item) && item[listKey] !== undefined)) return [{ kind: 'put', path, value }];
  const identities = node.items.map((item) => identityOf(item, listKey));
  let end = node.items.length;
  return value.flatMap((item) => {
    const index = identities.indexOf(comparable(isPlainMap(item) ? item[listKey] : null));
    if (index < 0) return [{ kind: 'put', path: [...path, end++], value: item } as const];
    return mergeInto(planner, node.items[index] ?? null, item, [...path, index]);
  });
}

const nested = (steps: Steps, value: PlainYaml): PlainYaml =>
  steps.reduceRight<PlainYaml>((inner, step) => ({ [String(step)]: inner }), value);

interface Followed {
  readonly node: ParsedNode | null;
  readonly path: Steps;
  /** Steps that lead to nothing yet. */
  readonly missing: Steps;
}

/** Where a pointer leads. Throws EditRefusal where it goes through a scalar, unless nothing is wanted there. */
function follow(planner: Planner, pointer: string, wanted: 'value' | 'absent' = 'value'): Followed {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let node: ParsedNode | null = planner.document.contents;
  const path: (string | number)[] = [];
  for (const [index, step] of steps.entries()) {
    if (node !== null) refuseShared(planner, node);
    const next = stepInto(planner, node, step, path, wanted);
    if (next === null) return { node, path, missing: [endOf(node, step), ...steps.slice(index + 1)] };
    path.push(next.step);
    node = next.node;
  }
  if (node !== null) refuseShared(planner, node);
  return { node, path, missing: [] };
}

const endOf = (node: ParsedNode | null, step: string): string | number => (isSeq(node) ? node.items.length : step);

function stepInto(
  planner: Planner,
  node: ParsedNode | null,
  step: string,
  path: Steps,
  wanted: 'value' | 'absent',
): { step: string | number; node: ParsedNode | null } | null {
  if (isMap<ParsedNode, ParsedNode | null>(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
    return pair === undefined ? null : { step, node: pair.value ?? null };
  }
  if (isSeq<ParsedNode>(node)) return itemOf(planner, node.items, node, step, path, wanted);
  if (node === null || isEmpty(node) || wanted === 'absent') return null;
  return refuse(planner, node, `${named(path)} is ${kindOf(node)}, and a mapping is wanted`);
}

function itemOf(
  planner: Planner,
  items: readonly ParsedNode[],
  node: ParsedNode,
  step: string,
  path: Steps,
  wanted: 'value' | 'absent',
): { step: number; node: ParsedNode | null } | null {
  const index = step === '-' ? items.length : /^(?:0|[1-9][0-9]*)$/.test(step) ? Number(step) : Number.NaN;
  const item = items[index];
  const keyed =
    planner.listKey === undefined
      ? -1
      : items.findIndex(
          (one) => isMap<ParsedNode, ParsedNode | null>(one) && String(one.get(planner.listKey ?? '')) === step,
        );
  if (item === undefined && keyed >= 0) return { step: keyed, node: items[keyed] ?? null };
  if (item !== undefined) return { step: index, node: item };
  if (index === items.length || wanted === 'absent') return null;
  return refuse(
    planner,
    node,
    `${named(path)} is a list of ${items.length}: ${JSON.stringify(step)} is no place in it`,
  );
}

/** What an alias repeats cannot be changed in one place only. */
function refuseShared(planner: Planner, node: ParsedNode): void {
  if (isAlias(node)) refuse(planner, node, `an alias (*${node.source}) stands at the place to edit`);
  else if (node.anchor !== undefined && isRepeated(planner.document, node.anchor))
    refuse(planner, node, `the place to edit is repeated elsewhere by an alias (&${node.anchor})`);
}

function refuse(planner: Planner, node: ParsedNode, message: string): never {
  throw new EditRefusal(message, planner.text, node.range[0]);
}

const named = (path: Steps): string => (path.length === 0 ? 'the document' : `/${path.join('/')}`);
const kindOf = (node: ParsedNode): string => (isMap(node) ? 'a mapping' : isSeq(node) ? 'a list' : 'a single value');
