import type { Pin } from '../../domain/host-key.ts';
import type { ExitCode } from '../../report/exit-code.ts';
import type { InitInvocation } from '../invocation.ts';
import type { AppPorts } from '../ports.ts';
import type { RunLog } from '../run-log.ts';
import type { Trust } from '../hostkeys/trust.ts';
import type { ProjectConfig } from '../project-config.ts';

/** What an inventory says of a host: `ansible_host`, `ansible_port`, … */
export type HostVars = ReadonlyMap<string, string | number | boolean>;

export interface DraftHost {
  readonly name: string;
  readonly vars: HostVars;
}

/** The machines of a project that is to be written. */
export interface ProjectDraft {
  /** Where they come from, for the inventory's first line. */
  readonly origin: string;
  readonly cluster: string;
  readonly controlPlanes: readonly DraftHost[];
  readonly workers: readonly DraftHost[];
  /** Other groups, by name, with all their hosts. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Keys that were trusted on the way. */
  readonly trusted: readonly Pin[];
  /** sudo asked for a password. */
  readonly withPassword: boolean;
}

/** Keys that are trusted now, and hosts whose key is not. */
export interface LearnedKeys {
  readonly pins: readonly Pin[];
  readonly untrusted: readonly string[];
}

/** A step of the dialogue: what it gave, or how the program ends. */
export type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly exit: ExitCode };

export const done = <T>(value: T): Step<T> => ({ ok: true, value });
export const leave = (exit: ExitCode): Step<never> => ({ ok: false, exit });

/** What every step of `init` has at hand. */
export interface InitContext {
  readonly asked: InitInvocation;
  readonly ports: AppPorts;
  readonly log: RunLog;
  readonly config: ProjectConfig;
  readonly trust: Trust;
  /** Somebody answers. */
  readonly dialogue: boolean;
}

export const controlPlane = 'control_plane';
export const workers = 'workers';
