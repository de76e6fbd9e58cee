import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { groupResource, userResource } from '../domain/resource.ts';
import { Secret } from '../domain/secret.ts';
import { accountName, idNumber } from './accounts/change.ts';
import { absolutePath, anyText, flag, textOrSecret } from './params.ts';
import { planUser } from './user/plan.ts';
import { readUser, userQuestion, type UserState } from './user/probe.ts';
import { userFields } from './user/result.ts';

const groupNames = z
  .union([z.array(accountName), z.string()], { error: 'must be a list of groups' })
  .transform((given) =>
    typeof given === 'string'
      ? given
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean)
      : given,
  )
  .meta({ words: 'list of groups' });

/** crypt(3) as the host keeps it. Plain text is refused: it would stand in /etc/shadow as it is. */
const passwordHash = textOrSecret
  .transform((given) => (given instanceof Secret ? given : new Secret(given)))
  .refine(
    (given) => isHash(given.reveal()),
    'must be a crypt hash such as "$6$...", or "*" or "!" for none: use mkpasswd -m sha-512',
  )
  .meta({ words: 'crypt hash' });

const isHash = (text: string): boolean => /^!?\$[0-9a-z]+\$[^:\s]+$|^[!*]+$|^!?_?[./0-9A-Za-z]{13,20}$/.test(text);

const field = anyText.regex(/^[^:\n]*$/, 'must hold neither a colon nor a line feed');

const params = z.strictObject({
  name: accountName,
  uid: idNumber.optional(),
  non_unique: flag.default(false),
  group: z.union([accountName, idNumber]).transform(String).optional().meta({ words: 'name or number' }),
  groups: groupNames.optional(),
  append: flag.default(false),
  comment: field.optional(),
  home: absolutePath.regex(/^[^:\n]*$/, 'must hold no colon').optional(),
  create_home: flag.default(true),
  move_home: flag.default(false),
  skeleton: absolutePath.optional(),
  shell: absolutePath.regex(/^[^:\n]*$/, 'must hold no colon').optional(),
  system: flag.default(false),
  password: passwordHash.optional(),
  update_password: z.enum(['always', 'on_create']).default('always'),
  password_lock: flag.optional(),
  /** Seconds since 1970; negative: never. */
  expires: z.number().optional(),
  state: z.enum(['present', 'absent']).default('present'),
  remove: flag.default(false),
  force: flag.default(false),
});
export type UserParams = z.output<typeof params>;

/** An account of the host's own files. */
export const user: Module<UserParams, UserState> = {
  name: 'user',
  summary: 'Makes, changes and removes an account',
  params,
  examples: [
    '- user:\n    name: etcd\n    system: true\n    create_home: false\n    shell: /usr/sbin/nologin',
    '- user:\n    name: alice\n    groups: [adm, systemd-journal]\n    append: true',
    '- user:\n    name: mallory\n    state: absent\n    remove: true',
  ],
  probe: (given) => ({
    command: userQuestion(given),
    reads: [userResource(given.name), groupResource('*')],
    parse: ({ output }) => readUser(output),
  }),
  plan: planUser,
  result: userFields,
};
