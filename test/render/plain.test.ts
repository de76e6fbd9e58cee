import test from 'ava';

import type { RunEvent } from '../../src/domain/event.ts';
import { cells } from '../../src/render/columns.ts';
import { plainLayout } from '../../src/render/plain.ts';
import type { TextOptions } from '../../src/render/text-options.ts';
import { printed, textOptions } from './helpers/events.ts';
import {
  applyOneWorker,
  busy,
  converged,
  declined,
  execLong,
  execMixed,
  execOf,
  execSilent,
  failedApply,
  hostileApply,
  interrupted,
  planOfFive,
  planWithoutPlane,
  rollback,
  unreachablePlane,
  wrongInput,
} from './helpers/runs.ts';

const runs: readonly {
  readonly title: string;
  readonly events: () => readonly RunEvent[];
  readonly options?: Partial<TextOptions>;
}[] = [
  { title: 'a plan for five hosts', events: planOfFive },
  { title: 'a plan with whole contents', events: planOfFive, options: { diff: true } },
  { title: 'a plan host by host', events: planOfFive, options: { byHost: true } },
  { title: 'a plan of a converged fleet', events: () => converged('plan') },
  { title: 'a plan of a converged fleet with -v', events: () => converged('plan'), options: { verbosity: 1 } },
  { title: 'an apply of a converged fleet', events: () => converged('apply'), options: { times: true } },
  { title: 'an apply to one worker', events: applyOneWorker, options: { limit: 'worker-1' } },
  {
    title: 'an apply with a failed gate, a rollback and an unreachable worker',
    events: failedApply,
    options: { times: true },
  },
  {
    title: 'an apply with a failed gate that no history records',
    events: failedApply,
    options: { recorded: false },
  },
  { title: 'an apply that an unreachable control plane refuses', events: unreachablePlane, options: { times: true } },
  { title: 'an apply that finds the lock taken', events: busy },
  { title: 'an apply that was answered with no', events: declined },
  { title: 'an interrupted apply', events: interrupted, options: { times: true } },
  { title: 'wrong input', events: wrongInput },
  { title: 'an apply to a host that prints control sequences', events: hostileApply, options: { times: true } },
  { title: 'an exec with answers that differ', events: execMixed },
  { title: 'an exec with answers that differ, as a diff', events: execMixed, options: { diff: true } },
  { title: 'an exec host by host', events: execMixed, options: { byHost: true } },
  { title: 'an exec of which only failures are wanted', events: execMixed, options: { quiet: true } },
  { title: 'an exec that says nothing', events: execSilent },
  { title: 'an exec that says much, and one that does not end', events: execLong },
  { title: 'a rollback', events: rollback, options: { times: true } },
];

test('what comes after a plan is never an apply that is refused', (t) => {
  const text = printed(plainLayout(textOptions()), planWithoutPlane());
  t.regex(text, /Next {3}bulwark plan +again, when all control planes answer/);
  t.notRegex(text, /bulwark apply(?! prod)/);
});

for (const { title, events, options } of runs) {
  for (const width of [80, 200]) {
    test(`${title}, at ${width} columns`, (t) => {
      const text = printed(plainLayout(textOptions({ ...options, width })), events());
      t.snapshot(text);
      t.deepEqual(
        text.split('\n').filter((line) => cells(line.replace(/^2> /, '')) > width),
        [],
      );
    });
  }
}

for (const mode of ['plan', 'apply'] as const) {
  test(`a converged ${mode} prints nothing when it is to be quiet`, (t) => {
    t.is(printed(plainLayout(textOptions({ quiet: true })), converged(mode)), '');
  });
}

test('the first line of a quiet run that failed says so', (t) => {
  t.regex(printed(plainLayout(textOptions({ quiet: true })), failedApply()), /^Run 1121-k7 failed on cp-2/);
});

for (const width of [40, 60, 79]) {
  test(`no line of the result is wider than ${width} columns, but commands to paste`, (t) => {
    const lines = runs.flatMap(({ events, options }) =>
      printed(plainLayout(textOptions({ ...options, width })), events()).split('\n'),
    );
    t.deepEqual(
      lines.filter((line) => cells(line.replace(/^2> /, '')) > width && !/bulwark |^2> /.test(line)),
      [],
    );
  });
}

test('words of a host take three lines and hold no control character', (t) => {
  const text = printed(plainLayout(textOptions()), hostileApply());
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  t.notRegex(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|\p{Surrogate}/u);
  t.regex(text, /third \(and 2 more lines\)/);
  t.notRegex(text, /fourth|fifth/);
});

test('-v shows all that a command said', (t) => {
  const text = printed(plainLayout(textOptions({ verbosity: 1 })), execLong());
  t.is(text.match(/^ {2}line$/gm)?.length, 100);
  t.regex(text, /^ {2}x{10000}$/m);
});

test('equal answers of 5 and of 500 hosts take the same number of lines', (t) => {
  const lines = (hosts: number): number =>
    printed(plainLayout(textOptions()), execOf(Array.from({ length: hosts }, (_, index) => `w-${index + 1}`))).split(
      '\n',
    ).length;
  t.is(lines(5), lines(500));
});
