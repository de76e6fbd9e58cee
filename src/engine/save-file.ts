import type { Step } from '../domain/module.ts';
import type { CommandOutput } from '../domain/session.ts';
import { messageOf } from '../domain/thrown.ts';
import type { HostWork } from './host-work.ts';
import { refusedCode } from './journal.ts';

/** Writes a fetched file once the host has come so far; what the host then said of it, or why it could not be written. */
export function saveFile(
  host: HostWork,
  { path, content }: Extract<Step, { kind: 'save-file' }>,
  output: CommandOutput,
): CommandOutput {
  if (output.code !== 0 || host.rehearsal !== null) return output;
  try {
    if (host.saved === undefined) throw new Error('this run keeps no files of hosts');
    host.saved.save(path, content);
    return output;
  } catch (error) {
    const said = `bulwark:write: ${path} cannot be written on this machine: ${messageOf(error)}\n`;
    return { ...output, code: refusedCode, stderr: Buffer.from(said) };
  }
}
