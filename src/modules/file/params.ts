import { z } from 'zod';

import { absolutePath, flag, oneOrMore, ownership, word } from '../params.ts';
import { withoutSlash } from './known-file.ts';

const pattern = absolutePath.refine(
  (text) => /[*?[]/.test(text),
  'must hold *, ? or [ to be a pattern: use path for one file',
);

/** Ansible's `file`, with `tighten_only` (never loosens a mode) and `glob` (patterns beside or instead of paths). */
export const fileParams = z
  .strictObject({
    path: oneOrMore(absolutePath.transform(withoutSlash)).optional(),
    glob: oneOrMore(pattern).optional(),
    state: z.enum(['file', 'directory', 'absent', 'touch', 'link', 'hard']).optional(),
    src: word.optional(),
    recurse: flag.default(false),
    force: flag.default(false),
    follow: flag.default(true),
    tighten_only: flag.default(false),
    modification_time: z.literal('preserve').optional(),
    access_time: z.literal('preserve').optional(),
    ...ownership,
  })
  .superRefine((given, context) => {
    for (const [wrong, path, message] of rules(given))
      if (wrong) context.addIssue({ code: 'custom', path: [path], message });
  })
  .transform((given) => ({ ...given, state: given.recurse ? ('directory' as const) : given.state }));

export type FileParams = z.output<typeof fileParams>;

interface Given {
  readonly path?: readonly string[] | undefined;
  readonly glob?: readonly string[] | undefined;
  readonly state?: string | undefined;
  readonly src?: string | undefined;
  readonly recurse: boolean;
  readonly tighten_only: boolean;
  readonly mode?: unknown;
}

function rules(given: Given): readonly (readonly [boolean, keyof Given, string])[] {
  const linking = given.state === 'link' || given.state === 'hard';
  const paths = given.path ?? [];
  return [
    [given.path === undefined && given.glob === undefined, 'path', 'is required (or glob)'],
    [given.state === 'hard' && given.src === undefined, 'src', 'is required with state: hard'],
    [!linking && given.src !== undefined, 'src', 'only goes with state: link or hard'],
    [linking && (paths.length !== 1 || given.glob !== undefined), 'path', 'must be one path for a link'],
    [given.state === 'hard' && given.src?.startsWith('/') === false, 'src', 'must be an absolute path for a hard link'],
    [
      given.recurse && given.state !== 'directory' && given.state !== undefined,
      'recurse',
      'only goes with state: directory',
    ],
    [given.recurse && given.glob !== undefined, 'recurse', 'does not go with glob'],
    [
      given.glob !== undefined && !['file', 'directory', 'absent', undefined].includes(given.state),
      'glob',
      'only goes with state: file, directory or absent',
    ],
    [given.tighten_only && given.mode === undefined, 'tighten_only', 'needs mode: the loosest that is allowed'],
    [given.state === 'absent' && given.mode !== undefined, 'mode', 'does not go with state: absent'],
  ];
}
