import { z } from 'zod';

import { pathResource } from '../domain/resource.ts';
import type { Module } from '../domain/module.ts';
import { Float, type Mapping, type Value } from '../domain/value.ts';
import type { PresentFile } from '../domain/file-state.ts';
import { isPresent, knownFile, type KnownFile } from './file/known-file.ts';
import { modeText } from './mode.ts';
import { absolutePath, flag } from './params.ts';

const params = z.strictObject({
  path: absolutePath,
  follow: flag.default(false),
  get_checksum: flag.default(true),
  get_mime: flag.default(false),
  get_attributes: flag.default(false),
  checksum_algorithm: z.literal('sha256').default('sha256'),
});

/** What is at a path, under Ansible's names: `result.stat.exists`, `.mode` (`"0600"`), `.checksum` (SHA-256). */
export const stat: Module<z.output<typeof params>, KnownFile> = {
  name: 'stat',
  summary: 'Looks at one file without reading it into the run',
  params,
  parameterAliases: { dest: 'path', name: 'path' },
  examples: ['- stat:\n    path: /etc/kubernetes/admin.conf\n  register: admin_conf'],
  probe: ({ path, follow, get_checksum: hash }) => ({
    files: [{ path, follow, want: hash ? 'hash' : 'attributes' }],
    reads: [pathResource(path)],
    parse: (answers) => knownFile(answers, path, follow),
  }),
  plan: () => ({ kind: 'changes', changes: [] }),
  result: ({ path }, state) =>
    new Map([['stat', isPresent(state) ? describe(path, state) : new Map([['exists', false]])]]),
};

function describe(path: string, file: PresentFile): Mapping {
  return new Map<string, Value>([
    ['exists', true],
    ['path', path],
    ['mode', modeText(file.mode)],
    ['isdir', file.kind === 'directory'],
    ['isreg', file.kind === 'file'],
    ['islnk', file.kind === 'link'],
    ...permissions(file.mode),
    ['uid', file.uid],
    ['gid', file.gid],
    ['pw_name', file.owner],
    ['gr_name', file.group],
    ['size', file.size],
    ['inode', file.inode],
    ['mtime', new Float(file.modified)],
    ...(file.sha256 === undefined ? [] : [['checksum', file.sha256] as const]),
    ...(file.linkTarget === undefined
      ? []
      : [['lnk_target', file.linkTarget] as const, ['lnk_source', file.realPath] as const]),
  ]);
}

/** `rusr`, `wgrp`, `xoth`, … as Ansible has them. */
const permissions = (mode: number): readonly (readonly [string, boolean])[] => [
  ...['usr', 'grp', 'oth'].flatMap((who, place) =>
    ['r', 'w', 'x'].map((right, at) => [`${right}${who}`, (mode & (0o400 >> (place * 3 + at))) !== 0] as const),
  ),
  ['isuid', (mode & 0o4000) !== 0],
  ['isgid', (mode & 0o2000) !== 0],
];
