/** What the question before a change needs. */
interface ConfirmPorts {
  /** The plan: in short, or with every line of every file. */
  readonly preview: (whole: boolean) => readonly string[];
  readonly say: (line: string) => void;
  readonly ask: (question: string) => Promise<string | null>;
}

/** Shows what is to be changed and asks until the answer is yes or no; `d` shows all of it. No answer is no. */
export async function confirmChange(verb: string, { preview, say, ask }: ConfirmPorts): Promise<boolean> {
  preview(false).forEach(say);
  for (;;) {
    const answer = (await ask(`${verb}? [y/N/d = diff] `))?.trim().toLowerCase() ?? '';
    if (answer === 'y' || answer === 'yes') return true;
    if (answer !== 'd' && answer !== 'diff') return false;
    preview(true).forEach(say);
  }
}
