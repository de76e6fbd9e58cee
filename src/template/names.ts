import type { ExpressionNode, NameUse, StatementNode, Targets } from '../domain/template.ts';
import { unreachable } from '../domain/unreachable.ts';
import { childrenOf } from './tree.ts';

/** Every place where a name that the template does not bind itself is read, in order. */
export function usesInBody(body: readonly StatementNode[]): readonly NameUse[] {
  const uses: NameUse[] = [];
  walkBody(body, { bound: new Set(), certain: true, uses });
  return uses;
}

export function usesInExpression(root: ExpressionNode): readonly NameUse[] {
  const uses: NameUse[] = [];
  walk(root, { bound: new Set(), certain: true, uses });
  return uses;
}

export const namesOf = (uses: readonly NameUse[]): readonly string[] => [...new Set(uses.map((use) => use.name))];

interface Place {
  /** Names bound on every way here; a name set in only one branch stays free. */
  readonly bound: Set<string>;
  readonly certain: boolean;
  readonly uses: NameUse[];
}

const maybe = (place: Place): Place => ({ ...place, certain: false });
const inner = (place: Place, names: readonly string[] = []): Place => ({
  ...place,
  bound: new Set([...place.bound, ...names]),
});

function walk(node: ExpressionNode, place: Place): void {
  const member = memberOf(node);
  if (member !== null) return use(member.of, place, member.name);
  switch (node.kind) {
    case 'name':
      return use(node, place);
    case 'filter':
    case 'test':
      walkCall(node, place);
      return;
    case 'logic':
      node.items.forEach((item, index) => walk(item, index === 0 ? place : maybe(place)));
      return;
    case 'choice':
      walk(node.condition, place);
      walk(node.value, maybe(place));
      if (node.otherwise !== null) walk(node.otherwise, maybe(place));
      return;
    case 'comparison':
      walk(node.first, place);
      node.rest.forEach((step, index) => walk(step.operand, index === 0 ? place : maybe(place)));
      return;
    case 'list':
    case 'mapping':
      for (const child of childrenOf(node)) walk(child, maybe(place));
      return;
    default:
      for (const child of childrenOf(node)) walk(child, place);
  }
}

type NameNode = ExpressionNode & { readonly kind: 'name' };

function use({ name, range }: NameNode, { bound, certain, uses }: Place, member?: string): void {
  if (!bound.has(name)) uses.push({ name, range, certain, ...(member !== undefined && { member }) });
}

/** `name.member`, `name['member']`, `name.get('member')`. */
function memberOf(node: ExpressionNode): { readonly of: NameNode; readonly name: string } | null {
  if (node.kind === 'attribute' && node.of.kind === 'name') return { of: node.of, name: node.name };
  const key = node.kind === 'item' ? node.key : node.kind === 'method' && node.name === 'get' ? keyOf(node) : null;
  if (key?.kind !== 'literal' || typeof key.value !== 'string') return null;
  return (node.kind === 'item' || node.kind === 'method') && node.of.kind === 'name'
    ? { of: node.of, name: key.value }
    : null;
}

/** `get` with a default may read more. */
const keyOf = ({ arguments: given }: ExpressionNode & { readonly kind: 'method' }): ExpressionNode | null =>
  given.length === 1 ? (given[0]?.value ?? null) : null;

const tolerant = ['default', 'd', 'defined', 'undefined', 'ternary'];

/** A filter hands an undefined on to a later `default`, so that only tests use their input for certain. */
function walkCall(node: ExpressionNode & { kind: 'filter' | 'test' }, place: Place): void {
  const certain = place.certain && !tolerant.includes(node.name);
  walk(node.of, { ...place, certain });
  for (const argument of node.arguments) walk(argument.value, { ...place, certain });
}

function walkBody(body: readonly StatementNode[], place: Place): void {
  for (const node of body) walkStatement(node, place);
}

function walkStatement(node: StatementNode, place: Place): void {
  switch (node.kind) {
    case 'text':
      return;
    case 'output':
      return walk(node.expression, place);
    case 'set':
      walk(node.value, node.value.kind === 'name' ? maybe(place) : place);
      return bind(place, boundBy(node.targets));
    case 'set-block':
      walkBody(node.body, inner(place));
      bind(place, [node.name]);
      if (node.filtered !== null) walk(node.filtered, place);
      return;
    case 'if':
      return walkIf(node, place);
    case 'for':
      walk(node.iterable, place);
      if (node.filter !== null) walk(node.filter, inner(maybe(place), [...boundBy(node.targets), 'loop']));
      walkBody(node.body, inner(maybe(place), [...boundBy(node.targets), 'loop']));
      return walkBody(node.otherwise, inner(maybe(place)));
    default:
      return unreachable(node);
  }
}

const boundBy = ({ names }: Targets): readonly string[] =>
  names.flatMap((each) => (typeof each === 'string' ? [each] : boundBy(each)));

function bind(place: Place, names: readonly string[]): void {
  for (const name of names) place.bound.add(name);
}

function walkIf(node: StatementNode & { kind: 'if' }, place: Place): void {
  const ways = node.branches.map((branch, index) => {
    walk(branch.condition, index === 0 ? place : maybe(place));
    return walkWay(branch.body, place);
  });
  ways.push(walkWay(node.otherwise, place));
  const [first, ...others] = ways;
  bind(
    place,
    [...(first ?? [])].filter((name) => others.every((way) => way.has(name))),
  );
}

function walkWay(body: readonly StatementNode[], place: Place): ReadonlySet<string> {
  const way = inner(maybe(place));
  walkBody(body, way);
  return way.bound;
}
