import test from 'ava';

import { evaluated } from '../support/host-module.ts';

test('fail fails with its message', (t) => {
  t.like(evaluated('fail', { msg: 'Not here' }), { kind: 'failed', message: 'Not here' });
});

test('fail has a message of its own, and tells a list line by line', (t) => {
  t.like(evaluated('fail', null), { kind: 'failed', message: 'Failed as requested from task' });
  t.like(evaluated('fail', { msg: ['a', 0] }), { message: 'a\n0' });
});
