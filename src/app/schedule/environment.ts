/** What a run keeps of the environment that systemd or cron gives it; an agent or a terminal is never among it. */
const kept = [
  'HOME',
  'LOGNAME',
  'USER',
  'SHELL',
  'PATH',
  'LANG',
  'LC_ALL',
  'TZ',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of a run, whoever starts it: so that what the rehearsal found is so for every run. */
export const runEnvironment = (env: Environment): Readonly<Record<string, string>> =>
  pick(env, [...kept, ...Object.keys(env).filter((name) => name.startsWith('OTEL_'))]);

/** What cron gives besides PATH: cron(8), crontab(5). */
export const cronEnvironment = (env: Environment, home: string, user: string): Readonly<Record<string, string>> => ({
  ...pick(env, ['XDG_CONFIG_HOME', 'XDG_STATE_HOME']),
  HOME: home,
  LOGNAME: user,
  SHELL: '/bin/sh',
  PATH: '/usr/bin:/bin',
});

/** All of ours, for programs that ask the user's own systemd; it is found without a login, too. */
export const systemEnvironment = (env: Environment, uid: number): Readonly<Record<string, string>> => ({
  XDG_RUNTIME_DIR: `/run/user/${uid}`,
  ...pick(env, Object.keys(env)),
});

const pick = (env: Environment, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
