import type { Mapping, Value } from '../../domain/value.ts';

type Entries = readonly (readonly [string, Value])[];

/** Who the questions are asked as: `NAME:GID:PASSWD-LINE`. */
export function loginFacts(uid: number | null, told: string): Entries {
  const [name = '', gid = '', , , , , , home = '', shell = ''] = told.split(':');
  return [
    ['user_id', name === '' ? null : name],
    ['user_uid', uid],
    ['user_gid', /^[0-9]+$/.test(gid) ? Number(gid) : null],
    ['user_dir', home === '' ? null : home],
    ['user_shell', shell === '' ? null : shell],
  ];
}

/** Every kernel parameter that can be read, by name; its value as text. */
export const sysctlFacts = (text: string): Mapping =>
  new Map([...text.matchAll(/^sysctl=(\S+) (.*)$/gm)].map(([, name = '', value = '']) => [name, value]));

/** Accounts by name. */
export const userFacts = (text: string): Mapping =>
  new Map([...text.matchAll(/^passwd=(.*)$/gm)].map(([, line = '']) => accountOf(line.split(':'))));

const accountOf = ([
  name = '',
  ,
  uid = '',
  gid = '',
  comment = '',
  home = '',
  shell = '',
]: readonly string[]): readonly [string, Mapping] => [
  name,
  new Map<string, Value>([
    ['uid', Number(uid)],
    ['gid', Number(gid)],
    ['comment', comment],
    ['home', home],
    ['shell', shell],
  ]),
];
