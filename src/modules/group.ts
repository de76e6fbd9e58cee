import { z } from 'zod';

import { BadAnswer, type Change, type Module, type Planned } from '../domain/module.ts';
import { groupResource, pathResource } from '../domain/resource.ts';
import { toValue } from './values.ts';
import { sh } from '../shell/sh.ts';
import { accountChange, accountName, idNumber } from './accounts/change.ts';
import { keyValues } from './key-values.ts';
import { flag } from './params.ts';
import { lastWords, tellFunction } from './said.ts';

const params = z
  .strictObject({
    name: accountName,
    gid: idNumber.optional(),
    non_unique: flag.default(false),
    system: flag.default(false),
    state: z.enum(['present', 'absent']).default('present'),
    /** Remove it although it is the primary group of a user. */
    force: flag.default(false),
  })
  .refine((given) => !given.non_unique || given.gid !== undefined, {
    path: ['gid'],
    message: 'is required with non_unique',
  });
type Params = z.output<typeof params>;

/** null: there is no such group. */
type GroupState = { readonly gid: number } | null;

/** A group of the host's own files. */
export const group: Module<Params, GroupState> = {
  name: 'group',
  summary: 'Makes, changes and removes a group',
  params,
  examples: ['- group:\n    name: etcd\n    system: true', '- group:\n    name: olduser\n    state: absent'],
  probe: ({ name }) => ({
    command: sh`${tellFunction}command -v getent >/dev/null || exit 97
kv group "$(getent group -- ${name})"`,
    reads: [groupResource(name), pathResource('/etc/group')],
    parse: ({ output }) => {
      if (output.code !== 0) throw new BadAnswer('the host has no getent, which tells of accounts', lastWords(output));
      const gid = (keyValues(output.stdout.toString('utf8')).get('group') ?? '').split(':')[2];
      return gid === undefined || gid === '' ? null : { gid: Number(gid) };
    },
  }),
  plan: planGroup,
  result: (given, state, outputs) => {
    const gid = /^group=[^:\n]*:[^:\n]*:([0-9]+)/m.exec(outputs.at(-1)?.output.stdout.toString('utf8') ?? '')?.[1];
    const found = gid === undefined ? (state?.gid ?? null) : Number(gid);
    return new Map([
      ['name', given.name],
      ['state', given.state],
      ...(found === null || given.state === 'absent'
        ? []
        : [['system', given.system] as const, ['gid', toValue(found)] as const]),
    ]);
  },
};

function planGroup(given: Params, state: GroupState): Planned {
  const { name, gid } = given;
  const number = gid === undefined ? [] : [sh`-g ${gid}`, ...(given.non_unique ? [sh`-o`] : [])];
  const tell = sh`echo "group=$(getent group -- ${name})"`;
  if (given.state === 'absent')
    return changes(
      state === null
        ? []
        : [
            change(
              given,
              'delete',
              entry('state', 'present', 'absent'),
              sh`groupdel ${given.force ? [sh`-f`] : []} -- ${name}`,
            ),
          ],
    );
  if (state === null) {
    const system = given.system ? [sh`-r`] : [];
    const entries = gid === undefined ? entry('state', null, 'present') : entry('gid', null, String(gid));
    return changes([change(given, 'create', entries, sh`groupadd ${number} ${system} -- ${name} && ${tell}`)]);
  }
  return changes(
    gid === undefined || gid === state.gid
      ? []
      : [
          change(
            given,
            'update',
            entry('gid', String(state.gid), String(gid)),
            sh`groupmod ${number} -- ${name} && ${tell}`,
          ),
        ],
  );
}

const changes = (all: readonly Change[]): Planned => ({ kind: 'changes', changes: all });

const entry = (name: string, before: string | null, after: string): Change['diff']['entries'] => [
  { name, before, after },
];

const change = (
  { name }: Params,
  action: 'create' | 'update' | 'delete',
  entries: Change['diff']['entries'],
  command: ReturnType<typeof sh>,
): Change =>
  accountChange({
    target: `group ${name}`,
    action,
    entries,
    writes: [groupResource(name)],
    steps: [{ kind: 'exec', command, account: { name, login: 'stays' } }],
  });
