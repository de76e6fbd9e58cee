import type { ModuleWords } from './module-words.ts';

/** Modules for services and the kernel. */
export const serviceWords: Readonly<Record<'args_file' | 'k8s_health' | 'sysctl' | 'systemd', ModuleWords>> = {
  args_file: {
    parameters: {
      service: 'the service whose arguments they are',
      path: 'another file of arguments, instead of service; no process is looked at',
      set: 'flags and their values; {value, controls} carries control ids',
      ensure:
        'flags and what their value must meet: at_least, at_most, one_of, contains, only, starts_with, file (one that the machine keeps), set; zero says what 0 means, default what to write, unset: passes that the flag may be missing. A value that meets it stays',
      merge: 'flags and items (or key: value) that must be among theirs',
      remove: 'flags and items that must not be among theirs',
      absent: 'flags that must not be there',
      check: 'flags that are only looked at and never changed: bounds as in ensure, {without: items} or {absent: true}',
      unknown_flags: 'refuse: flags that the installed binary does not know are an error',
    },
    results: { path: 'the file', flags: 'every flag and its effective value' },
    notes: [
      'Give service or path. The service is not restarted: notify a handler. A process that still runs with older arguments is found too, and notifies.',
      'bash evaluates these files as root: what it would expand or cannot be read for certain is refused, with line and column.',
    ],
  },
  k8s_health: {
    parameters: {
      component: 'the services that must be healthy',
      endpoint: 'another URL than the usual; kubectl:/readyz goes through kubectl',
      timeout: 'until when it must be ready',
      stable_for: 'how long it must then stay so',
      settle: 'watch until k8sd has compared files and processes once more',
    },
    results: { components: 'one entry for each: component, passed, ready_after, stable_for, seen, said' },
    notes: ['Waits on the host and never changes anything. The keyword `gate` of a task takes the same parameters.'],
  },
  sysctl: {
    parameters: {
      name: 'one kernel parameter',
      value: 'its value; 0 is one',
      values: 'several at once, instead of name and value; {value, controls} carries control ids',
      state: 'absent: the file does not set it',
      sysctl_file: 'the file that the next boot reads',
      sysctl_set: 'accepted; see reload',
      reload: 'also set the live value',
    },
    results: { sysctl_file: 'the file', live: 'each parameter and its live value, as it was found' },
    notes: ['Refuses what a file that is read later would undo at the next boot, and names that file.'],
  },
  systemd: {
    parameters: {
      name: 'the unit; .service may be left out',
      state: 'what it is to do; restarted and reloaded happen every time',
      enabled: 'whether it starts at boot',
      masked: 'whether nothing can start it',
      daemon_reload: 'let systemd read its units again first',
      reset_failed: 'forget an earlier failure first',
      scope: 'the units of the system; those of users are left out',
      wait_active: 'how long it may take until it is active',
      stable_for: 'how long it must then run without a restart, with the same main process',
    },
    results: {
      name: 'the unit',
      enabled: 'whether it was enabled',
      state: 'started or stopped, where state is given',
      status: 'what systemctl show said',
    },
    notes: ['After a restart NRestarts and the main process are watched: "active" alone proves nothing.'],
  },
};
