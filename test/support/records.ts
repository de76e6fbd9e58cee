import type { RunAbout, RunSummary } from '../../src/domain/history.ts';

/** 2026-11-21 09:31:00 UTC. */
export const recordedAt = Date.UTC(2026, 10, 21, 9, 31, 0);

export const aboutRun = (run: string, more: Partial<RunAbout> = {}): RunAbout => ({
  run,
  year: 2026,
  mode: 'apply',
  at: recordedAt,
  who: 'alice@laptop',
  version: '0.3.0',
  given: { operands: ['hardening.yaml'], values: { inventory: ['prod.yaml'] }, flags: { yes: 1 }, secrets: [] },
  folder: '/srv/prod',
  playbook: 'hardening.yaml',
  git: { commit: '4f2c9e1000000000000000000000000000000000', clean: true },
  files: { 'hardening.yaml': 'aa', 'prod.yaml': 'bb' },
  undo: null,
  ...more,
});

export const endOfRun = (
  hosts: RunSummary['hosts'] = { 'cp-1': 'changed' },
  more: Partial<RunSummary> = {},
): RunSummary => ({
  at: recordedAt + 135_000,
  took: 135_000,
  exit: 0,
  interrupted: null,
  refused: null,
  hosts,
  ...more,
});
