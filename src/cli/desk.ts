import type { Desk } from '../app/desk.ts';
import { deskText } from '../render/desk-text.ts';
import type { Terminal } from '../render/terminal.ts';
import { askLine } from './ask.ts';
import type { Questioner } from './ask.ts';

/** Questions and what belongs to them on standard error, results on standard output. */
export function deskOf(questioner: Questioner, terminal: Terminal, width: number, stop: AbortSignal): Desk {
  const text = (what: Parameters<Desk['tell']>[0]): string =>
    deskText(what, width)
      .map((line) => `${line}\n`)
      .join('');
  return {
    tell: (what) => terminal.err(text(what)),
    print: (what) => terminal.out(text(what)),
    ask: async (question) => {
      if (stop.aborted) return null;
      const answer = await askLine(questioner, question, stop);
      if (answer === null) terminal.err('\n');
      return answer;
    },
  };
}
