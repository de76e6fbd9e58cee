import type { TaskAnswer } from '../app/ports.ts';

/** What the question before a change needs. */
interface ConfirmPorts {
  /** The plan: in short, or with every line of every file. */
  readonly preview: (whole: boolean) => readonly string[];
  readonly say: (line: string) => void;
  readonly ask: (question: string) => Promise<string | null>;
}

/** Shows what is to be changed and asks until the answer is yes or no; `d` shows all of it, where there is more. No answer is no. */
export async function confirmChange(verb: string, { preview, say, ask }: ConfirmPorts): Promise<boolean> {
  const short = preview(false);
  const hasMore = preview(true).join('\n') !== short.join('\n');
  short.forEach(say);
  for (;;) {
    const answer = (await ask(`${verb}? ${hasMore ? '[y/N/d = diff]' : '[y/N]'} `))?.trim().toLowerCase() ?? '';
    if (answer === 'y' || answer === 'yes') return true;
    if (!hasMore || (answer !== 'd' && answer !== 'diff')) return false;
    preview(true).forEach(say);
  }
}

/** `--step`: asks until the answer is yes, no or continue; an empty answer, and none, is no. */
export async function askTask(task: string, { say, ask }: Omit<ConfirmPorts, 'preview'>): Promise<TaskAnswer> {
  for (;;) {
    const answer = (await ask(`Do "${task}"? [y/N/c = continue without asking] `))?.trim().toLowerCase() ?? '';
    if (/^y(?:es)?$/.test(answer)) return 'yes';
    if (/^c(?:ontinue)?$/.test(answer)) return 'continue';
    if (/^(?:no?)?$/.test(answer)) return 'no';
    say('y, n or c');
  }
}
