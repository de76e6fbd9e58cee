import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { reveal, Secret } from '../domain/secret.ts';
import { flag } from './params.ts';
import { editFields, editQuery, planEdit, type EditedFile, type EditState } from './text/edited-file.ts';
import { editLine } from './text/edit-line.ts';
import { anchorText, editedFile, editText, regexText, replacementProblem } from './text/params.ts';

const params = z
  .strictObject({
    state: z.enum(['present', 'absent']).default('present'),
    line: editText.optional(),
    regexp: regexText({ bytes: true }).optional(),
    search_string: editText.optional(),
    insertafter: anchorText.optional(),
    insertbefore: anchorText.optional(),
    firstmatch: flag.default(false),
    backrefs: flag.default(false),
    create: flag.default(false),
    ...editedFile,
  })
  .superRefine((given, context) => {
    for (const [wrong, path, message] of rules(given))
      if (wrong) context.addIssue({ code: 'custom', path: [path], message });
  });
type Params = z.output<typeof params>;

/** Sees to it that one line is, or is not, in a file. */
export const lineinfile: Module<Params, EditState> = {
  name: 'lineinfile',
  summary: 'Sees to one line of a text file',
  params,
  parameterAliases: { dest: 'path', destfile: 'path', name: 'path', regex: 'regexp', value: 'line' },
  examples: [
    "- lineinfile:\n    path: /etc/login.defs\n    regexp: '^PASS_MAX_DAYS'\n    line: PASS_MAX_DAYS 365",
    '- lineinfile:\n    path: /etc/ssh/sshd_config.d/50-bulwark.conf\n    regexp: \'^PermitRootLogin\'\n    line: PermitRootLogin no\n    create: true\n    mode: "0600"\n    validate: sshd -t -f %s',
    "- lineinfile:\n    path: /etc/hosts.equiv\n    regexp: '^\\+'\n    state: absent",
  ],
  probe: (given) => editQuery(editedOf(given)),
  plan: (given, state) => planEdit(editedOf(given), state),
  result: (given, state) => editFields(editedOf(given), state),
};

function editedOf(given: Params): EditedFile {
  const rule = {
    state: given.state,
    line: textOf(given.line),
    regexp: textOf(given.regexp),
    searchString: textOf(given.search_string),
    insertafter: textOf(given.insertafter),
    insertbefore: textOf(given.insertbefore),
    backrefs: given.backrefs,
    firstmatch: given.firstmatch,
  };
  return {
    ...given,
    create: given.state === 'absent' || given.create,
    isSecret: [given.line, given.regexp, given.search_string].some((value) => value instanceof Secret),
    edit: (before) => editLine(rule, before),
  };
}

const textOf = (value: string | Secret | undefined): string | null => (value === undefined ? null : reveal(value));

function rules(given: Params): readonly (readonly [boolean, keyof Params, string])[] {
  const isPresent = given.state === 'present';
  const noPattern = given.regexp === undefined && given.search_string === undefined;
  const expansion =
    given.backrefs && given.regexp !== undefined && given.line !== undefined
      ? replacementProblem(bytes(given.regexp), bytes(given.line), { bytes: true })
      : null;
  return [
    [isPresent && given.line === undefined, 'line', 'is required with state: present'],
    [!isPresent && given.line === undefined && noPattern, 'line', 'is required (or regexp, or search_string)'],
    [
      given.insertafter !== undefined && given.insertbefore !== undefined,
      'insertbefore',
      'does not go with insertafter',
    ],
    [given.regexp !== undefined && given.search_string !== undefined, 'search_string', 'does not go with regexp'],
    [given.backrefs && given.search_string !== undefined, 'backrefs', 'does not go with search_string'],
    [isPresent && given.backrefs && noPattern, 'backrefs', 'needs regexp'],
    [expansion !== null, 'line', expansion ?? ''],
  ];
}

const bytes = (text: string | Secret): string => Buffer.from(reveal(text)).toString('latin1');
