import type { Assessment } from '../domain/assessment.ts';
import { bundle, EVIDENCE_NAMESPACE } from '../report/assessment/bundle.ts';

/** Signs with an SSH key: `key` is a private key, or a public one whose private one the agent has. Throws SigningError. */
export type Signer = (text: string, key: string, namespace: string) => Promise<string>;

/**
 * `evidence.tar`: all forms of an assessment, with a manifest of their digests, and its signature where there is a
 * key. Throws SigningError; nothing was written then.
 */
export async function evidenceArchive(
  assessment: Assessment,
  files: readonly { readonly path: string; readonly content: string | Uint8Array }[],
  key: string | null,
  sign: Signer,
): Promise<Uint8Array> {
  const { manifest, archive } = bundle(assessment, files);
  return archive(key === null ? null : await sign(manifest, key, EVIDENCE_NAMESPACE));
}
