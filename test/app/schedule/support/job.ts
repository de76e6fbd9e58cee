import type { ScheduleJob, Timing } from '../../../../src/domain/schedule.ts';

/** A schedule as `schedule install --every 30m` makes it, with what a test says otherwise. */
export const jobOf = (about: Partial<ScheduleJob> = {}): ScheduleJob => ({
  name: 'repair',
  work: 'no-restart',
  timing: timingOf({}),
  full: false,
  tellChanges: false,
  playbook: null,
  words: [],
  window: null,
  timer: 'user',
  shift: 0,
  folder: '/home/alice/prod',
  program: ['/usr/bin/node', '/opt/bulwark/bin/bulwark.js'],
  environment: {},
  channels: { ping: null, webhook: null, mail: null, file: null },
  installedAt: 0,
  ...about,
});

export const timingOf = (about: Partial<Timing>): Timing => ({ every: 30, at: 0, day: null, jitter: 120, ...about });
