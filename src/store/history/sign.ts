import { readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { z } from 'zod';

import { HistoryError } from '../../domain/history.ts';
import type { HistoryHead } from '../../domain/history.ts';
import { hasCode, messageOf } from '../../domain/thrown.ts';
import { createFile, syncFolder } from '../create-file.ts';
import { sshKeygen } from '../ssh-keygen.ts';

/** What the signature is for: one made for another purpose does not count. ssh-keygen(1), -Y sign. */
const NAMESPACE = 'bulwark-history';

const headShape = z.object({ database: z.string(), entry: z.int(), hash: z.string() });

/** Writes the head to `file` and its signature to `file.sig`, both or none. Throws HistoryError. */
export async function signHead(head: HistoryHead, file: string, key: string): Promise<void> {
  const text = `${JSON.stringify(head)}\n`;
  const signature = await sshKeygen(['-Y', 'sign', '-q', '-f', key, '-n', NAMESPACE], text);
  if (signature.code !== 0) throw new HistoryError(`ssh-keygen does not sign with ${key}: ${signature.said}`);
  replace(`${file}.sig`, signature.stdout);
  replace(file, text);
}

/** The head that was signed; null where there is none. Throws HistoryError. */
export function readHead(file: string): HistoryHead | null {
  const text = readIfThere(file);
  if (text === null) return null;
  try {
    return headShape.parse(JSON.parse(text));
  } catch (error) {
    throw new HistoryError(`${file}: it is no head of a history`, 'bulwark history sign makes one', error);
  }
}

/** Who signed it, by the allowed signers file (ssh-keygen(1)); null where no one of them did. Throws HistoryError. */
export async function whoSigned(file: string, allowedSigners: string): Promise<string | null> {
  if (readIfThere(allowedSigners) === null) throw new HistoryError(`${allowedSigners}: there is no such file`);
  const text = readIfThere(file) ?? '';
  const found = await sshKeygen(['-Y', 'find-principals', '-s', `${file}.sig`, '-f', allowedSigners], '');
  const [who = ''] = found.stdout.split('\n');
  if (found.code !== 0 || who === '') return null;
  const rules = ['-f', allowedSigners, '-I', who, '-n', NAMESPACE, '-s', `${file}.sig`];
  return (await sshKeygen(['-Y', 'verify', ...rules], text)).code === 0 ? who : null;
}

function replace(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    createFile(beside, text);
    renameSync(beside, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(beside, { force: true });
    throw new HistoryError(`${path} cannot be written: ${messageOf(error)}`, null, error);
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw new HistoryError(`${path} cannot be read: ${messageOf(error)}`, null, error);
  }
}
