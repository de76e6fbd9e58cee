import type { Baseline } from '../../controls/baseline.ts';
import { parseBaseline } from '../../controls/baseline.ts';
import type { IdOf } from '../../controls/find-control.ts';
import { fullId, HistoryError } from '../../domain/history.ts';
import type { HistoryReader, RecordedRun } from '../../domain/history.ts';
import type { HistoryPorts } from '../ports.ts';

/** Assessments that are looked at for one of the same fleet, newest first. */
const MOST = 20;

/**
 * The last whole assessment of this folder and playbook that the history has; null: there is none. A history that
 * cannot be read is told by whoever writes it.
 */
export function earlierAssessment(
  history: Pick<HistoryPorts, 'read'>,
  now: { readonly folder: string; readonly playbook: string | null },
  idOf: IdOf,
): Baseline | null {
  try {
    const reader = history.read();
    if (reader === null) return null;
    try {
      return newest(reader, now, idOf);
    } finally {
      reader.close();
    }
  } catch (error) {
    if (error instanceof HistoryError) return null;
    throw error;
  }
}

function newest(
  reader: HistoryReader,
  { folder, playbook }: { readonly folder: string; readonly playbook: string | null },
  idOf: IdOf,
): Baseline | null {
  const runs = reader
    .runs()
    .filter(
      ({ about, summary }) =>
        about.mode === 'assess' &&
        about.folder === folder &&
        about.playbook === playbook &&
        summary?.interrupted === null,
    )
    .toReversed();
  for (const run of runs.slice(0, MOST)) {
    const found = assessmentOf(run, reader.lines(run), idOf);
    if (found !== null) return found;
  }
  return null;
}

function assessmentOf(run: RecordedRun, lines: readonly string[], idOf: IdOf): Baseline | null {
  const line = lines.find((text) => text.includes('"type":"assessed"'));
  if (line === undefined) return null;
  const event = parsedLine(line);
  const assessment = typeof event === 'object' && event !== null && 'assessment' in event ? event.assessment : null;
  const read = parseBaseline(fullId(run), JSON.stringify(assessment), idOf);
  return read.ok ? { ...read.value, run: run.about.run } : null;
}

/** null: what the history has of it is damaged, which says nothing of this assessment. */
function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
