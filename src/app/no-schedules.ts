import type { SchedulePorts } from './schedule/ports.ts';

/** For those who may only run playbooks: there is no timer, and nothing is started. */
export const noSchedules: SchedulePorts = {
  uid: 0,
  folder: '/',
  program: [],
  hasSystemd: false,
  timeZone: 'UTC',
  who: '',
  random: () => 0,
  stop: new AbortController().signal,
  files: {
    read: () => null,
    names: () => [],
    write: () => undefined,
    remove: () => undefined,
    append: () => undefined,
    claim: () => null,
    holder: () => null,
  },
  start: async () => ({ code: null, stdout: '', stderr: '', printed: '', problem: 'nothing can be started here' }),
  call: async () => null,
};
