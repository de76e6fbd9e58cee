import type { HostTarget } from '../domain/connection.ts';
import type { HostKeyLook, KnownLine, Pin } from '../domain/host-key.ts';
import type { CommandOutput } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import type { Told } from '../domain/told.ts';

/** A dialogue with the operator. Questions and what belongs to them go beside the result. */
export interface Desk {
  /** What stands above a question. */
  tell(what: Told): void;
  /** The result. */
  print(what: Told): void;
  /** One line of an answer; null when there is no more input, or when the operator wants to stop. */
  ask(question: string): Promise<string | null>;
}

export interface HostKeyPorts {
  look(targets: readonly HostTarget[], options: { readonly allTypes: boolean }): Promise<readonly HostKeyLook[]>;
  /** Those that were not added, because the host got another key in the meantime, come back. */
  pin(file: string, pins: readonly Pin[]): readonly Pin[];
  lines(files: readonly string[], names: ReadonlyMap<string, ReadonlySet<string>>): readonly KnownLine[];
  forget(files: readonly string[], names: ReadonlyMap<string, ReadonlySet<string>>): void;
}

/** What `init` needs of the machine and of the hosts. */
export interface ProjectPorts {
  /** One command as root on a host that no file knows yet. Rejects with ConnectError. */
  asRoot(target: HostTarget, trusted: readonly Pin[], command: ShellCommand): Promise<CommandOutput>;
  resolves(name: string): Promise<boolean>;
  /** A file that comes with Bulwark: `playbooks/hardening.yaml`. */
  shipped(path: string): string;
  /** Name of the working directory. */
  readonly folderName: string;
  /** All or none, and nothing that is there already: those are given back. Throws what the file system says. */
  write(files: readonly ProjectFile[]): readonly string[];
  /** In place of what is there. Throws what the file system says. */
  rewrite(files: readonly ProjectFile[]): void;
}

export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}
