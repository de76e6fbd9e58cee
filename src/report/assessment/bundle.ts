import type { Assessment } from '../../domain/assessment.ts';
import { sha256OfPieces } from '../../domain/sha256.ts';
import type { AssessmentFormat, ReportFile } from './format.ts';
import { Scratch } from './scratch.ts';
import { member, TAR_END } from './tar.ts';

/** What `ssh-keygen -Y` knows the signature by: one made for another purpose does not count. */
export const EVIDENCE_NAMESPACE = 'bulwark-evidence';

/** A file of a bundle; `path` relative, with `/`. */
interface BundleFile extends Pick<ReportFile, 'parts'> {
  readonly path: string;
}

/** The assessment in every format that can hold it, and how to verify them; one at a time, in no order. */
export function* bundleFiles(assessment: Assessment, formats: readonly AssessmentFormat[]): Iterable<BundleFile> {
  yield { path: 'README.txt', parts: [readme(assessment)] };
  for (const { name, extensions, files } of formats)
    for (const { of, parts } of files(assessment)) {
      const [extension] = extensions;
      yield { path: of === null ? `assessment${extension}` : `${name}/${of}${extension}`, parts };
    }
}

/**
 * A tar archive of the files, a piece at a time: a fleet's files need not be in memory together. The memory of a piece
 * is used again: it holds until the next is asked for. `sign` makes the signature of the manifest, which is a line a
 * file, as sha256sum(1) writes and checks it, and comes last; null: it is not signed. The same assessment makes the same
 * bytes, apart from the signature.
 */
export async function* bundle(
  { header }: Pick<Assessment, 'header'>,
  files: Iterable<BundleFile>,
  sign: (manifest: string) => Promise<string | null>,
): AsyncIterable<Uint8Array> {
  const folder = `bulwark-${header.run.replaceAll(/[^\w.-]/g, '_')}`;
  const seconds = Date.parse(header.finishedAt) / 1000;
  const packed = (path: string, content: readonly Uint8Array[]): Iterable<Uint8Array> =>
    member({ path: `${folder}/${path}`, content }, seconds);
  const scratch = new Scratch();
  let manifest = '';
  for (const { path, parts } of files) {
    const content = scratch.encoded(parts);
    manifest += manifestLine(path, sha256OfPieces(content));
    yield* packed(path, content);
  }
  const signature = await sign(manifest);
  yield* packed(MANIFEST, [Buffer.from(manifest)]);
  if (signature !== null) yield* packed(`${MANIFEST}.sig`, [Buffer.from(signature)]);
  yield TAR_END;
}

const MANIFEST = 'SHA256SUMS';

/** sha256sum(1) escapes a name with a backslash, LF or CR, and says so by a backslash before the sum. */
function manifestLine(path: string, digest: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${digest}  ${escaped}\n`;
}

const readme = ({ header }: Assessment): string => `Evidence of run ${header.run}, finished at ${header.finishedAt}
Made by ${header.tool.name} ${header.tool.version}, started by ${header.operator}

Every file here is one form of the same assessment; assessment.json has all of it.

Is it whole?
  sha256sum --check --strict ${MANIFEST}
Who made it? Where there is a ${MANIFEST}.sig, and allowed_signers is your own list of who may sign (ssh-keygen(1)):
  ssh-keygen -Y verify -f allowed_signers -I SIGNER -n ${EVIDENCE_NAMESPACE} -s ${MANIFEST}.sig < ${MANIFEST}
`;
