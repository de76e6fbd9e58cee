import test from 'ava';

import { Secret } from '../../src/domain/secret.ts';
import { Float } from '../../src/domain/value.ts';
import { complaints, evaluated } from '../support/host-module.ts';

const shows = test.macro({
  exec(t, input: unknown, message: unknown) {
    const result = evaluated('debug', input);
    t.is(result.kind, 'ok');
    t.deepEqual(result.kind === 'ok' ? result.message : null, message);
  },
  title: (name = '') => `debug shows ${name}`,
});

const secret = new Secret('x');
test('a greeting without parameters', shows, null, 'Hello world!');
test('text', shows, { msg: 'ü' }, 'ü');
test('an empty text', shows, { msg: '' }, '');
test('zero', shows, { msg: 0 }, 0);
test('false', shows, { msg: false }, false);
test('null', shows, { msg: null }, null);
test('a float that stays one', shows, { msg: new Float(1) }, new Float(1));
test('a fraction', shows, { msg: 1.5 }, new Float(1.5));
test('a list', shows, { msg: [1, 'a'] }, [1, 'a']);
test('a mapping', shows, { msg: { a: { b: 1 } } }, new Map([['a', new Map([['b', 1]])]]));
test('a secret as one', shows, { msg: secret }, secret);
test('the value of an expression', shows, { var: { text: 'x.y', value: 7 } }, 7);
test(
  'that a variable is undefined',
  shows,
  { var: { text: 'x', value: undefined, problem: "'x' is undefined" } },
  "'x' is undefined",
);

test('debug registers the value under the name of the expression', (t) => {
  t.is(evaluated('debug', { var: { text: 'x.y', value: 7 } }).fields?.get('x.y'), 7);
});

test('debug takes msg or var', (t) => {
  t.deepEqual(complaints('debug', { msg: 'a', var: { text: 'x', value: 1 } }), [': takes msg or var, not both']);
});
