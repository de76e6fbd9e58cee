import { z } from 'zod';

import { contentLimit } from '../domain/file-state.ts';
import { BadAnswer, type Module, type Planned } from '../domain/module.ts';
import { pathResource } from '../domain/resource.ts';
import { isPresent, knownFile, type KnownFile } from './file/known-file.ts';
import { absolutePath } from './params.ts';

const params = z.strictObject({ src: absolutePath });

/** Reads a file of the host into the run, as Base64. */
export const slurp: Module<z.output<typeof params>, KnownFile> = {
  name: 'slurp',
  summary: 'Reads a file of the host, as Base64',
  params,
  parameterAliases: { path: 'src' },
  examples: [
    '- slurp:\n    src: /var/snap/k8s/common/etc/audit-policy.yaml\n  register: policy\n- debug:\n    msg: "{{ policy.content | b64decode }}"',
  ],
  probe: ({ src }) => ({
    files: [{ path: src, follow: true, want: 'content' }],
    reads: [pathResource(src)],
    parse: (answers) => knownFile(answers, src, true),
  }),
  plan: ({ src }, file) => planReading(src, file),
  result: ({ src }, file) => {
    const content = isPresent(file) ? file.content : null;
    return new Map([
      ['source', src],
      ['encoding', 'base64'],
      ...(Buffer.isBuffer(content) ? [['content', content.toString('base64')] as const] : []),
    ]);
  },
};

/** Nothing to change, or why the file cannot be read. */
export function planReading(src: string, file: KnownFile): Planned {
  if (!isPresent(file))
    return refused(`File not found: ${src}`, 'Look at it first with stat, and ask for it with when');
  if (file.kind === 'directory') return refused(`${src} is a folder, and only files are read`, 'Name a file in it');
  if (file.kind !== 'file') return refused(`${src} is no regular file`, 'A device, socket or pipe is not read');
  if (file.content === undefined) throw new BadAnswer(`no content came back for ${src}`);
  if (file.content === null)
    return refused(
      `${src} is larger than ${String(contentLimit / 1024 / 1024)} MiB`,
      'Larger files are not read into a run',
    );
  return { kind: 'changes', changes: [] };
}

const refused = (message: string, hint: string): Planned => ({ kind: 'refused', message, hint });
