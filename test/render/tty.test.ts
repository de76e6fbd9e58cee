import test from 'ava';

import { colourLine } from '../../src/render/colour.ts';
import { liveArea } from '../../src/render/live-area.ts';
import { liveRows, maxRows } from '../../src/render/live-rows.ts';
import { plainLayout } from '../../src/render/plain.ts';
import { storyOf } from '../../src/render/story.ts';
import { ttyRenderer } from '../../src/render/tty.ts';
import { connected, printed, started, startedAt, stream, taskFinished, textOptions } from './helpers/events.ts';
import { failedApply, planOfFive } from './helpers/runs.ts';

/** A terminal as far as the live area uses it: text, line feeds, and "up so many lines, erase below". Colours take no room. */
function screen() {
  let lines: readonly string[] = [''];
  const write = (text: string): void => {
    // oxlint-disable-next-line no-control-regex -- control sequences are what it reads
    for (const [piece, up] of text.replaceAll(/\x1b\[\d+m/g, '').matchAll(/\x1b\[(\d+)F\x1b\[0J|\n|[^\x1b\n]+/g)) {
      if (up !== undefined) lines = [...lines.slice(0, lines.length - 1 - Number(up)), ''];
      else if (piece === '\n') lines = [...lines, ''];
      else lines = [...lines.slice(0, -1), `${lines.at(-1) ?? ''}${piece}`];
    }
  };
  return { text: () => lines.join('\n'), terminal: { out: write, err: write } };
}

for (const [name, events] of [
  ['plan', planOfFive()],
  ['apply', failedApply()],
] as const) {
  test(`what is left on the terminal after ${name} is the plain text`, async (t) => {
    const { text, terminal } = screen();
    let at = startedAt;
    const renderer = ttyRenderer(plainLayout(textOptions()), terminal, { width: 80, colour: true, now: () => at });
    const area = liveArea(terminal);
    for (const [index, event] of events.entries()) {
      at = event.at;
      area.draw(liveRows(storyOf(events.slice(0, index)), at, 80, null));
      area.clear();
      renderer.show(event);
    }
    await renderer.end();
    t.is(text().trimEnd(), printed(plainLayout(textOptions()), events));
  });
}

test('a live area that is drawn by listr2 leaves nothing behind', async (t) => {
  const { text, terminal } = screen();
  const written: string[] = [];
  const watched = { out: terminal.out, err: (piece: string) => (written.push(piece), terminal.err(piece)) };
  const renderer = ttyRenderer(plainLayout(textOptions()), watched, { width: 80, colour: false, now: () => startedAt });
  for (const event of stream([started('plan'), connected('cp-1'), taskFinished('cp-1')])) renderer.show(event);
  await new Promise((resolve) => setTimeout(resolve, 250));
  t.regex(written.join(''), /plan 1121-k7/);
  await renderer.end();
  t.is(text(), '');
});

test('the live area has at most ten rows, whatever the number of hosts', (t) => {
  const hosts = Array.from({ length: 300 }, (_, index) => `w-${index + 1}`);
  const story = storyOf(
    stream([started('apply', hosts), ...hosts.slice(0, 200).flatMap((host) => [connected(host), taskFinished(host)])]),
  );
  const rows = liveRows(story, startedAt + 38_000, 80, 'stopping');
  t.true(rows.length <= maxRows);
  t.true(rows.every((row) => row.length < 80));
  t.is(rows[0], 'apply 1121-k7  prod-a  0 of 300 hosts  0:38');
});

test('colour repeats the word in the first columns and adds no text', (t) => {
  t.is(colourLine('failed     cp-2  down'), '\x1b[31mfailed\x1b[0m     cp-2  down');
  t.is(colourLine('09:31:02  changed    cp-1'), '09:31:02  \x1b[33mchanged\x1b[0m    cp-1');
  t.is(colourLine('  + /etc/a   7 lines'), '  \x1b[32m+\x1b[0m /etc/a   7 lines');
  t.is(colourLine('Plan for 5 hosts'), 'Plan for 5 hosts');
});
