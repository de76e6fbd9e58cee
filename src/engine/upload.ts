import { identityKey } from '../domain/connection.ts';
import { PutError } from '../domain/errors.ts';
import type { Step } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import { sh } from '../shell/sh.ts';
import type { HostWork } from './host-work.ts';
import type { Slot } from './slot.ts';
import type { Performing } from './performing.ts';
import type { HostItem } from './prepare.ts';
import { type Uploads, type Uploaded, contentBytes, needsUpload } from './steps.ts';

/** Content that does not fit a script goes ahead, into the journal's folder. */
export async function uploadAll(host: HostWork, performing: readonly Performing[]): Promise<Uploads | PutError> {
  const uploads = new Map<Step, string>();
  try {
    for (const { item, planned } of performing) {
      for (const step of planned.changes.flatMap(({ steps }) => steps).filter(needsUpload))
        uploads.set(step, await upload(host, item, step));
    }
  } catch (error) {
    if (error instanceof PutError) return error;
    throw error;
  }
  return uploads;
}

/** What was not used, because something before it failed, does not stay on the host. */
export const removeUploads = (uploads: Uploads): readonly Slot[] =>
  uploads.size === 0 ? [] : [{ command: sh`rm -f -- ${[...uploads.values()]}`, read: () => undefined }];

async function upload(host: HostWork, { settings: { identity } }: HostItem, step: Uploaded): Promise<string> {
  const begin = host.journal.begin(identity);
  if (begin.length > 0)
    await host.exchange(identity, begin, { prelude: host.journal.library, timeout: host.options.commandTimeout });
  const path = `${host.surveys.get(identityKey(identity))?.folder ?? ''}/put-${host.journal.nextEntry()}`;
  await host.put(identity, path, contentBytes(step), step.kind === 'write-file' && step.content instanceof Secret);
  return path;
}
