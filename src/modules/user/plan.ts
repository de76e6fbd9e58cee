import type { Change, DiffEntry, Planned, Step } from '../../domain/module.ts';
import { groupResource, userResource } from '../../domain/resource.ts';
import { Secret } from '../../domain/secret.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { accountChange } from '../accounts/change.ts';
import type { UserParams } from '../user.ts';
import type { Account, UserState } from './probe.ts';

/** One change that makes, changes or removes the account; none where it is as wanted. */
export function planUser(given: UserParams, state: UserState): Planned {
  const refusal = refusalOf(given, state);
  if (refusal !== null) return refusal;
  if (given.state === 'absent') return changes(state.account === null ? [] : [removal(given)]);
  return changes(state.account === null ? [creation(given, state)] : alteration(given, state, state.account));
}

function refusalOf(given: UserParams, { account, wantedGid, missingGroups }: UserState): Planned | null {
  const { name } = given;
  if (account?.uid === 0 && (given.state === 'absent' || given.password_lock === true || isPast(given.expires)))
    return { kind: 'refused', message: `${name} is root: it is neither removed, locked nor expired`, seen: 'uid 0' };
  if (given.state === 'absent') return null;
  const missing = given.group !== undefined && wantedGid === null ? given.group : missingGroups[0];
  if (missing !== undefined)
    return {
      kind: 'refused',
      message: `there is no group ${missing}`,
      wanted: `a group ${missing}`,
      seen: 'no such group',
      hint: `make it first: group: {name: ${missing}}`,
      assuming: given.state === 'present' && account === null ? [creation(given, { ownGroupExists: false })] : [],
    };
  if (account?.password === 'unread' && (given.password !== undefined || given.password_lock !== undefined))
    return {
      kind: 'refused',
      message: 'the password cannot be compared: /etc/shadow cannot be read',
      hint: 'become: true, or the account is not one of the host itself',
    };
  return null;
}

const isPast = (expires: number | undefined): boolean => expires !== undefined && expires >= 0 && expires < longAgo;

/** An expiry before this program was written is one that is over; seconds since 1970. */
const longAgo = 1_760_000_000;

const changes = (all: readonly Change[]): Planned => ({ kind: 'changes', changes: all });

const removal = ({ name, remove, force }: UserParams): Change =>
  change(
    name,
    'delete',
    [{ name: 'state', before: 'present', after: 'absent' }],
    [exec(name, 'ends', sh`userdel ${[...(force ? [sh`-f`] : []), ...(remove ? [sh`-r`] : [])]} -- ${name}`)],
  );

function creation(given: UserParams, { ownGroupExists }: Pick<UserState, 'ownGroupExists'>): Change {
  const { name, groups, password, password_lock: locked } = given;
  const options: readonly ShellCommand[] = [
    ...(given.group === undefined ? (ownGroupExists ? [sh`-N`] : []) : [sh`-g ${given.group}`]),
    ...(groups === undefined || groups.length === 0 ? [] : [sh`-G ${groups.join(',')}`]),
    ...attributeOptions(given),
    ...(given.home === undefined ? [] : [sh`-d ${given.home}`]),
    ...(given.create_home ? [sh`-m`] : [sh`-M`]),
    ...(given.create_home && given.skeleton !== undefined ? [sh`-k ${given.skeleton}`] : []),
    ...(given.system ? [sh`-r`] : []),
  ];
  const parents =
    given.create_home && given.home !== undefined ? sh`mkdir -p -m 0755 -- ${parentOf(given.home)} && ` : sh``;
  const entries: readonly DiffEntry[] = [
    { name: 'state', before: null, after: 'present' },
    ...wanted(given).map(([key, after]) => ({ name: key, before: null, after })),
  ];
  return change(name, 'create', entries, [
    exec(name, 'stays', sh`${parents}useradd ${[...options]} -- ${name} && ${tell(name)}`),
    ...passwordSteps(name, password, 'stays'),
    ...(locked === true ? [exec(name, 'stays', sh`usermod -L -- ${name}`)] : []),
  ]);
}

