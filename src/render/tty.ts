import { Listr } from 'listr2';

import { colourLine } from './colour.ts';
import { liveArea } from './live-area.ts';
import { liveRows } from './live-rows.ts';
import { wrap } from './columns.ts';
import type { Layout, Renderer } from './printed.ts';
import { startStory, tell } from './story.ts';
import type { Terminal } from './terminal.ts';

export interface TtyOptions {
  readonly width: number;
  readonly colour: boolean;
  /** Milliseconds since the epoch, for the running clock. */
  readonly now: () => number;
}

/** Redraws a second at most. */
const REDRAWS = 10;

/**
 * The plain text with colour, and a live area below it that vanishes at the end. listr2 keeps the time and the life of
 * the area; what stands in it comes from our events.
 */
export function ttyRenderer(layout: Layout, terminal: Terminal, options: TtyOptions): Renderer {
  const story = startStory();
  const area = liveArea(terminal);
  const paint = options.colour ? colourLine : (line: string): string => line;
  let last: string | null = null;
  const draw = (): void => area.draw(liveRows(story, options.now(), options.width, last));
  const life = startLife(draw, () => area.clear());
  return {
    show: (event) => {
      tell(story, event);
      const lines = layout.add(event);
      if (lines.length > 0) area.clear();
      for (const { to, line } of lines) terminal[to](`${paint(line)}\n`);
    },
    say: (line) => {
      last = wrap(line, options.width, 2)[0] ?? null;
      area.clear();
      terminal.err(`${line}\n`);
    },
    pause: () => area.pause(),
    resume: () => area.resume(),
    end: life.end,
  };
}

/** One listr2 task as long as the run, with a renderer of ours that draws on a timer. */
function startLife(draw: () => void, clear: () => void): { end(): Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const list = new Listr([{ task: (): Promise<void> => promise }], {
    renderer: timedRenderer(draw, clear),
    fallbackRenderer: timedRenderer(draw, clear),
    registerSignalListeners: false,
  });
  const running = list.run();
  return {
    end: async () => {
      resolve();
      await running;
    },
  };
}

function timedRenderer(draw: () => void, clear: () => void) {
  return class TimedRenderer {
    static nonTTY = true;
    static rendererOptions = {};
    static rendererTaskOptions = {};
    #timer: NodeJS.Timeout | null = null;
    render(): void {
      this.#timer = setInterval(draw, 1000 / REDRAWS);
    }
    end(): void {
      if (this.#timer !== null) clearInterval(this.#timer);
      clear();
    }
  };
}
