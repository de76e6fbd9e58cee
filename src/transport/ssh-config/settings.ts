import type { SshName, SshSettings } from '../../domain/ssh-settings.ts';
import type { Values } from './evaluate.ts';
import { IGNORED, UNUSABLE } from './keywords.ts';

/** This machine, as far as ssh_config can name it. */
export interface Here {
  readonly home: string;
  readonly user: string;
  readonly uid: number;
  readonly hostname: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Values that were set, as settings of one host; null when there are none. `passedOver` is what nobody could work out. */
export function settingsOf(
  values: Values,
  name: SshName,
  here: Here,
  passedOver: readonly string[] = [],
): SshSettings | null {
  const ignored = [...passedOver, ...[...IGNORED].flatMap(([keyword, shown]) => (values.has(keyword) ? [shown] : []))];
  const one = (keyword: string): string | undefined => values.get(keyword)?.[0];
  const expander = expanderFor(values, name, here);
  const expand = (keyword: string, text: string): readonly string[] => {
    const path = expander(text);
    if (path === null) ignored.push(`${keyword} ${text}`);
    return path === null ? [] : [path];
  };
  const paths = (keyword: string, shown: string): readonly string[] | undefined =>
    values
      .get(keyword)
      ?.flatMap((line) => (keyword === 'identityfile' ? [line] : line.split(' ')))
      .filter((path) => !isNothing(path))
      .flatMap((path) => expand(shown, path));
  const agent = agentOf(one('identityagent'), expand, here);
  const settings = withoutAbsent({
    hostName: one('hostname') === name.alias.toLowerCase() ? undefined : one('hostname'),
    port: name.port === null ? integer(one('port')) : undefined,
    user: name.user === null ? one('user') : undefined,
    identityFiles: paths('identityfile', 'IdentityFile'),
    identitiesOnly: isYes(one('identitiesonly')) ? true : undefined,
    identityAgent: agent,
    proxyJump: one('proxyjump') === 'none' ? undefined : one('proxyjump'),
    proxyCommand: proxyCommand(one('proxycommand')),
    userKnownHosts: nonEmpty(paths('userknownhostsfile', 'UserKnownHostsFile')),
    globalKnownHosts: nonEmpty(paths('globalknownhostsfile', 'GlobalKnownHostsFile')),
    hostKeyAlias: one('hostkeyalias'),
    connectTimeout: seconds(one('connecttimeout')),
    keepalive: seconds(one('serveraliveinterval')),
    ciphers: list(one('ciphers')),
    kex: list(one('kexalgorithms')),
    macs: list(one('macs')),
    hostKeyAlgorithms: list(one('hostkeyalgorithms')),
  });
  const unusable = [...UNUSABLE].flatMap(([keyword, shown]) =>
    (values.get(keyword) ?? []).filter((value) => !isNothing(value)).map((value) => `${shown} ${value}`),
  );
  const loosening = looseningOf(values);
  if ([unusable, loosening, ignored, Object.keys(settings)].every((all) => all.length === 0)) return null;
  return { ...settings, unusable, loosening, ignored };
}

const isNothing = (path: string): boolean => path === '/dev/null' || path.toLowerCase() === 'none';
const isYes = (value: string | undefined): boolean => value === 'yes' || value === 'true';
const nonEmpty = (all: readonly string[] | undefined): readonly string[] | undefined =>
  all?.length === 0 ? undefined : all;
const list = (value: string | undefined): readonly string[] | undefined => value?.split(',');
const integer = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,5}$/.test(value) ? Number(value) : undefined;

/** `30`, `30s` or `1m30s` (sshd_config(5), TIME FORMATS); 0 and `none` set nothing. */
function seconds(value: string | undefined): number | undefined {
  const parts = [...(value ?? '').matchAll(/(\d+)([smhdw]?)/gi)];
  const total = parts.reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS.get(unit.toLowerCase()) ?? 1),
    0,
  );
  return total === 0 ? undefined : total * 1000;
}

const UNITS = new Map([
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
]);

const proxyCommand = (text: string | undefined): SshSettings['proxyCommand'] =>
  text === undefined || text === 'none' ? undefined : { text };

function agentOf(
  value: string | undefined,
  expand: (keyword: string, text: string) => readonly string[],
  { env }: Here,
): string | undefined {
  if (value === undefined || value === 'SSH_AUTH_SOCK') return undefined;
  if (value === 'none') return 'none';
  return value.startsWith('$') && !value.startsWith('${') ? env[value.slice(1)] : expand('IdentityAgent', value)[0];
}

/** Never followed: what would accept a host that nobody knows, or forget the ones that were known. */
function looseningOf(values: Values): readonly string[] {
  const strict = values.get('stricthostkeychecking')?.[0];
  const files = values.get('userknownhostsfile')?.[0]?.split(' ') ?? [];
  return [
    ...(strict !== undefined && /^(?:no|off|false)$/.test(strict) ? ['StrictHostKeyChecking no'] : []),
    ...(strict === 'accept-new' ? ['StrictHostKeyChecking accept-new'] : []),
    ...files.filter(isNothing).map((file) => `UserKnownHostsFile ${file}`),
  ];
}

/** `~`, `${NAME}` and the tokens of ssh_config(5); null for those that only ssh can work out (%C, %j). */
function expanderFor(values: Values, name: SshName, here: Here): (text: string) => string | null {
  const host = values.get('hostname')?.[0] ?? name.alias;
  const tokens = new Map([
    ['%', '%'],
    ['d', here.home],
    ['h', host],
    ['i', String(here.uid)],
    ['k', values.get('hostkeyalias')?.[0] ?? name.alias],
    ['L', here.hostname.split('.')[0] ?? here.hostname],
    ['l', here.hostname],
    ['n', name.alias],
    ['p', String(name.port ?? values.get('port')?.[0] ?? 22)],
    ['r', name.user ?? values.get('user')?.[0] ?? here.user],
    ['u', here.user],
  ]);
  return (text) => {
    let isWhole = true;
    const known = (value: string | undefined): string => {
      isWhole &&= value !== undefined;
      return value ?? '';
    };
    const expanded = text
      .replace(/^~(?=\/|$)/, here.home)
      .replaceAll(/%(.)|\$\{([^}]*)\}/g, (_all, token: string | undefined, variable: string | undefined) =>
        known(token === undefined ? here.env[variable ?? ''] : tokens.get(token)),
      );
    return isWhole ? expanded : null;
  };
}

type Present<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutAbsent<T extends object>(all: T): Present<T>;
function withoutAbsent(all: object): object {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
