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

test('with severity warning what is false is warned of, and the task is ok', (t) => {
  const asked = { that: [expr('a', true), expr('b', false)], severity: 'warning' };
  const result = evaluated('assert', { ...asked, fail_msg: 'found\nleave it off' });
  t.deepEqual(result, {
    kind: 'ok',
    warnings: ['found\nleave it off'],
    fields: new Map<string, unknown>([
      ['assertion', 'b'],
      ['evaluated_to', false],
      ['msg', 'found\nleave it off'],
    ]),
  });
  t.like(evaluated('assert', asked), { kind: 'ok', warnings: ['Assertion failed: b is false'] });
  t.false('warnings' in evaluated('assert', { ...asked, that: expr('a', true) }));
});

test('with severity warning a mistake in the expression still fails', (t) => {
  t.like(evaluated('assert', { that: expr('x', undefined, "'x' is undefined"), severity: 'warning' }), {
    kind: 'failed',
  });
  t.like(evaluated('assert', { that: expr('x', 0), severity: 'warning' }), { kind: 'failed' });
  t.regex(complaints('assert', { that: expr('a', true), severity: 'info' }).join('\n'), /^severity: .*warning/);
});

test('no expression at all is told', (t) => {
  t.deepEqual(complaints('assert', {}), ['that: is required']);
  t.deepEqual(complaints('assert', { that: [] }), ['that: must not be empty']);
});
