import type { Assessment } from '../../domain/assessment.ts';
import { sha256 } from '../../domain/sha256.ts';
import { tar } from './tar.ts';
import type { TarFile } from './tar.ts';

/** What `ssh-keygen -Y` knows the signature by: one made for another purpose does not count. */
export const EVIDENCE_NAMESPACE = 'bulwark-evidence';

/** Reports of one assessment that travel together. */
export interface Bundle {
  /** The manifest, which is what is signed: a line a file, as sha256sum(1) writes and checks them. */
  readonly manifest: string;
  /** The archive; `signature`: of the manifest, as `ssh-keygen -Y sign` makes it; null: it is not signed. */
  readonly archive: (signature: string | null) => Uint8Array;
}

/** The same assessment makes the same bytes. `files`: paths are unique, relative, and have no `..`. */
export function bundle(
  assessment: Assessment,
  files: readonly { readonly path: string; readonly content: string | Uint8Array }[],
): Bundle {
  const { run, finishedAt } = assessment.header;
  const contents = [...files, { path: README, content: readme(assessment) }]
    .map(({ path, content }): TarFile => ({ path, content: Buffer.from(content) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = contents.map(({ path, content }) => manifestLine(path, sha256(content))).join('');
  const folder = `bulwark-${run.replaceAll(/[^\w.-]/g, '_')}`;
  const archive = (signature: string | null): Uint8Array => {
    const proofs = [
      { path: MANIFEST, content: manifest },
      ...(signature === null ? [] : [{ path: SIGNATURE, content: signature }]),
    ];
    const all = [...contents, ...proofs.map(({ path, content }) => ({ path, content: Buffer.from(content) }))];
    return tar(
      all.map(({ path, content }) => ({ path: `${folder}/${path}`, content })),
      Date.parse(finishedAt) / 1000,
    );
  };
  return { manifest, archive };
}

const README = 'README.txt';
const MANIFEST = 'SHA256SUMS';
const SIGNATURE = 'SHA256SUMS.sig';

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
Who made it? Where there is a ${SIGNATURE}, and allowed_signers is your own list of who may sign (ssh-keygen(1)):
  ssh-keygen -Y verify -f allowed_signers -I SIGNER -n ${EVIDENCE_NAMESPACE} -s ${SIGNATURE} < ${MANIFEST}
`;
