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
