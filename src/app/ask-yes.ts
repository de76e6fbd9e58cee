import type { Desk } from './desk.ts';

/** Asks until the answer is yes or no; an empty answer is no. null: stop. */
export async function askYes(question: string, desk: Desk): Promise<boolean | null> {
  for (;;) {
    const answer = await desk.ask(question);
    if (answer === null) return null;
    if (isYes(answer) || isNo(answer)) return isYes(answer);
    desk.tell({ kind: 'lines', lines: ['y or n'] });
  }
}

export const isYes = (answer: string): boolean => /^y(?:es)?$/i.test(answer.trim());
export const isNo = (answer: string): boolean => /^(?:no?)?$/i.test(answer.trim());
