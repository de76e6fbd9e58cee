import type { RunEvent } from '../domain/event.ts';
import { conditionsOf, lookedAt } from '../report/conditions.ts';
import type { ReportLevel } from '../report/conditions.ts';
import { decide } from '../report/repeats.ts';
import type { Memory } from '../report/repeats.ts';
import { startWatch, watch } from '../report/watch.ts';
import { mailText } from './mail/mail-text.ts';
import { MAIL } from './mail/words.ts';
import { plainLayout } from './plain.ts';
import type { Layout, Renderer } from './printed.ts';
import { exitText } from './recap-text.ts';
import { startStory, tell } from './story.ts';
import type { Terminal } from './terminal.ts';
import type { TextOptions } from './text-options.ts';

/** What was told of these runs before; null: nothing is remembered, and everything is told. */
export interface MemoryPort {
  read(): Memory;
  write(memory: Memory): void;
}

/**
 * `--quiet`: nothing where all is as wanted, or was put right after a normal event of the snap; else one mail at the
 * end. What was told before is told again after a day, when it changes, and once when it is over.
 */
export function quietRenderer(
  options: TextOptions & { readonly report: ReportLevel },
  terminal: Terminal,
  memory: MemoryPort | null,
): Renderer {
  const story = startStory();
  const watched = startWatch();
  let other: Layout | null = null;
  const early: RunEvent[] = [];
  const pass = (layout: Layout, event: RunEvent): void => {
    for (const { to, line } of layout.add(event)) terminal[to](`${line}\n`);
  };
  const finish = (event: Extract<RunEvent, { type: 'run-finished' }>): void => {
    const found = conditionsOf(watched, options.report);
    const told = decide(memory?.read() ?? [], found, lookedAt(watched));
    const mail = mailText(story, watched, told, options);
    const lines = mail.length === 0 ? [] : [...mail, ...exitText(story, event, MAIL)];
    terminal.out(lines.map((line) => `${line}\n`).join(''));
    memory?.write(told.memory);
  };
  return {
    show: (event) => {
      if (other === null && isOthers(event, story.start !== null)) {
        other = plainLayout({ ...options, quiet: true });
        for (const one of early) pass(other, one);
      }
      if (other !== null) return pass(other, event);
      if (story.start === null) early.push(event);
      tell(story, event);
      watch(watched, event);
      if (event.type === 'run-finished') finish(event);
    },
    say: (line) => terminal.err(`${line}\n`),
    pause: () => {},
    resume: () => {},
    end: async () => {},
  };
}

/** A plan is its own answer; what ended before it began (mistakes in the input), and other commands, are told as ever. */
const isOthers = (event: RunEvent, hasBegun: boolean): boolean =>
  (event.type === 'run-started' && event.mode !== 'apply' && event.mode !== 'drift') ||
  (event.type === 'run-finished' && !hasBegun);
