import type { ProgramEnd } from '../../domain/program-end.ts';

/** What schedules need of this machine. */
export interface SchedulePorts {
  readonly uid: number;
  /** The working directory. */
  readonly folder: string;
  /** The words that start this Bulwark again, with whole paths. */
  readonly program: readonly string[];
  /** systemd runs this machine. */
  readonly hasSystemd: boolean;
  /** IANA name. */
  readonly timeZone: string;
  /** From 0 up to but not including 1. */
  random(): number;
  /** The operator, or systemd, wants this process to end. */
  readonly stop: AbortSignal;
  readonly files: ScheduleFiles;
  /** In a session of its own, without a terminal. Never rejects. */
  start(request: {
    readonly argv: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly folder: string;
    readonly input?: string;
    readonly stop?: AbortSignal;
  }): Promise<ProgramEnd & { readonly printed: string }>;
  /** With a body: POST, as JSON. null: the address took it; else why not. */
  call(url: string, body?: object): Promise<string | null>;
  /** `ubuntu@bastion`. */
  readonly who: string;
}

interface ScheduleFiles {
  read(path: string): string | null;
  names(folder: string): readonly string[];
  write(path: string, text: string, mode?: number): void;
  remove(path: string): void;
  append(path: string, text: string): void;
  /** null: another process is at it. */
  claim(path: string): (() => void) | null;
  /** The process that claimed it and lives. */
  holder(path: string): number | null;
}
