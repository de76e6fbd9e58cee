import type { RecordedRun, RunAbout } from '../../src/domain/history.ts';

/** The run of an assessment that a history has at this entry, with nothing that a test of reading it asks for. */
export const recordedAssessment = (
  entry: number,
  about: Partial<RunAbout> = {},
  interrupted: NonNullable<RecordedRun['summary']>['interrupted'] = null,
): RecordedRun => ({
  entry,
  about: {
    run: `1122-a${entry}`,
    year: 2026,
    mode: 'assess',
    at: 0,
    who: 'alice@laptop',
    version: '0.1.0',
    given: { operands: [], values: {}, flags: {}, secrets: [] },
    folder: '/p',
    playbook: null,
    git: null,
    files: {},
    undo: null,
    ...about,
  },
  summary: { at: 0, took: 0, exit: 0, interrupted, refused: null, hosts: {} },
});
