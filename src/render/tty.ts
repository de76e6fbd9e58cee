import { Listr } from 'listr2';

import { colourLine } from './colour.ts';
import { liveArea } from './live-area.ts';
import { liveRows } from './live-rows.ts';
import { wrap } from './columns.ts';
import type { Layout, Renderer } from './printed.ts';
import { startStory, tell } from './story.ts';
import type { Terminal } from './terminal.ts';

export interface TtyOptions {
  /** Columns of the terminal as it is now: it may be resized while a run goes on. */
  readonly columns: () => number;
  readonly colour: boolean;
  /** Milliseconds since the epoch, for the running clock. */
  readonly now: () => number;
  /** Calls again and again, so many milliseconds apart, until the answer is called. */
  readonly every: (act: () => void, milliseconds: number) => () => void;
}

/** Redraws a second at most. */
const REDRAWS = 10;

/**
 * The plain text with colour, and a live area below it that vanishes at the end. listr2 keeps the time and the life of
 * the area; what stands in it comes from our events.
 */
export function ttyRenderer(layout: Layout, terminal: Terminal, options: TtyOptions): Renderer {
  const story = startStory();
  const area = liveArea(terminal, options.columns);
  const paint = options.colour ? colourLine : (line: string): string => line;
  let last: string | null = null;
  const draw = (): void => area.draw(liveRows(story, options.now(), options.columns(), last));
  const life = startLife(() => options.every(draw, 1000 / REDRAWS), area.clear);
  return {
    show: (event) => {
      tell(story, event);
      const lines = layout.add(event);
      if (lines.length > 0) area.clear();
      for (const { to, line } of lines) terminal[to](`${paint(line)}\n`);
    },
    say: (line) => {
      last = wrap(line, options.columns(), 2)[0] ?? null;
      area.clear();
      terminal.err(`${line}\n`);
    },
    pause: () => area.pause(),
    resume: () => area.resume(),
    end: life.end,
  };
}

/** One listr2 task as long as the run, with a renderer of ours that draws on a timer. */
function startLife(begin: () => () => void, clear: () => void): { end(): Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const list = new Listr([{ task: (): Promise<void> => promise }], {
    renderer: timedRenderer(begin, clear),
    fallbackRenderer: timedRenderer(begin, clear),
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

function timedRenderer(begin: () => () => void, clear: () => void) {
  return class TimedRenderer {
    static nonTTY = true;
    static rendererOptions = {};
    static rendererTaskOptions = {};
    #stop = (): void => undefined;
    render(): void {
      this.#stop = begin();
    }
    end(): void {
      this.#stop();
      clear();
    }
  };
}
