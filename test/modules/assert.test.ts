import test from 'ava';

import type { EvaluatedExpression } from '../../src/domain/module.ts';
import { complaints, evaluated } from '../support/host-module.ts';

const expr = (text: string, value: EvaluatedExpression['value'], problem?: string): EvaluatedExpression => ({
  text,
  value,
  ...(problem === undefined ? {} : { problem }),
});

test('all that is true passes, with a message', (t) => {
  t.like(evaluated('assert', { that: [expr('a', true), expr('b', true)] }), {
    kind: 'ok',
    message: 'All assertions passed',
  });
  t.like(evaluated('assert', { that: expr('a', true), success_msg: 'good' }), { kind: 'ok', message: 'good' });
  t.false('message' in evaluated('assert', { that: expr('a', true), quiet: true }));
});

test('the first that is not true is named', (t) => {
  const result = evaluated('assert', { that: [expr('a', true), expr('b == 1', false), expr('c', false)] });
  t.like(result, { kind: 'failed', message: 'Assertion failed: b == 1 is false' });
  t.is(result.fields?.get('assertion'), 'b == 1');
});

test('the operator’s own message is what fails', (t) => {
  t.like(evaluated('assert', { that: expr('a', false), fail_msg: 'Too small' }), {
    kind: 'failed',
    message: 'Too small',
  });
  t.like(evaluated('assert', { that: expr('a', false), msg: ['one', 'two'] }), { kind: 'failed', message: 'one\ntwo' });
});

test('an undefined variable and a value that is no boolean fail with the reason', (t) => {
  t.like(evaluated('assert', { that: expr('x', undefined, "'x' is undefined") }), {
    message: "Assertion failed: x: 'x' is undefined",
  });
  t.like(evaluated('assert', { that: expr('x', 0) }), {
    message: 'Assertion failed: x is no boolean but 0: compare it, or test with "is truthy"',
  });
  t.like(evaluated('assert', { that: expr('x', '') }), { kind: 'failed' });
});

test('no expression at all is told', (t) => {
  t.deepEqual(complaints('assert', {}), ['that: is required']);
  t.deepEqual(complaints('assert', { that: [] }), ['that: must not be empty']);
});
