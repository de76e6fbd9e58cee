import type { Assessment } from '../domain/assessment.ts';
import { bundle, bundleFiles, EVIDENCE_NAMESPACE } from '../report/assessment/bundle.ts';
import { assessmentFormats } from '../report/assessment/formats.ts';

/**
 * Signs a text with an SSH key for a purpose. `key`: a private key, or a public one whose private one the agent has.
 * Throws SigningError.
 */
export type Signer = (text: string, key: string, namespace: string) => Promise<string>;

/**
 * `evidence.tar`, in pieces: an assessment in all formats, a manifest of their digests, and its signature; `key` null:
 * none. Throws SigningError.
 */
export const evidenceArchive = (assessment: Assessment, key: string | null, sign: Signer): AsyncIterable<Uint8Array> =>
  bundle(assessment, bundleFiles(assessment, assessmentFormats), async (manifest) =>
    key === null ? null : await sign(manifest, key, EVIDENCE_NAMESPACE),
  );
