import { Failure } from '../failure.ts';
import { isTruthy, type Operand } from '../operand.ts';
import { textOf } from '../python-text.ts';
import { compileRegex } from '../regex/compile.ts';
import { runRegex } from '../regex/run.ts';
import { type Test, test, type Tests, type Work } from '../registry.ts';
import type { Arguments } from '../signature.ts';
import { orderSemantic, orderStrict, orderVersions } from '../version.ts';

const version = test('version operator? strict? version_type?', compareVersions);

export const textTests: Tests = {
  match: regexTest('pattern? ignorecase? multiline?', 'match'),
  search: regexTest('pattern? ignorecase? multiline?', 'search'),
  regex: regexTest('pattern? ignorecase? multiline? match_type?', 'search'),
  version,
  version_compare: version,
};

function regexTest(takes: string, fallback: 'match' | 'search'): Test {
  return test(takes, (input, given, work) => matches(input, given, work, fallback));
}

function matches(input: Operand, given: Arguments, { budget }: Work, fallback: 'match' | 'search'): boolean {
  const text = textOf(input, budget);
  const type = given.text('match_type', fallback);
  if (!['match', 'search', 'fullmatch'].includes(type))
    throw new Failure('template-value', 'the match_type is one of match, search, fullmatch');
  const flags = { ignoreCase: given.flag('ignorecase', false), multiline: given.flag('multiline', false) };
  const regex = compileRegex(given.text('pattern', ''), flags, budget);
  const found = runRegex(regex, text, 0, type === 'search' ? 'anywhere' : 'here', budget);
  return found !== null && (type !== 'fullmatch' || found.end === text.length);
}

const operators: ReadonlyMap<string, (difference: number) => boolean> = new Map(
  Object.entries<(difference: number) => boolean>({
    '==': (d) => d === 0,
    '=': (d) => d === 0,
    eq: (d) => d === 0,
    '!=': (d) => d !== 0,
    '<>': (d) => d !== 0,
    ne: (d) => d !== 0,
    '<': (d) => d < 0,
    lt: (d) => d < 0,
    '<=': (d) => d <= 0,
    le: (d) => d <= 0,
    '>': (d) => d > 0,
    gt: (d) => d > 0,
    '>=': (d) => d >= 0,
    ge: (d) => d >= 0,
  }),
);

function compareVersions(input: Operand, given: Arguments, { budget }: Work): boolean {
  const [value, other] = [textOf(input, budget), textOf(given.or('version', ''), budget)];
  if (!isTruthy(input) || !isTruthy(given.or('version', '')))
    throw new Failure('template-value', 'a version to compare is empty');
  const name = given.text('operator', '==');
  const holds = operators.get(name);
  if (holds === undefined)
    throw new Failure('template-value', `the operator is one of ${[...operators.keys()].join(' ')}`);
  return holds(orderBy(given)(value, other));
}

const orders: ReadonlyMap<string, (a: string, b: string) => number> = new Map([
  ['loose', orderVersions],
  ['strict', orderStrict],
  ['semver', orderSemantic],
  ['semantic', orderSemantic],
]);

function orderBy(given: Arguments): (a: string, b: string) => number {
  const type = given.optionalText('version_type');
  if (type !== null && given.value('strict') !== undefined && given.value('strict') !== null)
    throw new Failure('template-value', 'give either strict or version_type');
  const name = type ?? (given.flag('strict', false) ? 'strict' : 'loose');
  const order = orders.get(name);
  if (order !== undefined) return order;
  throw new Failure('template-value', `the version_type is one of ${[...orders.keys()].join(', ')}`);
}
