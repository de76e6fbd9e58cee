import test from 'ava';

import { boundModule, complaints, targetsOf } from '../support/host-module.ts';
import { askHere, planHere } from '../support/simulated-host.ts';

const ask = (input: unknown): unknown => {
  const bound = boundModule('shell', input);
  return bound.answer(askHere(bound)).result([]).get('stdout');
};

test('pipes, variables and quotes are the shell’s', (t) => {
  t.is(ask({ cmd: `x='a b'; printf '%s\\n' "$x" | tr a-z A-Z`, read_only: true }), 'A B');
});

test('another shell can be named', (t) => {
  t.is(ask({ cmd: 'a=(1 2 3); echo "${a[2]}"', executable: '/bin/bash', read_only: true }), '3');
});

test('free text is a line of shell, shown as it is', (t) => {
  t.deepEqual(targetsOf(planHere(boundModule('shell', 'true | false'))), ['true | false']);
});

test('argv is not for shell', (t) => {
  t.deepEqual(complaints('shell', { argv: ['ls'] }), ['cmd: is required', 'argv: is not a parameter here']);
});
