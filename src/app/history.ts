import type { Diagnostic } from '../domain/diagnostic.ts';
import { HistoryError } from '../domain/history.ts';
import type { HistoryReader, RecordedRun } from '../domain/history.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { findRun } from '../report/find-run.ts';
import { hostPattern } from '../report/host-pattern.ts';
import type { HistoryInvocation } from './invocation.ts';
import type { AppPorts, HistoryPorts, RunRecord, SignatureFound } from './ports.ts';
import { startRunLog } from './run-log.ts';

type Action<Kind extends HistoryInvocation['action']['kind']> = Extract<HistoryInvocation['action'], { kind: Kind }>;

/** `history` and its subcommands: nothing is contacted, nothing is changed. */
export async function historyCommand({ action }: HistoryInvocation, ports: AppPorts): Promise<ExitCode> {
  const log = startRunLog(ports);
  const { history } = ports;
  if (history.place === null) return log.refuse([switchedOff]);
  try {
    const reader = history.read();
    try {
      switch (action.kind) {
        case 'list':
          return list(action, reader, history);
        case 'show':
          return one(reader, action.run, log.refuse, (record) =>
            history.tell({ kind: 'run', ...record, host: action.host }),
          );
        case 'diff':
          return one(reader, action.from, log.refuse, (from) =>
            one(reader, action.to, log.refuse, (to) => history.tell({ kind: 'diff', from, to })),
          );
        case 'summary':
          return summary(action.since, reader, ports);
        case 'verify':
          return await verify(action, history.place, reader, history);
        case 'sign':
          return await sign(action, history.place, reader, history);
        default:
          return unreachable(action);
      }
    } finally {
      reader?.close();
    }
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    return action.kind === 'verify' && error.cause !== undefined
      ? broken(error.message, history)
      : log.refuse([historyProblem(error)]);
  }
}

export const historyProblem = ({ message, hint }: HistoryError): Diagnostic => ({
  severity: 'error',
  code: 'history',
  summary: `the history cannot be used: ${message}`,
  ...(hint !== null && { hint }),
});

const switchedOff: Diagnostic = {
  severity: 'error',
  code: 'history',
  summary: 'bulwark.yaml says `history: none`: no run is recorded',
  hint: 'name a file there, or leave the line out: then it is bulwark/history.db in the state folder',
};

function list({ number, pattern }: Action<'list'>, reader: HistoryReader | null, history: HistoryPorts): ExitCode {
  const all = reader?.runs() ?? [];
  const wanted = pattern === null ? null : hostPattern(pattern);
  const runs = wanted === null ? all : all.filter(({ summary }) => Object.keys(summary?.hosts ?? {}).some(wanted));
  history.tell({ kind: 'list', runs: runs.slice(-number), all: runs.length });
  return 0;
}

/** Runs that began in these days; their events are read one run at a time. */
function summary(since: number, reader: HistoryReader | null, { history, now }: AppPorts): ExitCode {
  const from = now() - since;
  const runs = (reader?.runs() ?? []).filter(({ about }) => about.at >= from);
  history.tell({ kind: 'summary', since: from, now: now(), runs: recordsOf(reader, runs) });
  return 0;
}

function* recordsOf(reader: HistoryReader | null, runs: readonly RecordedRun[]): Iterable<RunRecord> {
  for (const run of runs) yield recordOf(reader, run);
}

function one(
  reader: HistoryReader | null,
  text: string,
  refuse: (diagnostics: readonly Diagnostic[]) => ExitCode,
  tell: (record: RunRecord) => ExitCode | void,
): ExitCode {
  const found = findRun(text, reader?.runs() ?? []);
  if (!found.ok) return refuse(found.diagnostics);
  return tell(recordOf(reader, found.value)) ?? 0;
}

const recordOf = (reader: HistoryReader | null, run: RecordedRun): RunRecord => ({
  run,
  lines: reader?.lines(run) ?? [],
});

/** Where the head is kept when nobody names another file. */
const headFile = (place: string): string => `${place}.head`;

async function verify(
  { signature, allowedSigners }: Action<'verify'>,
  place: string,
  reader: HistoryReader | null,
  history: HistoryPorts,
): Promise<ExitCode> {
  const found = await signatureFound(signature ?? headFile(place), allowedSigners, reader, history);
  if (found === null && (signature !== null || allowedSigners !== null))
    throw new HistoryError(
      `${signature ?? headFile(place)}: there is no signed head`,
      'bulwark history sign makes one',
    );
  if (reader === null && found === null) {
    history.tell({ kind: 'list', runs: [], all: 0 });
    return 0;
  }
  const verified = reader?.verify() ?? { ok: false, what: 'the history is gone', run: null, event: null };
  history.tell({ kind: 'verified', verified, signature: found });
  return verified.ok && (found?.what ?? null) === null ? 0 : 3;
}

/** Entries that were signed have to be there still, with the hash that they had. */
async function signatureFound(
  file: string,
  allowedSigners: string | null,
  reader: HistoryReader | null,
  history: HistoryPorts,
): Promise<SignatureFound | null> {
  const head = history.signedHead(file);
  if (head === null) return null;
  const signer = allowedSigners === null ? null : await history.whoSigned(file, allowedSigners);
  const now = reader?.hashAt(head.entry) ?? null;
  const what =
    allowedSigners !== null && signer === null
      ? `${file} was signed by nobody whom ${allowedSigners} allows`
      : now === null
        ? `the history was signed up to entry ${head.entry}, which is missing: the last runs were taken out`
        : now.hash !== head.hash || now.database !== head.database
          ? `entry ${head.entry} is not the one that was signed: the history was written anew`
          : null;
  return { file, head, signer, what };
}

async function sign(
  { key, output }: Action<'sign'>,
  place: string,
  reader: HistoryReader | null,
  history: HistoryPorts,
): Promise<ExitCode> {
  if (reader === null) throw new HistoryError(`${place}: there is nothing to sign yet`);
  const verified = reader.verify();
  if (!verified.ok) {
    history.tell({ kind: 'verified', verified, signature: null });
    return 3;
  }
  const file = output ?? headFile(place);
  await history.sign(verified.head, file, key);
  history.tell({ kind: 'signed', head: verified.head, file });
  return 0;
}

function broken(what: string, history: HistoryPorts): ExitCode {
  history.tell({ kind: 'verified', verified: { ok: false, what, run: null, event: null }, signature: null });
  return 3;
}
