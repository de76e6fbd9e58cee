import test from 'ava';

import { Float } from '../../src/domain/value.ts';
import { evaluated } from '../support/host-module.ts';

test('facts keep their types and order, and cacheable is no fact', (t) => {
  const result = evaluated('set_fact', { b: 0, a: '', none: null, list: [1.5, { k: false }], cacheable: true });
  t.deepEqual(result.kind === 'ok' ? [...(result.facts ?? [])] : [], [
    ['b', 0],
    ['a', ''],
    ['none', null],
    ['list', [new Float(1.5), new Map([['k', false]])]],
  ]);
});
