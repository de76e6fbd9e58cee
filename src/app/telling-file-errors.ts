import type { ExitCode } from '../report/exit-code.ts';
import type { Desk } from './desk.ts';

/**
 * Does it; what the file system of this machine refuses (no permission, a full disk) is told, and exits with 5: the
 * operator can mend it. Any other error is a bug and goes on.
 */
export async function tellingFileErrors(desk: Desk, what: string, action: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    desk.tell({ kind: 'lines', lines: [`error  ${what}: ${error.message}`, 'exit 5: nothing was changed'] });
    return 5;
  }
}
