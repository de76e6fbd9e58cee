import { readdirSync } from 'node:fs';

import test from 'ava';

import { cells } from '../../src/render/columns.ts';
import { plainLayout } from '../../src/render/plain.ts';
import type { TextOptions } from '../../src/render/text-options.ts';
import { ttyRenderer } from '../../src/render/tty.ts';
import { masked } from '../support/masked.ts';
import { startScreen } from '../support/screen.ts';
import { printed, textOptions } from './helpers/events.ts';
import { recorded } from './helpers/recorded.ts';

const names = readdirSync(new URL('fixtures', import.meta.url))
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => name.replace(/\.jsonl$/, ''));

const optionsOf = (name: string, width: number): Partial<TextOptions> => ({
  width,
  ...(name === 'apply-one-worker' && { limit: 'worker-1' }),
  ...(name === 'apply-one-control-plane' && { limit: 'cp-1' }),
});

for (const name of names) {
  for (const width of [80, 200]) {
    test(`${name} of the lab, plain at ${width} columns`, (t) => {
      const text = printed(plainLayout(textOptions({ ...optionsOf(name, width), times: true })), recorded(name));
      t.snapshot(masked(text));
      t.deepEqual(
        text.split('\n').filter((line) => cells(line) > width),
        [],
      );
    });

    test(`${name} of the lab, on a terminal of ${width} columns, is the plain text when it is over`, async (t) => {
      const options = textOptions(optionsOf(name, width));
      const screen = startScreen(width);
      const written: Promise<void>[] = [];
      const write = (text: string): void => void written.push(screen.write(text));
      let at = 0;
      const draws: (() => void)[] = [];
      const renderer = ttyRenderer(
        plainLayout(options),
        { out: write, err: write },
        {
          columns: () => width,
          colour: true,
          now: () => at,
          every: (draw) => (draws.push(draw), () => {}),
        },
      );
      for (const event of recorded(name)) {
        at = event.at;
        renderer.show(event);
        for (const draw of draws) draw();
      }
      await renderer.end();
      await Promise.all(written);
      t.is(screen.text(), printed(plainLayout(options), recorded(name)).trimEnd());
    });
  }
}
