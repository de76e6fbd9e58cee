import { isResult } from '../domain/event.ts';
import type { RunEvent, RunMode } from '../domain/event.ts';
import type { RunAbout, RunSummary } from '../domain/history.ts';
import { folderOf } from '../inventory/paths.ts';

/** Where the record goes, and what is asked while a run begins. */
export interface RecordPorts {
  readonly writer: {
    begin(about: RunAbout): void;
    event(seq: number, line: string): void;
    end(summary: RunSummary): void;
    close(): Promise<void>;
    leave(): void;
  };
  readonly encode: (event: RunEvent) => string;
  /** The words of the command line, once the run's secrets are known. */
  readonly given: () => RunAbout['given'];
  readonly digests: () => RunAbout['files'];
  readonly git: (folder: string) => Promise<RunAbout['git']>;
}

export interface RunRecorder {
  add(event: RunEvent): void;
  /** Resolves when all is written, or cannot be. */
  close(): Promise<void>;
  /** Writes what there is, at once: the process is leaving. */
  leave(): void;
}

/**
 * Records a run from its events. What contacts no host is no run. Of plan, facts and exec only the beginning and
 * the end are kept, of drift what is not as it was, of assess what it found.
 */
export function recordRun(
  known: Pick<RunAbout, 'who' | 'version' | 'folder' | 'undo'>,
  ports: RecordPorts,
): RunRecorder {
  const { writer } = ports;
  const early: RunEvent[] = [];
  let about: RunAbout | null = null;
  let begun = Promise.resolve();
  let isBegun = false;
  const begin = (git: RunAbout['git']): void => {
    if (about !== null && !isBegun) writer.begin({ ...about, git });
    isBegun = true;
  };
  const start = (event: Extract<RunEvent, { type: 'run-started' }>): void => {
    const given = ports.given();
    const files = ownFiles(ports.digests(), given);
    const { run, mode, at, playbook } = event;
    about = { ...known, given, run, year: new Date(at).getFullYear(), mode, at, playbook, git: null, files };
    begun = (playbook === null ? Promise.resolve(null) : ports.git(folderOf(playbook))).then(begin);
  };
  const keep = (event: RunEvent): void => {
    if (isKept(event, about?.mode)) writer.event(event.seq, ports.encode(event));
  };
  return {
    add: (event) => {
      if (event.type === 'run-started') {
        start(event);
        early.forEach(keep);
      }
      if (about === null) early.push(event);
      else keep(event);
      if (event.type === 'run-finished' && about !== null) writer.end(summaryOf(event, about.at));
    },
    close: async () => {
      await begun;
      if (about !== null) await writer.close();
    },
    leave: () => {
      begin(null);
      if (about !== null) writer.leave();
    },
  };
}

/** A fleet is looked at many times a day, and the history only grows: what was fine on a host is no event of its own. */
function isKept(event: RunEvent, mode: RunMode | undefined): boolean {
  if (mode === 'apply' || mode === 'rollback') return true;
  if (mode === 'assess') return event.type === 'assessed';
  if (mode !== 'drift' || event.type === 'host-connected' || event.type === 'host-finished') return false;
  if (isResult(event)) return event.status !== 'ok' && event.status !== 'skipped';
  return event.type !== 'host-compared' || event.moved.length > 0;
}

/** The digest of a password would give it away. */
const ownFiles = (files: RunAbout['files'], { values }: RunAbout['given']): RunAbout['files'] =>
  Object.fromEntries(Object.entries(files).filter(([path]) => values['become-password-file']?.includes(path) !== true));

const summaryOf = (
  { at, exit, recap }: Extract<RunEvent, { type: 'run-finished' }>,
  startedAt: number,
): RunSummary => ({
  at,
  took: at - startedAt,
  exit,
  interrupted: recap.interrupted,
  refused: recap.refused,
  hosts: Object.fromEntries(recap.hosts.map(({ host, outcome }) => [host, outcome])),
});
