import type { Baseline } from '../../controls/baseline.ts';
import { parseBaseline } from '../../controls/baseline.ts';
import type { IdOf } from '../../controls/find-control.ts';
import { fullId } from '../../domain/history.ts';
import type { HistoryReader, RecordedRun, RunAbout } from '../../domain/history.ts';
import { glanceAtHistory } from '../glance-at-history.ts';
import type { HistoryPorts } from '../ports.ts';

/** Assessments that are looked at for one of the same fleet, newest first. */
const MOST = 20;

/** The last whole assessment of this folder and playbook that the history has; null: there is none. */
export const earlierAssessment = (
  history: Pick<HistoryPorts, 'read'>,
  { folder, playbook }: { readonly folder: string; readonly playbook: string | null },
  idOf: IdOf,
): Baseline | null =>
  glanceAtHistory(history, null, (reader) => {
    for (const { run, assessment } of wholeAssessments(reader, folder, (about) => about.playbook === playbook)) {
      const read = parseBaseline(fullId(run), JSON.stringify(assessment), idOf);
      if (read.ok) return { ...read.value, run: run.about.run };
    }
    return null;
  });

/** Assessments of a folder that came to their end, newest first, as the history has them; nobody checked their form. */
export function* wholeAssessments(
  reader: HistoryReader,
  folder: string,
  isMeant: (about: RunAbout) => boolean = () => true,
): Generator<{ readonly run: RecordedRun; readonly assessment: unknown }> {
  const runs = reader
    .runs()
    .filter(
      ({ about, summary }) =>
        about.mode === 'assess' && about.folder === folder && summary?.interrupted === null && isMeant(about),
    )
    .toReversed();
  for (const run of runs.slice(0, MOST)) {
    const line = reader.lines(run).find((text) => text.includes('"type":"assessed"'));
    const event = line === undefined ? null : parsedLine(line);
    if (typeof event === 'object' && event !== null && 'assessment' in event)
      yield { run, assessment: event.assessment };
  }
}

/** null: what the history has of it is damaged, which says nothing of this assessment. */
function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
