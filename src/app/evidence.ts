import type { Assessment } from '../domain/assessment.ts';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { SigningError } from '../domain/errors.ts';
import { messageOf } from '../domain/thrown.ts';
import { bundle, bundleFiles, EVIDENCE_NAMESPACE } from '../report/assessment/bundle.ts';
import type { WrittenReport } from './assess/write-reports.ts';
import { assessmentFormats } from '../report/assessment/formats.ts';

/**
 * Signs a text with an SSH key for a purpose. `key`: a private key, or a public one whose private one the agent has.
 * Throws SigningError.
 */
export type Signer = (text: string, key: string, namespace: string) => Promise<string>;

export interface EvidencePorts {
  readonly sign: Signer;
  /** Whether the key signs, without anybody being asked. Throws SigningError. */
  trySigner(key: string): Promise<void>;
  /** Puts a file of pieces in place of what is there, whole or not at all. Throws what the system says. */
  write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
}

/** What `-o` writes as an archive of all formats. */
export const isArchive = (path: string): boolean => path.toLowerCase().endsWith('.tar');

/**
 * `evidence.tar`, in pieces: an assessment in all formats, a manifest of their digests, and its signature; `key` null:
 * none. Throws SigningError.
 */
export const evidenceArchive = (assessment: Assessment, key: string | null, sign: Signer): AsyncIterable<Uint8Array> =>
  bundle(assessment, bundleFiles(assessment, assessmentFormats), async (manifest) =>
    key === null ? null : await sign(manifest, key, EVIDENCE_NAMESPACE),
  );

/** Whether the key of `--sign` signs: told before a host is contacted, because no evidence can be written then. */
export async function signerProblems(
  { sign: key }: { readonly sign: string | null },
  { trySigner }: Pick<EvidencePorts, 'trySigner'>,
): Promise<readonly Diagnostic[]> {
  if (key === null) return [];
  try {
    await trySigner(key);
    return [];
  } catch (error) {
    if (!(error instanceof SigningError)) throw error;
    return [{ severity: 'error', code: 'report-key', summary: `--sign ${key}: ${error.message}`, hint: keyHint }];
  }
}

const keyHint =
  'name a private key without a passphrase, or a key that the agent has: ssh-add KEY, and ssh-add -l shows which';

/** Writes the archives among the files of `-o`; gives which, or why one could not be written. */
export async function writeEvidence(
  assessment: Assessment,
  { out, sign: key }: { readonly out: readonly string[]; readonly sign: string | null },
  { sign, write }: Pick<EvidencePorts, 'sign' | 'write'>,
): Promise<{ readonly written: readonly WrittenReport[]; readonly problems: readonly Diagnostic[] }> {
  const written: WrittenReport[] = [];
  const problems: Diagnostic[] = [];
  for (const path of out.filter(isArchive)) {
    try {
      await write(path, evidenceArchive(assessment, key, sign));
      written.push({ path, files: [path] });
    } catch (error) {
      problems.push(notWritten(path, error));
    }
  }
  return { written, problems };
}

const notWritten = (path: string, error: unknown): Diagnostic =>
  error instanceof SigningError
    ? {
        severity: 'error',
        code: 'report-unsigned',
        summary: `-o ${path} was not written: ${error.message}`,
        hint: keyHint,
      }
    : {
        severity: 'error',
        code: 'report-unwritable',
        summary: `-o ${path} cannot be written: ${messageOf(error)}`,
        hint: 'name a file in a folder of your own',
      };
