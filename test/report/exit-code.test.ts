import test from 'ava';

import type { HostOutcome, HostRecap, Recap } from '../../src/domain/event.ts';
import { exitCode } from '../../src/report/exit-code.ts';
import type { ExitCode } from '../../src/report/exit-code.ts';

const counts = { ok: 0, changed: 0, drifted: 0, skipped: 0, failed: 0, ignored: 0, rescued: 0, unreachable: 0 };
const host = (outcome: HostOutcome, more: Partial<HostRecap> = {}): HostRecap => ({
  host: `h-${outcome}`,
  outcome,
  ...counts,
  ...more,
});
const recap = (hosts: readonly HostRecap[], more: Partial<Recap> = {}): Recap => ({
  hosts,
  interrupted: null,
  refused: null,
  ...more,
});

const exits = test.macro<[Recap, ExitCode, 'detailed'?]>({
  exec: (t, given, expected, asked) => t.is(exitCode(given, { driftIsNews: asked === 'detailed' }), expected),
  title: (what = '', _recap, expected) => `${what} exits with ${expected}`,
});

test('a run without hosts', exits, recap([]), 0);
test('a fine host', exits, recap([host('ok')]), 0);
test('a changed host', exits, recap([host('changed'), host('ok')]), 0);
test('an untouched host', exits, recap([host('untouched')]), 0);
test('an ignored failure', exits, recap([host('ok', { ignored: 1 })]), 0);
test('drift that nobody asked for', exits, recap([host('drifted', { drifted: 1 })]), 0);
test('drift with --detailed-exitcode', exits, recap([host('drifted', { drifted: 1 })]), 3, 'detailed');
test(
  'drift that was left on a changed host, with --detailed-exitcode',
  exits,
  recap([host('changed', { drifted: 1 })]),
  3,
  'detailed',
);
test('nothing to do with --detailed-exitcode', exits, recap([host('ok')]), 0, 'detailed');
test('a failed host', exits, recap([host('failed'), host('ok')]), 2);
test('a host that was put back', exits, recap([host('rolled-back')]), 2);
test('a host that failed half-way', exits, recap([host('half-way')]), 2);
test(
  'a failed host beside drift, with --detailed-exitcode',
  exits,
  recap([host('failed'), host('drifted', { drifted: 1 })]),
  2,
  'detailed',
);
test('an unreachable host', exits, recap([host('unreachable'), host('changed')]), 4);
test('a host that was lost half-way', exits, recap([host('half-way', { unreachable: 1 })]), 4);
test(
  'an unreachable host beside drift, with --detailed-exitcode',
  exits,
  recap([host('unreachable'), host('drifted', { drifted: 1 })]),
  4,
  'detailed',
);
test('a failed and an unreachable host', exits, recap([host('failed'), host('unreachable')]), 6);
test(
  'a host that was put back and a lost one',
  exits,
  recap([host('rolled-back'), host('half-way', { unreachable: 1 })]),
  6,
);
test('an unreachable control plane', exits, recap([host('untouched')], { refused: 'control-plane-unreachable' }), 4);
test(
  'an unreachable control plane and a host whose plan failed',
  exits,
  recap([host('failed')], { refused: 'control-plane-unreachable' }),
  6,
);
test('a lock that is held', exits, recap([host('failed'), host('unreachable')], { refused: 'busy' }), 8);
test('two names for one machine', exits, recap([host('unreachable')], { refused: 'same-machine' }), 5);
test('the answer no', exits, recap([host('untouched')], { refused: 'not-confirmed' }), 0);
test(
  'the answer no beside an unreachable worker',
  exits,
  recap([host('unreachable')], { refused: 'not-confirmed' }),
  4,
);
test('Ctrl-C', exits, recap([host('changed'), host('untouched')], { interrupted: 'SIGINT' }), 130);
test('Ctrl-C after a failure', exits, recap([host('failed')], { interrupted: 'SIGINT' }), 130);
test('SIGTERM', exits, recap([host('half-way')], { interrupted: 'SIGTERM' }), 143);
test('a host that the plan file does not fit', exits, recap([host('moved'), host('changed')]), 7);
test(
  'a host that moved beside failed and unreachable ones',
  exits,
  recap([host('moved'), host('failed'), host('unreachable')], { refused: 'control-plane-unreachable' }),
  7,
);
test('a host that moved, and Ctrl-C', exits, recap([host('moved')], { interrupted: 'SIGINT' }), 7);
test('a host that moved, and a lock that is held', exits, recap([host('moved')], { refused: 'busy' }), 8);
test('a lock that is held, and Ctrl-C', exits, recap([], { interrupted: 'SIGINT', refused: 'busy' }), 8);
