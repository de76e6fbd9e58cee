import test from 'ava';

import type { RunEventBody } from '../../src/domain/event.ts';
import { colourLine } from '../../src/render/colour.ts';
import { liveRows, maxRows } from '../../src/render/live-rows.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { storyOf } from '../../src/render/story.ts';
import { ttyRenderer } from '../../src/render/tty.ts';
import { startScreen } from '../support/screen.ts';
import {
  batch,
  connected,
  hostFinished,
  printed,
  started,
  startedAt,
  stream,
  taskFinished,
  textOptions,
} from './helpers/events.ts';
import { failedApply, planOfFive } from './helpers/runs.ts';

/** A terminal renderer on a screen that is read afterwards; `draw` draws the live area as the timer would. */
function onScreen(columns = 80, colour = true) {
  const screen = startScreen(columns);
  const [written, pieces, draws]: [Promise<void>[], string[], (() => void)[]] = [[], [], []];
  let [width, at, stopped] = [columns, startedAt, 0];
  const write = (text: string): void => {
    pieces.push(text);
    written.push(screen.write(text));
  };
  const renderer = ttyRenderer(
    plainLayout(textOptions({ width: columns })),
    { out: write, err: write },
    {
      columns: () => width,
      colour,
      now: () => at,
      every: (act) => {
        draws.push(act);
        return () => (stopped += 1);
      },
    },
  );
  return {
    renderer,
    pieces,
    stopped: () => stopped,
    draw: (now = at) => {
      at = now;
      for (const act of draws) act();
    },
    resize: async (to: number) => {
      await Promise.all(written);
      width = to;
      screen.resize(to);
    },
    text: async () => {
      await Promise.all(written);
      return screen.text();
    },
  };
}

for (const [name, events] of [
  ['plan', planOfFive()],
  ['apply', failedApply()],
] as const) {
  test(`what is left on the terminal after ${name} is the plain text`, async (t) => {
    const { renderer, draw, text } = onScreen();
    for (const event of events) {
      draw(event.at);
      renderer.show(event);
    }
    await renderer.end();
    t.is(await text(), printed(plainLayout(textOptions()), events));
  });

  test(`a terminal that is made narrower and wider during ${name} keeps the text and nothing else`, async (t) => {
    const { renderer, draw, resize, text } = onScreen();
    for (const [index, event] of events.entries()) {
      draw(event.at);
      if (index % 7 === 3) await resize([34, 120, 80][((index / 7) % 3) | 0] ?? 80);
      renderer.show(event);
    }
    await renderer.end();
    await resize(80);
    t.is(await text(), printed(plainLayout(textOptions()), events));
  });
}

test('the live area that listr2 keeps shows what goes on and leaves nothing behind', async (t) => {
  const { renderer, draw, text, stopped } = onScreen(80, false);
  for (const event of stream([started('plan'), connected('cp-1'), taskFinished('cp-1')])) renderer.show(event);
  draw();
  t.is(await text(), 'plan  prod-a  0/5 hosts read   0.0 s\n  reading   cp-1\n  waiting   cp-[2-3],worker-[1-2]');
  await renderer.end();
  t.deepEqual([await text(), stopped()], ['', 1]);
});

test('the live area says who waits for a snap refresh, and for how long', async (t) => {
  const { renderer, draw, text } = onScreen(80, false);
  const waits = (over: boolean): RunEventBody => ({
    type: 'refresh-waited',
    host: 'cp-1',
    change: '12',
    what: 'Auto-refresh snap "k8s"',
    over,
    took: 0,
  });
  const events = stream([started('plan'), connected('cp-1'), connected('cp-2'), waits(false), waits(true)]);
  for (const event of events.slice(0, 4)) renderer.show(event);
  draw();
  t.is(
    await text(),
    `plan  prod-a  0/5 hosts read   0.0 s
  reading   cp-2
  waiting   cp-3,worker-[1-2]
  snapd     cp-1 waits for change 12: Auto-refresh snap "k8s"  0:00`,
  );
  for (const event of events.slice(4)) renderer.show(event);
  draw();
  t.regex(await text(), /reading   cp-\[1-2\]/);
  t.notRegex(await text(), /snapd/);
  await renderer.end();
});

