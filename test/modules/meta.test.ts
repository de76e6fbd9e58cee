import test from 'ava';

import { metaActions } from '../../src/domain/run-plan.ts';
import { findModule } from '../../src/modules/index.ts';
import { evaluated } from '../support/host-module.ts';

for (const word of metaActions)
  test(`meta: ${word} is a word alone`, (t) => {
    t.like(evaluated('meta', word), { kind: 'ok' });
  });

const refused = test.macro((t, word: unknown, wanted: RegExp) => {
  const [issue] = findModule('meta')?.check({ cmd: word }) ?? [];
  t.regex(issue?.message ?? '', wanted);
});
test('a word of Ansible that is left out', refused, 'end_batch', /`end_play` ends the play/);
test('any other word', refused, 'flush', /must be one of flush_handlers/);
test('no word', refused, '', /must be one of/);
test('a number', refused, 0, /must be one of/);
