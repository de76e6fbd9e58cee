import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { reveal, Secret } from '../domain/secret.ts';
import { editMatches, sectionPattern } from './text/edit-matches.ts';
import { edit } from './text/edit.ts';
import { editFields, editQuery, planEdit, type EditedFile, type EditState } from './text/edited-file.ts';
import { editedFile, editText, patternProblem, regexText, replacementProblem } from './text/params.ts';

const params = z
  .strictObject({
    regexp: regexText({ multiline: true }),
    replace: editText.default(''),
    after: z.string().optional(),
    before: z.string().optional(),
    ...editedFile,
  })
  .superRefine((given, context) => {
    const section = sectionPattern({ after: given.after ?? null, before: given.before ?? null });
    const problem = section === null ? null : patternProblem(section, { dotAll: true });
    if (problem !== null)
      context.addIssue({ code: 'custom', path: [given.after ? 'after' : 'before'], message: problem });
    const wrong = replacementProblem(reveal(given.regexp), reveal(given.replace), { multiline: true });
    if (wrong !== null) context.addIssue({ code: 'custom', path: ['replace'], message: wrong });
  });
type Params = z.output<typeof params>;

/** Replaces all that a regular expression finds in a file. */
export const replace: Module<Params, EditState> = {
  name: 'replace',
  summary: 'Replaces all that a regular expression finds in a text file',
  params,
  parameterAliases: { dest: 'path', destfile: 'path', name: 'path' },
  examples: [
    "- replace:\n    path: /etc/fstab\n    regexp: '^(\\S+\\s+none\\s+swap\\s.*)$'\n    replace: '# \\1'",
    "- replace:\n    path: /etc/pam.d/common-password\n    after: '# here are the per-package modules'\n    regexp: ' minlen=[0-9]+'\n    replace: ' minlen=14'",
  ],
  probe: (given) => editQuery(editedOf(given)),
  plan: (given, state) => planEdit(editedOf(given), state),
  result: (given, state) => editFields(editedOf(given), state),
};

function editedOf(given: Params): EditedFile {
  const rules = {
    regexp: reveal(given.regexp),
    replace: reveal(given.replace),
    after: given.after ?? null,
    before: given.before ?? null,
  };
  return {
    ...given,
    create: false,
    isSecret: given.regexp instanceof Secret || given.replace instanceof Secret,
    edit: (before) => (before === null ? edit(null, '') : editMatches(rules, before)),
  };
}
