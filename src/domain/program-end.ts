/** How a program of this machine ended. `code` null: it did not start, or was killed; `problem` says which. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly problem: string | null;
}
