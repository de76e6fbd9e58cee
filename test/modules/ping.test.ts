import test from 'ava';

import { BadAnswer } from '../../src/domain/module.ts';
import { boundModule } from '../support/host-module.ts';
import { askHere } from '../support/simulated-host.ts';

test('the host says the word', (t) => {
  for (const data of ['pong', '', "it's $(id) ü\n"]) {
    const bound = boundModule('ping', { data });
    t.is(bound.answer(askHere(bound)).result([]).get('ping'), data);
  }
});

test('another word is no answer', (t) => {
  const output = { code: 0, stdout: Buffer.from('motd pong'), stderr: Buffer.alloc(0) };
  t.throws(() => boundModule('ping', null).answer({ file: () => ({ kind: 'absent', realPath: '' }), output }), {
    instanceOf: BadAnswer,
  });
});
