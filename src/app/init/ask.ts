import { refused } from '../../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../../domain/diagnostic.ts';
import { done, leave } from './draft.ts';
import type { InitContext, Step } from './draft.ts';

export interface Question<T> {
  /** Without a colon: `Login user`. */
  readonly words: string;
  /** What an empty answer means; null: an empty answer is none. */
  readonly otherwise: string | null;
  /** Given on the command line: then nobody is asked. */
  readonly given: string | null;
  readonly read: (answer: string) => Parsed<T> | Promise<Parsed<T>>;
  /** The option that answers it, for those who cannot be asked. */
  readonly option: string;
}

/** Asks until the answer can be used; a wrong one is told. What the command line said wrong ends the program. */
export async function askUntilGood<T>(question: Question<T>, context: InitContext): Promise<Step<T>> {
  const { dialogue, log, ports } = context;
  const answer = question.given ?? (dialogue ? null : question.otherwise);
  if (answer !== null) {
    const read = await question.read(answer);
    return read.ok ? done(read.value) : leave(log.refuse(read.diagnostics));
  }
  if (!dialogue) return leave(log.refuse(refused(unanswered(question)).diagnostics));
  const shown = question.otherwise === null || question.otherwise === '' ? '' : ` [${question.otherwise}]`;
  for (;;) {
    const typed = await ports.desk.ask(`${question.words}${shown}: `);
    if (typed === null) return leave(stopped(context));
    const text = typed.trim() === '' ? question.otherwise : typed.trim();
    const read = text === null ? null : await question.read(text);
    if (read?.ok === true) return done(read.value);
    if (read !== null) ports.desk.tell({ kind: 'lines', lines: read.diagnostics.flatMap(problemLines) });
  }
}

/** Nobody answers any more: Ctrl-C, or the end of input. */
export function stopped({ ports }: InitContext): 5 | 130 | 143 {
  ports.desk.tell({ kind: 'lines', lines: ['Nothing was written.'] });
  const signal = ports.stoppedBy();
  return signal === null ? 5 : signal === 'SIGINT' ? 130 : 143;
}

export function problemLines({ range, summary, hint }: Diagnostic): readonly string[] {
  const place = range === undefined ? '' : `${range.file}:${range.start.line}:${range.start.column}  `;
  return [`${place}${summary}`, ...(hint === undefined ? [] : [`  ${hint}`])];
}

const unanswered = ({ words, option }: Pick<Question<unknown>, 'words' | 'option'>): Diagnostic => ({
  severity: 'error',
  code: 'init-unanswered',
  summary: `${words}: there is no terminal to ask on`,
  hint: `say it on the command line: ${option}`,
});

/** A mistake in an answer. */
export const wrongAnswer = (summary: string, hint?: string): Parsed<never> =>
  refused({ severity: 'error', code: 'init-answer', summary, ...(hint !== undefined && { hint }) });
