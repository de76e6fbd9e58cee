import type { HistoryAnswer } from '../app/ports.ts';
import { unreachable } from '../domain/unreachable.ts';
import { count } from '../domain/count.ts';
import { wrap } from '../render/columns.ts';
import { historyList } from '../render/history-list.ts';
import { recordedLines, recordedRunText } from '../render/recorded-run.ts';
import { runDiffText } from '../render/run-diff-text.ts';
import { summaryText } from '../render/summary-text.ts';
import type { TextOptions } from '../render/text-options.ts';

/** What a `history` command prints. `now`: milliseconds since the epoch. */
export function historyText(
  answer: HistoryAnswer,
  options: TextOptions & { readonly jsonl: boolean },
  now: number,
): readonly string[] {
  switch (answer.kind) {
    case 'list':
      return options.jsonl
        ? answer.runs.toReversed().map(({ about, summary }) => JSON.stringify({ ...about, end: summary }))
        : historyList(answer, options, now);
    case 'run':
      return options.jsonl ? recordedLines(answer) : recordedRunText(answer, options);
    case 'diff':
      return runDiffText(answer.from, answer.to, options);
    case 'summary':
      return summaryText(answer);
    case 'verified':
      return verifiedText(answer, options.width);
    case 'signed':
      return [
        ...wrap(
          `signed  the history up to entry ${answer.head.entry}, in ${answer.file} and ${answer.file}.sig`,
          options.width,
          8,
        ),
        ...wrap('        keep copies on another machine: with them nobody can take runs out unseen', options.width, 8),
      ];
    default:
      return unreachable(answer);
  }
}

function verifiedText(
  { verified, signature }: Extract<HistoryAnswer, { kind: 'verified' }>,
  width: number,
): readonly string[] {
  const wrong = signature?.what ?? null;
  const lines: string[] = [];
  if (verified.ok && wrong === null)
    lines.push(`ok  ${count(verified.runs, 'run')}, ${count(verified.head.entry, 'entry')}: each is as it was written`);
  if (!verified.ok) {
    const place =
      verified.run === null
        ? ''
        : ` at run ${verified.run}${verified.event === null ? '' : `, from event ${verified.event} on`}`;
    lines.push(`broken${place}: ${verified.what}`);
  }
  if (wrong !== null) lines.push(`broken: ${wrong}`);
  if (signature !== null && wrong === null)
    lines.push(
      signature.signer === null
        ? `    nothing is missing up to entry ${signature.head.entry}; who signed ${signature.file} was not asked: --allowed-signers FILE`
        : `    signed by ${signature.signer} up to entry ${signature.head.entry}, and nothing is missing`,
    );
  if (!verified.ok || wrong !== null) lines.push('exit 3: the history is broken');
  return lines.flatMap((line) => wrap(line, width, 4));
}
