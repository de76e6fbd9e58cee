/** What `sshd -T` says for one login: each setting's values, as often as it stands there. Names are lower case. */
export type SshdSettings = ReadonlyMap<string, readonly string[]>;

export function readSshdSettings(text: string): SshdSettings {
  const settings = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([a-z]+) (.*)$/.exec(line.trim()) ?? [];
    if (name !== '') settings.set(name, [...(settings.get(name) ?? []), value]);
  }
  return settings;
}

export interface Login {
  readonly user: string;
  readonly groups: readonly string[];
  /** The host's port that the login came to, and where it came from. */
  readonly port: string;
  readonly address: string;
  /** A password can be given where the key is not enough. */
  readonly hasPassword: boolean;
  /** What our side offers, where it is known: names as sshd has them, by setting. */
  readonly offers: Readonly<Record<string, readonly string[]>> | null;
}

export interface Bar {
  readonly setting: string;
  readonly wanted: string;
  readonly seen: string;
}

/** Why sshd with these settings would not let this login in. Those that hold for the live settings too prove nothing. */
export function newBars(live: SshdSettings, planned: SshdSettings, login: Login): readonly Bar[] {
  const before = new Set(bars(live, live, login).map(({ setting }) => setting));
  return bars(planned, live, login).filter(({ setting }) => !before.has(setting));
}

function bars(settings: SshdSettings, live: SshdSettings, login: Login): readonly Bar[] {
  const values = (name: string): readonly string[] => settings.get(name) ?? [];
  const all = (name: string): readonly string[] =>
    values(name)
      .flatMap((value) => value.split(/\s+/))
      .filter(Boolean);
  const bar = (setting: string, wanted: string): readonly Bar[] => [
    { setting, wanted, seen: `${setting} ${values(setting).join(' ')}`.trim() },
  ];
  const { user } = login;
  return [
    ...(values('port').includes(login.port) ? [] : bar('port', `Port ${login.port}, which this login uses`)),
    ...(all('denyusers').some((pattern) => isUser(pattern, login)) ? bar('denyusers', `${user} is not denied`) : []),
    ...(all('allowusers').length > 0 && !all('allowusers').some((pattern) => isUser(pattern, login))
      ? bar('allowusers', `${user} is allowed`)
      : []),
    ...(isGroup(all('denygroups'), login) ? bar('denygroups', `no group of ${user} is denied`) : []),
    ...(all('allowgroups').length > 0 && !isGroup(all('allowgroups'), login)
      ? bar('allowgroups', `a group of ${user} (${login.groups.join(', ')}) is allowed`)
      : []),
    ...(user === 'root' && ['no', 'forced-commands-only'].includes(values('permitrootlogin')[0] ?? '')
      ? bar('permitrootlogin', 'root may log in with its key')
      : []),
    ...(values('pubkeyauthentication')[0] === 'no' && !login.hasPassword
      ? bar('pubkeyauthentication', 'keys are taken')
      : []),
    ...(isMethodEnough(values('authenticationmethods')[0] ?? 'any', login)
      ? []
      : bar('authenticationmethods', login.hasPassword ? 'a key or a password is enough' : 'a key is enough')),
    ...((values('forcecommand')[0] ?? 'none') === 'none' ? [] : bar('forcecommand', 'commands are run as they come')),
    ...(keepsKeysFile(all('authorizedkeysfile'), live)
      ? []
      : bar('authorizedkeysfile', `one of ${(live.get('authorizedkeysfile') ?? []).join(' ')} is still read`)),
    ...ALGORITHMS.flatMap((name) =>
      hasCommon(values(name), name, live, login) || isUnused(name, values('ciphers'))
        ? []
        : bar(name, wantedOf(name, login)),
    ),
  ];
}

const ALGORITHMS = ['kexalgorithms', 'ciphers', 'macs', 'hostkeyalgorithms', 'pubkeyacceptedalgorithms'] as const;

/** A cipher that authenticates needs no MAC. */
const isUnused = (name: string, ciphers: readonly string[]): boolean =>
  name === 'macs' && listed(ciphers).some((cipher) => /-gcm@|poly1305/.test(cipher));

const wantedOf = (name: string, { offers }: Login): string => {
  const ours = offers?.[name];
  return ours === undefined ? 'one that works today stays' : `one of ${ours.slice(0, 3).join(', ')}, …`;
};

/** Without a list of ours: at least one that works today stays. */
function hasCommon(values: readonly string[], name: string, live: SshdSettings, { offers }: Login): boolean {
  const ours = offers?.[name] ?? listed(live.get(name) ?? []);
  return values.length === 0 || ours.length === 0 || listed(values).some((one) => ours.includes(one));
}

const listed = (values: readonly string[]): readonly string[] => values.flatMap((value) => value.split(','));

const keepsKeysFile = (files: readonly string[], live: SshdSettings): boolean => {
  const before = (live.get('authorizedkeysfile') ?? []).flatMap((value) => value.split(/\s+/));
  return before.length === 0 || before.some((file) => files.includes(file));
};

/** AuthenticationMethods is a list of alternatives, each a comma-separated list of all that is wanted (sshd_config(5)). */
const isMethodEnough = (value: string, { hasPassword }: Login): boolean =>
  value === 'any' ||
  value
    .split(/\s+/)
    .some((way) =>
      way
        .split(',')
        .every(
          (method) => method === 'publickey' || (hasPassword && /^(?:password|keyboard-interactive)/.test(method)),
        ),
    );

/** `user`, `user@host`; patterns as in ssh_config(5). */
function isUser(pattern: string, { user, address }: Login): boolean {
  const at = pattern.lastIndexOf('@');
  if (at < 0) return isLike(pattern, user);
  const from = pattern.slice(at + 1);
  return isLike(pattern.slice(0, at), user) && (from.includes('/') || isLike(from, address));
}

const isGroup = (patterns: readonly string[], { groups }: Login): boolean =>
  patterns.some((pattern) => groups.some((group) => isLike(pattern, group)));

function isLike(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