const parentOf = (path: string): string => path.replace(/\/+[^/]*\/*$/, '') || '/';

const tell = (name: string): ShellCommand => sh`echo "passwd=$(getent passwd -- ${name})"`;

/** What useradd and usermod call alike. */
const attributeOptions = (given: UserParams): readonly ShellCommand[] => [
  ...(given.uid === undefined ? [] : [sh`-u ${given.uid}`, ...(given.non_unique ? [sh`-o`] : [])]),
  ...(given.comment === undefined ? [] : [sh`-c ${given.comment}`]),
  ...(given.shell === undefined ? [] : [sh`-s ${given.shell}`]),
  ...(given.expires === undefined ? [] : [sh`-e ${expiryText(given.expires)}`]),
];

/** The day in UTC, as chage(1) counts; empty: never. */
const expiryText = (expires: number): string => (expires < 0 ? '' : String(dayOf(expires)));
const dayOf = (expires: number): number => Math.floor(expires / 86_400);

const wanted = (given: UserParams): readonly (readonly [string, string | Secret])[] => [
  ...(given.uid === undefined ? [] : [['uid', String(given.uid)] as const]),
  ...(given.group === undefined ? [] : [['group', given.group] as const]),
  ...(given.groups === undefined ? [] : [['groups', given.groups.join(',')] as const]),
  ...(given.comment === undefined ? [] : [['comment', given.comment] as const]),
  ...(given.home === undefined ? [] : [['home', given.home] as const]),
  ...(given.shell === undefined ? [] : [['shell', given.shell] as const]),
  ...(given.password === undefined ? [] : [['password', given.password] as const]),
];

/** What differs, one option of usermod each; `ends` and `may-end` are said of our own login. */
interface Difference {
  readonly entry: DiffEntry;
  readonly options: readonly ShellCommand[];
  readonly login: 'stays' | 'ends' | 'may-end';
}

function alteration(given: UserParams, { wantedGid }: UserState, account: Account): readonly Change[] {
  const { name } = given;
  const differences = [
    ...attributeDifferences(given, account, wantedGid),
    ...groupDifference(given, account),
    ...lockDifference(given, account),
  ];
  const password = given.password !== undefined && given.update_password === 'always' && account.password === 'other';
  const makesHome =
    given.create_home &&
    !account.homeExists &&
    !differences.some(({ entry }) => entry.name === 'home' && given.move_home);
  const options = differences.flatMap((one) => one.options);
  const steps: readonly Step[] = [
    ...(options.length === 0
      ? []
      : [
          exec(
            name,
            worst(differences),
            sh`${movedParents(given, differences)}usermod ${[...options]} -- ${name} && ${tell(name)}`,
          ),
        ]),
    ...(password
      ? passwordSteps(name, given.password, 'may-end', account.locked && given.password_lock !== false)
      : []),
    ...(makesHome ? [exec(name, 'stays', homeCommand(given, account))] : []),
  ];
  if (steps.length === 0) return [];
  const entries = [
    ...differences.map(({ entry }) => entry),
    ...(password ? [{ name: 'password', before: new Secret(''), after: given.password ?? null }] : []),
    ...(makesHome ? [{ name: 'home', before: 'missing', after: given.home ?? account.home }] : []),
  ];
  return [change(name, 'update', entries, steps)];
}

/** usermod makes the last folder alone. */
const movedParents = ({ home, move_home: moves }: UserParams, differences: readonly Difference[]): ShellCommand =>
  moves && home !== undefined && differences.some(({ entry }) => entry.name === 'home')
    ? sh`mkdir -p -m 0755 -- ${parentOf(home)} && `
    : sh``;

function attributeDifferences(given: UserParams, account: Account, wantedGid: number | null): readonly Difference[] {
  const differs = (
    name: string,
    before: string,
    after: string | undefined,
    login: Difference['login'],
    options: readonly ShellCommand[],
  ): readonly Difference[] =>
    after === undefined || after === before ? [] : [{ entry: { name, before, after }, login, options }];
  const number = given.uid === undefined ? [] : [sh`-u ${given.uid}`, ...(given.non_unique ? [sh`-o`] : [])];
  const gid = given.group === undefined ? undefined : String(wantedGid);
  const home = given.home === undefined ? [] : [sh`-d ${given.home}`, ...(given.move_home ? [sh`-m`] : [])];
  return [
    ...differs('uid', String(account.uid), given.uid === undefined ? undefined : String(given.uid), 'may-end', number),
    ...differs('group', String(account.gid), gid, 'may-end', [sh`-g ${given.group ?? ''}`]),
    ...differs('comment', account.comment, given.comment, 'stays', [sh`-c ${given.comment ?? ''}`]),
    ...differs('home', account.home, given.home, 'may-end', home),
    ...differs('shell', account.shell, given.shell, isNoShell(given.shell) ? 'ends' : 'may-end', [
      sh`-s ${given.shell ?? ''}`,
    ]),
    ...expiryDifference(given, account),
  ];
}

const isNoShell = (shell: string | undefined): boolean => /\/(?:nologin|false)$/.test(shell ?? '');

function expiryDifference({ expires }: UserParams, account: Account): readonly Difference[] {
  if (expires === undefined) return [];
  const day = expires < 0 ? null : dayOf(expires);
  if (day === account.expires) return [];
  return [
    {
      entry: { name: 'expires', before: dayText(account.expires), after: dayText(day) },
      login: isPast(expires) ? 'ends' : day === null ? 'stays' : 'may-end',
      options: [sh`-e ${expiryText(expires)}`],
    },
  ];
}

const dayText = (day: number | null): string =>
  day === null ? 'never' : new Date(day * 86_400_000).toISOString().slice(0, 10);

/** Without `append` it leaves every group that is not named. */
function groupDifference({ groups, append }: UserParams, account: Account): readonly Difference[] {
  if (groups === undefined) return [];
  const missing = groups.filter((name) => !account.groups.includes(name));
  const extra = append ? [] : account.groups.filter((name) => !groups.includes(name));
  if (missing.length + extra.length === 0) return [];
  const after = append ? [...account.groups, ...missing] : groups;
  return [
    {
      entry: { name: 'groups', before: account.groups.join(','), after: after.join(',') },
      login: extra.length === 0 ? 'stays' : 'may-end',
      options: [...(append ? [sh`-a`] : []), sh`-G ${(append ? missing : groups).join(',')}`],
    },
  ];
}

function lockDifference({ password_lock: lock }: UserParams, account: Account): readonly Difference[] {
  if (lock === undefined || lock === account.locked || (!lock && !account.hasPassword)) return [];
  const entry = { name: 'password_lock', before: account.locked ? 'yes' : 'no', after: lock ? 'yes' : 'no' };
  return [{ entry, login: lock ? 'ends' : 'stays', options: [lock ? sh`-L` : sh`-U`] }];
}

const worst = (differences: readonly Difference[]): Difference['login'] =>
  (['ends', 'may-end'] as const).find((login) => differences.some((one) => one.login === login)) ?? 'stays';

/** The hash goes in on standard input. A lock stays on. */
const passwordSteps = (
  name: string,
  password: Secret | undefined,
  login: Difference['login'],
  locked = false,
): readonly Step[] =>
  password === undefined
    ? []
    : [
        {
          kind: 'exec',
          command: sh`chpasswd -e`,
          input: new Secret(`${name}:${locked ? '!' : ''}${password.reveal().replace(locked ? /^!/ : /^$/, '')}\n`),
          account: { name, login },
        },
      ];

/** As useradd makes one: the skeleton, the mode of login.defs(5). */
const homeCommand = (
  { home, skeleton }: UserParams,
  account: Account,
): ShellCommand => sh`h=${home ?? account.home} k=${skeleton ?? '/etc/skel'}
m=$(sed -n 's/^HOME_MODE[[:space:]]*\([0-7]*\).*/\1/p' /etc/login.defs 2>/dev/null)
[ -n "$m" ] || m=0755
mkdir -p -m 0755 -- "$(dirname -- "$h")" && mkdir -- "$h" && { [ ! -d "$k" ] || cp -R -- "$k/." "$h/"; } &&
chown -R -- ${`${account.uid}:${account.gid}`} "$h" && chmod -- "$m" "$h"`;

const exec = (name: string, login: Difference['login'], command: ShellCommand): Step => ({
  kind: 'exec',
  command,
  account: { name, login },
});

const change = (
  name: string,
  action: 'create' | 'update' | 'delete',
  entries: readonly DiffEntry[],
  steps: readonly Step[],
): Change =>
  accountChange({ target: `user ${name}`, action, entries, writes: [userResource(name), groupResource('*')], steps });
