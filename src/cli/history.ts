import type { HistoryInvocation } from '../app/invocation.ts';
import type { Diagnostic, Parsed } from '../domain/diagnostic.ts';
import { isRunName } from '../report/find-run.ts';
import type { Command } from './command.ts';
import { historyOptions } from './option-specs.ts';
import { combine, failuresOf, readCommon, readSince, valueOf } from './options.ts';
import { lastText } from './raw-options.ts';
import type { RawOptions } from './raw-options.ts';
import { usageError } from './usage-error.ts';

const RUNS = 20;
const MOST_RUNS = 100_000;

/** The longer names first: `history` alone takes a pattern. */
export const historyCommands: readonly Command[] = [
  {
    name: 'history show',
    operands: [{ name: 'RUN', required: true }],
    summary: 'what a run did, from the record that this machine keeps',
    options: historyOptions.show,
    examples: [
      { line: 'history show 1121-k7 --host cp-2 -D', does: 'one host, every line of every file' },
      { line: 'history show last --format jsonl', does: 'its events again, byte for byte' },
    ],
    read: (raw) =>
      reading(raw, runProblems(raw.operands), ([run = '']) => ({ kind: 'show', run, host: lastText(raw, 'host') })),
  },
  {
    name: 'history diff',
    operands: [
      { name: 'RUN', required: true },
      { name: 'RUN', required: true },
    ],
    summary: 'what ended otherwise in the second run',
    options: historyOptions.diff,
    examples: [{ line: 'history diff 1114-c2 last', does: 'a week later' }],
    read: (raw) => reading(raw, runProblems(raw.operands), ([from = '', to = '']) => ({ kind: 'diff', from, to })),
  },
  {
    name: 'history summary',
    operands: [],
    summary: 'what happened in some days, for a weekly mail',
    options: historyOptions.summary,
    examples: [{ line: 'history summary --since 7d', does: 'runs, repairs, what is open, refreshes' }],
    read: (raw) => {
      const since = readSince(raw);
      return reading(raw, failuresOf(since), () => ({ kind: 'summary', since: valueOf(since, 0) }));
    },
  },
  {
    name: 'history verify',
    operands: [],
    summary: 'compute the chain of hashes again; exit 3 when it is broken',
    options: historyOptions.verify,
    examples: [
      { line: 'history verify', does: 'is every entry as it was written?' },
      {
        line: 'history verify --signature monday.head --allowed-signers team',
        does: 'and is nothing missing that was signed?',
      },
    ],
    read: (raw) =>
      reading(raw, [], () => ({
        kind: 'verify',
        signature: lastText(raw, 'signature'),
        allowedSigners: lastText(raw, 'allowed-signers'),
      })),
  },
  {
    name: 'history sign',
    operands: [],
    summary: 'sign the history as it stands with an SSH key',
    options: historyOptions.sign,
    examples: [{ line: 'history sign --key ~/.ssh/id_ed25519.pub -o monday.head', does: 'keep it on another machine' }],
    read: (raw) =>
      reading(raw, keyProblem(raw), () => ({
        kind: 'sign',
        key: lastText(raw, 'key') ?? '',
        output: lastText(raw, 'out'),
      })),
  },
  {
    name: 'history',
    operands: [{ name: 'PATTERN', required: false }],
    summary: 'the runs that were started here, newest first',
    options: historyOptions.list,
    formats: ['plain', 'jsonl'],
    examples: [
      { line: 'history', does: 'the last 20' },
      { line: "history 'cp-*' -n 100", does: 'those that had to do with these hosts' },
    ],
    read: (raw) =>
      reading(raw, numberProblem(raw), ([pattern = null]) => ({
        kind: 'list',
        number: Number(lastText(raw, 'number') ?? RUNS),
        pattern,
      })),
  },
];

function reading(
  raw: RawOptions,
  problems: readonly Diagnostic[],
  action: (operands: readonly string[]) => HistoryInvocation['action'],
): Parsed<HistoryInvocation> {
  const common = readCommon(raw);
  if (!common.ok) return { ok: false, diagnostics: [...common.diagnostics, ...problems] };
  return combine([...failuresOf(common), ...problems], () => ({
    ...common.value,
    command: 'history',
    action: action(raw.operands),
  }));
}

const runProblems = (runs: readonly string[]): readonly Diagnostic[] =>
  runs
    .filter((run) => !isRunName(run))
    .map((run) =>
      usageError(
        'option-value',
        `${run} is no run id`,
        '`bulwark history` lists them: 1121-k7, 2026-1121-k7, or `last`',
      ),
    );

function numberProblem(raw: RawOptions): readonly Diagnostic[] {
  const text = lastText(raw, 'number') ?? String(RUNS);
  return /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_RUNS
    ? []
    : [usageError('option-value', `-n ${text} is not a number from 1 to ${MOST_RUNS}`)];
}

const keyProblem = (raw: RawOptions): readonly Diagnostic[] =>
  lastText(raw, 'key') === null
    ? [usageError('missing-option', '`bulwark history sign` needs --key FILE', 'for example --key ~/.ssh/id_ed25519')]
    : [];
