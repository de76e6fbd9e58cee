import type { InputPorts } from '../ports.ts';

/** Where everything about schedules is on this machine. */
export interface SchedulePlaces {
  /** The schedules themselves, a file each. */
  readonly jobs: string;
  /** What their runs leave. */
  readonly state: string;
  readonly userUnits: string;
  readonly systemUnits: string;
  /** Variables that a run needs to find the same places again. */
  readonly environment: Readonly<Record<string, string>>;
}

/** By the XDG Base Directory Specification, and systemd.unit(5). */
export function schedulePlaces({ env, home }: Pick<InputPorts, 'env' | 'home'>): SchedulePlaces {
  const named = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME'].flatMap((name) => {
    const folder = env[name];
    return folder?.startsWith('/') === true ? [[name, folder] as const] : [];
  });
  const environment = Object.fromEntries(named);
  const config = environment['XDG_CONFIG_HOME'] ?? `${home}/.config`;
  return {
    jobs: `${config}/bulwark/schedules`,
    state: `${environment['XDG_STATE_HOME'] ?? `${home}/.local/state`}/bulwark/schedules`,
    userUnits: `${config}/systemd/user`,
    systemUnits: '/etc/systemd/system',
    environment,
  };
}

export const jobFile = ({ jobs }: SchedulePlaces, name: string): string => `${jobs}/${name}.json`;
/** A schedule that has not proved yet that it can log in. No name has a dot, so it is never listed. */
export const draftFile = ({ jobs }: SchedulePlaces, name: string): string => `${jobs}/${name}.draft`;
export const stateFile = ({ state }: SchedulePlaces, name: string): string => `${state}/${name}.json`;
export const claimFile = ({ state }: SchedulePlaces, name: string): string => `${state}/${name}.running`;
export const rehearsalFile = ({ state }: SchedulePlaces, name: string): string => `${state}/${name}.rehearsal`;
