import { BadAnswer } from '../../domain/module.ts';
import type { CommandOutput } from '../../domain/session.ts';
import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';
import { keyValues } from '../key-values.ts';
import { lastWords, tellFunction } from '../said.ts';
import type { UserParams } from '../user.ts';

/** One account, as far as it is asked; no hash comes back. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  /** Groups that list it; its primary group only when that does. */
  readonly groups: readonly string[];
  /** unread: /etc/shadow cannot be read. */
  readonly password: 'same' | 'other' | 'unread';
  readonly locked: boolean;
  /** There is a password behind the lock, if any. */
  readonly hasPassword: boolean;
  /** Days since 1970; null: never. */
  readonly expires: number | null;
  readonly homeExists: boolean;
}

export interface UserState {
  /** null: there is no such account. */
  readonly account: Account | null;
  /** The number of the wanted primary group; null: there is none of that name. */
  readonly wantedGid: number | null;
  /** Wanted groups that do not exist. */
  readonly missingGroups: readonly string[];
  /** A group of the account's own name exists. */
  readonly ownGroupExists: boolean;
}

/** The hash is compared on the host, inside the shell: it comes in the script and stands in no argument list. */
export function userQuestion({ name, group, groups = [], password, home }: UserParams): ShellCommand {
  const wanted =
    password === undefined
      ? sh``
      : sh`w=${password}
`;
  const asked = group === undefined ? [] : [sh`kv gid "$(getent group -- ${group} | cut -d : -f 3)"; `];
  return sh`${tellFunction}command -v getent >/dev/null || exit 97
w=
${wanted}p=$(getent passwd -- ${name}); kv passwd "$p"
kv own "$(getent group -- ${name} | cut -d : -f 1)"
${asked}
for g in ${[...groups]}; do getent group -- "$g" >/dev/null || kv "missing.$g" yes; done
if [ -n "$p" ]; then
  getent group | while IFS=: read -r g x i m; do case ",$m," in *,${name},*) echo "member.$g=yes" ;; esac; done
  s=$(getent shadow -- ${name}) || s=
  if [ -n "$s" ]; then
    IFS=: read -r x h c x x x x e x <<SHADOW
$s
SHADOW
    case $h in '!'*) kv locked yes ;; esac
    b=$(printf %s "$h" | sed 's/^!//'); u=$(printf %s "$w" | sed 's/^!//')
    case $b in '' | '*' | '!') ;; *) kv hash yes ;; esac
    if [ "$b" = "$u" ]; then kv password same; else kv password other; fi
    kv expires "$e"
  fi
  d=${home ?? ''}; [ -n "$d" ] || d=$(printf %s "$p" | cut -d : -f 6)
  [ ! -d "$d" ] || kv home yes
fi
exit 0`;
}

/** Throws BadAnswer without getent. */
export function readUser(output: CommandOutput): UserState {
  if (output.code !== 0) throw new BadAnswer('the host has no getent, which tells of accounts', lastWords(output));
  const seen = keyValues(output.stdout.toString('utf8'));
  const listed = (prefix: string): readonly string[] =>
    [...seen.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  const gid = seen.get('gid') ?? '';
  return {
    account: accountOf(seen, listed('member.')),
    wantedGid: gid === '' ? null : Number(gid),
    missingGroups: listed('missing.'),
    ownGroupExists: (seen.get('own') ?? '') !== '',
  };
}

function accountOf(seen: ReadonlyMap<string, string>, groups: readonly string[]): Account | null {
  const [name, , uid, gid, comment, home, shell] = (seen.get('passwd') ?? '').split(':');
  if (name === undefined || name === '' || uid === undefined || gid === undefined) return null;
  const password = seen.get('password');
  const expires = seen.get('expires') ?? '';
  return {
    name,
    uid: Number(uid),
    gid: Number(gid),
    comment: comment ?? '',
    home: home ?? '',
    shell: shell ?? '',
    groups: groups.toSorted(),
    password: password === 'same' || password === 'other' ? password : 'unread',
    locked: seen.get('locked') === 'yes',
    hasPassword: seen.get('hash') === 'yes',
    expires: /^-?[0-9]+$/.test(expires) && Number(expires) >= 0 ? Number(expires) : null,
    homeExists: seen.get('home') === 'yes',
  };
}