test('nothing is written while nothing changes, and a question stands alone', async (t) => {
  const { renderer, draw, pieces, text } = onScreen(80, false);
  for (const event of stream([started('apply'), connected('cp-1')])) renderer.show(event);
  draw();
  const before = pieces.length;
  draw();
  t.is(pieces.length, before);
  renderer.pause();
  draw();
  t.is(await text(), '');
  renderer.resume();
  draw();
  t.regex(await text(), /reading   cp-1/);
  await renderer.end();
});

test('colour off means no colour, and colour on changes no text', async (t) => {
  const colours = async (colour: boolean): Promise<readonly [string, string]> => {
    const { renderer, pieces, text } = onScreen(80, colour);
    for (const event of failedApply()) renderer.show(event);
    await renderer.end();
    return [pieces.join(''), await text()];
  };
  const [[plain, plainText], [coloured, colouredText]] = [await colours(false), await colours(true)];
  // oxlint-disable-next-line no-control-regex -- control sequences are what it looks for
  t.deepEqual([/\x1b\[\d+m/.test(plain), /\x1b\[\d+m/.test(coloured)], [false, true]);
  t.is(colouredText, plainText);
});

test('the live area has at most ten rows, whatever the number of hosts', (t) => {
  const hosts = Array.from({ length: 1000 }, (_, index) => `w-${index + 1}`);
  const story = storyOf(
    stream([
      started('apply', hosts),
      ...hosts.map(connected),
      batch(...hosts.slice(0, 400)),
      ...hosts.slice(0, 400).map((host) => taskFinished(host)),
      ...hosts.slice(0, 200).map((host) => hostFinished(host, 'ok', 1000)),
    ]),
  );
  const begun = process.threadCpuUsage();
  const rows = liveRows(story, startedAt + 38_000, 80, null);
  for (let draw = 0; draw < 49; draw += 1) liveRows(story, startedAt + draw, 80, null);
  const { user, system } = process.threadCpuUsage(begun);
  t.is(rows.length, maxRows);
  t.true(rows.every((row) => row.length < 80));
  t.is(rows[0], 'apply 1121-k7  prod-a   200 of 1000 hosts   0:38');
  t.deepEqual(rows.slice(-3), [
    '  next      w-[401-1000]',
    '  counts    200 ok  0 changed  0 failed  0 unreachable',
    'Ctrl-C: finish the step of w-[201-400], then stop',
  ]);
  // Five seconds of redraws; on an idle machine 0.1 s.
  t.true((user + system) / 1e6 < 2, `${(user + system) / 1e6} s of processor`);
});

test('colour repeats the word in the first columns and adds no text', (t) => {
  t.is(colourLine('failed     cp-2  down'), '\x1b[31mfailed\x1b[0m     cp-2  down');
  t.is(colourLine('09:31:02  changed    cp-1'), '09:31:02  \x1b[33mchanged\x1b[0m    cp-1');
  t.is(colourLine('  + /etc/a   7 lines'), '  \x1b[32m+\x1b[0m /etc/a   7 lines');
  t.is(colourLine('Plan for 5 hosts'), 'Plan for 5 hosts');
});

test('a host whose services are watched says since when', (t) => {
  const report = {
    component: 'kubelet',
    passed: true,
    readyAfter: 8000,
    stableFor: 0,
    wanted: '',
    seen: '',
    said: [],
  };
  const gate = { type: 'gate-finished', play: 'p', task: 'restart kubelet', took: 8000 } as const;
  const story = storyOf(
    stream([
      started('apply'),
      connected('worker-1'),
      batch('worker-1'),
      { ...gate, host: 'worker-1', reports: [report] },
    ]),
  );
  const shown = (after: number) => liveRows(story, startedAt + after, 80, null)[1];
  t.is(shown(4000), '  worker-1  kubelet: ready after 8.0 s, watched until stable');
  t.is(shown(94_000), '  worker-1  kubelet: ready after 8.0 s, watched until stable  1:34');
});
