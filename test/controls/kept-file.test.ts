import test from 'ava';

import { impliesArg } from '../../src/controls/implies-arg.ts';
import type { Guarantee } from '../../src/domain/module.ts';

const part = {
  kind: 'arg',
  service: 'kube-apiserver',
  flag: 'audit-log-path',
  test: { op: 'file' },
  unset: 'fails',
} as const;

const sees = test.macro({
  exec: (t, guarantee: Guarantee, isSeen: boolean) => {
    t.is(impliesArg(guarantee, part), isSeen);
  },
  title: (_, guarantee, isSeen) => `${JSON.stringify(guarantee)} ${isSeen ? 'sees' : 'does not see'} to a file`,
});
test(sees, { kind: 'value', value: '/var/log/audit.log' }, true);
test(sees, { kind: 'value', value: '-' }, false);
test(sees, { kind: 'value', value: '/dev/null' }, false);
test(sees, { kind: 'absent' }, false);
test(sees, { kind: 'bounds', zero: 'value', file: true }, true);
test(sees, { kind: 'bounds', zero: 'value', file: true, unset: 'passes' }, false);
test(sees, { kind: 'bounds', zero: 'value', set: true }, false);
test(sees, { kind: 'bounds', zero: 'value', startsWith: ['/var/log/'] }, false);
test(sees, { kind: 'bounds', zero: 'value', oneOf: ['/a', '/b'] }, true);
test(sees, { kind: 'bounds', zero: 'value', oneOf: ['/a', '-'] }, false);
test(sees, { kind: 'with', items: ['/a'] }, false);

test('a choice that cannot be compared with a bound is not left out of what has to meet the check', (t) => {
  const days = { ...part, flag: 'audit-log-maxage', test: { op: 'at-least', value: '30', zero: 'off' } } as const;
  const choice = (...oneOf: readonly string[]): Guarantee => ({ kind: 'bounds', zero: 'off', oneOf, atLeast: '10' });
  t.true(impliesArg(choice('30', '40'), days));
  t.true(impliesArg(choice('7', '40'), days));
  t.false(impliesArg(choice('30M'), days));
  t.false(impliesArg(choice('15', '40'), days));
});
