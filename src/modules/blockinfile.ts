import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { reveal, Secret } from '../domain/secret.ts';
import { flag } from './params.ts';
import { editBlock } from './text/edit-block.ts';
import { editFields, editQuery, planEdit, type EditedFile, type EditState } from './text/edited-file.ts';
import { anchorText, editedFile, editText } from './text/params.ts';

/** Python puts it in as a replacement text, in Latin-1: only plain ASCII means the same everywhere. */
const markerWord = z.string().regex(/^[\x20-\x5b\x5d-\x7e]*$/, 'must be plain ASCII without a backslash');

const params = z
  .strictObject({
    state: z.enum(['present', 'absent']).default('present'),
    block: editText.default(''),
    marker: z.string().default('# {mark} ANSIBLE MANAGED BLOCK'),
    marker_begin: markerWord.default('BEGIN'),
    marker_end: markerWord.default('END'),
    insertafter: anchorText.optional(),
    insertbefore: anchorText.optional(),
    create: flag.default(false),
    append_newline: flag.default(false),
    prepend_newline: flag.default(false),
    ...editedFile,
  })
  .refine((given) => given.insertafter === undefined || given.insertbefore === undefined, {
    path: ['insertbefore'],
    message: 'does not go with insertafter',
  });
type Params = z.output<typeof params>;

/** Sees to some lines of a file between two lines that mark them. */
export const blockinfile: Module<Params, EditState> = {
  name: 'blockinfile',
  summary: 'Sees to a block of lines between two marked ones',
  params,
  parameterAliases: { dest: 'path', destfile: 'path', name: 'path', content: 'block' },
  examples: [
    '- blockinfile:\n    path: /etc/ssh/sshd_config\n    block: |\n      Match Group sftp\n        ForceCommand internal-sftp\n    validate: sshd -t -f %s',
    "- blockinfile:\n    path: /etc/hosts\n    marker: '# {mark} control plane'\n    insertafter: '^127\\.0\\.0\\.1'\n    block: 10.0.0.1 cp-1",
    '- blockinfile:\n    path: /etc/hosts\n    marker: "# {mark} control plane"\n    state: absent',
  ],
  probe: (given) => editQuery(editedOf(given)),
  plan: (given, state) => planEdit(editedOf(given), state),
  result: (given, state) => editFields(editedOf(given), state),
};

function editedOf(given: Params): EditedFile {
  const rules = {
    state: given.state,
    block: reveal(given.block),
    marker: given.marker,
    markerBegin: given.marker_begin,
    markerEnd: given.marker_end,
    insertafter: given.insertafter === undefined ? null : reveal(given.insertafter),
    insertbefore: given.insertbefore === undefined ? null : reveal(given.insertbefore),
    prependNewline: given.prepend_newline,
    appendNewline: given.append_newline,
  };
  return {
    ...given,
    isSecret: given.block instanceof Secret,
    edit: (before) => {
      const made = editBlock(rules, before);
      return made.content === null ? { ...made, message: `File ${given.path} not present` } : made;
    },
  };
}
