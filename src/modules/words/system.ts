import type { ModuleWords } from './module-words.ts';

/** Modules for accounts and packages. */
export const systemWords: Readonly<Record<'apt' | 'group' | 'user', ModuleWords>> = {
  apt: {
    parameters: {
      name: 'packages; nginx=1.2* wants a version',
      pkg: 'the same as name',
      package: 'the same as name',
      state: 'present: any version, unless one is given. latest: the newest',
      upgrade: 'without name: all packages. dist and full may also remove some',
      update_cache: 'fetch the lists of packages first',
      cache_valid_time: 'only where they are older; alone it means update_cache, too',
      purge: 'absent: with their configuration',
      autoremove: 'also remove what nothing needs any more',
      install_recommends: 'whether recommended packages come along; absent: as the host has it',
      only_upgrade: 'latest: nothing is installed that is not there',
      default_release: 'the release to take them from',
      allow_downgrade: 'an older version than the installed one may take its place',
      lock_timeout: 'how long to wait while another program holds a lock of apt',
    },
    results: {
      cache_updated: 'whether the lists were fetched',
      cache_update_time: 'when they were last; seconds since 1970',
      'stdout, stderr': 'what apt-get said, when it ran',
    },
    notes: [
      "A plan shows apt-get's own simulation. A configuration file that was edited stays. Packages are not put back by a rollback.",
      'Replacing or removing a package may restart services: it needs --disrupt process. needrestart only lists.',
    ],
  },
  group: {
    parameters: {
      name: 'the group',
      gid: 'its number',
      non_unique: 'the number may belong to another, too',
      system: 'with a number of the system; for a new one',
      state: 'absent: it is removed',
      force: 'absent: also where it is the primary group of an account',
    },
    results: { 'name, state, system': 'as given', gid: 'its number' },
    notes: ['What was changed is not undone by a rollback.'],
  },
  user: {
    parameters: {
      name: 'the account',
      uid: 'its number',
      non_unique: 'the number may belong to another, too',
      group: 'its primary group',
      groups: 'its other groups; without append it leaves all that are not named',
      append: 'only add to its groups',
      comment: 'its full name',
      home: 'its home folder',
      create_home: 'make the home folder where it is missing',
      move_home: 'a new home folder gets the content of the old one',
      skeleton: 'the folder that a new home is a copy of',
      shell: 'its login shell',
      system: 'with a number of the system; for a new one',
      password: 'its password as a crypt hash, never the password itself',
      update_password: 'on_create: an account that is there keeps its password',
      password_lock: 'whether its password is locked',
      expires: 'when the account ends, seconds since 1970; negative: never',
      state: 'absent: it is removed',
      remove: 'absent: with its home folder and mail',
      force: 'absent: also while it is logged in',
    },
    results: {
      'name, state': 'as given',
      'uid, group, comment, home, shell': 'of the account; group is a number',
      groups: 'as given, with commas',
      'append, move_home, create_home, system, remove, force': 'as given, where they matter',
    },
    notes: [
      'The hash is compared on the host and stands in no argument list. root, and the account that we log in with, are neither removed, locked nor expired.',
      'What was changed is not undone by a rollback.',
    ],
  },
};
