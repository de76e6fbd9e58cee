import { Failure } from '../failure.ts';
import { isOperandList, isOperandMapping, isTruthy, type Operand, type OperandMapping, typeName } from '../operand.ts';
import { type Test, test, type Tests } from '../registry.ts';

const failed = flag('failed');
const skipped = flag('skipped');
const succeeded = test('', (input) => !isSet(resultOf(input), 'failed'));
const changed = test('', (input) => isChanged(resultOf(input)));

/** About what `register` keeps. */
export const resultTests: Tests = {
  failed,
  failure: failed,
  skipped,
  skip: skipped,
  changed,
  change: changed,
  succeeded,
  success: succeeded,
  successful: succeeded,
  unreachable: flag('unreachable'),
  reachable: test('', (input) => !isSet(resultOf(input), 'unreachable')),
};

function flag(name: string): Test {
  return test('', (input) => isSet(resultOf(input), name));
}

const isSet = (result: OperandMapping, name: string): boolean => isTruthy(result.get(name) ?? false);

function resultOf(input: Operand): OperandMapping {
  if (isOperandMapping(input)) return input;
  throw new Failure(
    'template-type',
    `this asks for the result of a task, not for a ${typeName(input)}`,
    'name the variable that the task registers',
  );
}

/** Of a loop, where any item is. */
function isChanged(result: OperandMapping): boolean {
  const items = result.get('results');
  if (result.has('changed') || items === undefined || !isOperandList(items)) return isSet(result, 'changed');
  return items.some((item) => isOperandMapping(item) && isSet(item, 'changed'));
}
