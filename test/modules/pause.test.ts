import test from 'ava';

import { findModule } from '../../src/modules/index.ts';
import { Float } from '../../src/domain/value.ts';
import { evaluated } from '../support/host-module.ts';

const means = test.macro((t, parameters: Record<string, unknown> | null, pause: object) => {
  t.like(evaluated('pause', parameters), { kind: 'ok', pause });
});
test('seconds', means, { seconds: 30 }, { duration: 30_000, unit: 'seconds', prompt: null, echo: true });
test('minutes', means, { minutes: 2 }, { duration: 120_000, unit: 'minutes' });
test('at least a second', means, { seconds: 0 }, { duration: 1000 });
test('a negative time', means, { seconds: -5 }, { duration: 1000 });
test('what is behind the point falls away', means, { seconds: new Float(2.9) }, { duration: 2000 });
test('text that is a number', means, { seconds: '3' }, { duration: 3000 });
test('nothing waits for an answer', means, null, { duration: null, prompt: null });
test('a question', means, { prompt: 'Drained? ✓', echo: false }, { duration: null, prompt: 'Drained? ✓', echo: false });

const refused = test.macro((t, parameters: Record<string, unknown>) => {
  t.not(findModule('pause')?.check(parameters).length ?? 0, 0);
});
test('both', refused, { seconds: 1, minutes: 1 });
test('no number', refused, { seconds: 'soon' });
test('empty text', refused, { minutes: '' });
test('a word that it does not know', refused, { hours: 1 });
