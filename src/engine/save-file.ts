import type { Step } from '../domain/module.ts';
import { digestPath, digestText, type SavedFiles } from '../domain/saved-files.ts';
import type { CommandOutput } from '../domain/session.ts';
import { sha256 } from '../domain/sha256.ts';
import { messageOf } from '../domain/thrown.ts';
import type { HostWork } from './host-work.ts';
import { refusedCode } from './journal.ts';

type SaveFile = Extract<Step, { kind: 'save-file' }>;

/**
 * Writes a fetched file once the host has come so far; what the host then said of it, or why it could not be written.
 * `sealed`: what is written in its place.
 */
export function saveFile(
  host: HostWork,
  step: SaveFile,
  sealed: Uint8Array | undefined,
  output: CommandOutput,
): CommandOutput {
  if (output.code !== 0 || host.rehearsal !== null) return output;
  try {
    if (host.saved === undefined) throw new Error('this run keeps no files of hosts');
    if (step.recipients === undefined) host.saved.save(step.path, step.content);
    else saveSealed(host.saved, step, step.recipients, sealed);
    return output;
  } catch (error) {
    const said = `bulwark:write: ${step.path} cannot be written on this machine: ${messageOf(error)}\n`;
    return { ...output, code: refusedCode, stderr: Buffer.from(said) };
  }
}

/** The digests last: without them it is encrypted and written anew. */
function saveSealed(
  saved: SavedFiles,
  { path, content }: SaveFile,
  recipients: readonly string[],
  sealed: Uint8Array | undefined,
): void {
  if (sealed === undefined) throw new Error('it was not encrypted');
  saved.save(path, sealed);
  const text = digestText(path, { content: sha256(content), sealed: sha256(sealed) }, recipients);
  saved.save(digestPath(path), Buffer.from(text));
}
