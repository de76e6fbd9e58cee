import type { SshName } from '../../domain/ssh-settings.ts';
import { applies, matchApplies } from './applies.ts';
import type { Directive, Section } from './directives.ts';
import { matters } from './keywords.ts';

/** Values by lower-case keyword, as `ssh -G` prints them: one text a line. */
export type Values = ReadonlyMap<string, readonly string[]>;

export interface Evaluated {
  readonly values: Values;
  /** Lines and sections that need ssh itself, and were passed over. */
  readonly passedOver: readonly string[];
}

/** What ssh_config says of a host where there is no ssh to ask: the first value counts, identity files add up. */
export function evaluate(directives: readonly Directive[], name: SshName, localUser: string): Evaluated {
  const values = new Map<string, string[]>();
  const passedOver = new Set<string>();
  if (name.user !== null) values.set('user', [name.user]);
  if (name.port !== null) values.set('port', [String(name.port)]);
  const holds = ({ kind, words, text }: Section): boolean => {
    if (kind === 'host') return true; // `applies` has looked
    const host = values.get('hostname')?.[0] ?? name.alias;
    const user = values.get('user')?.[0] ?? localUser;
    const answer = matchApplies(words, { host, originalhost: name.alias, user, localuser: localUser });
    if (answer === null) passedOver.add(text);
    return answer ?? false;
  };
  for (const directive of directives) {
    const { keyword, words, text } = directive;
    if (!matters(keyword) || applies(directive, name) === 'no' || !directive.sections.every(holds)) continue;
    const value = words.join(' ');
    const before = values.get(keyword);
    if (keyword === 'canonicalizehostname' || isRelativeList(keyword, value)) passedOver.add(text);
    else if (before === undefined) values.set(keyword, [keyword === 'hostname' ? hostName(value, name.alias) : value]);
    else if (ADD_UP.has(keyword)) before.push(value);
  }
  return { values, passedOver: [...passedOver] };
}

const ADD_UP = new Set(['identityfile', 'certificatefile']);

const hostName = (value: string, alias: string): string =>
  value.replaceAll(/%[h%]/g, (token) => (token === '%h' ? alias : '%'));

/** `+aes128-cbc` changes ssh's own list, which only ssh knows. */
const isRelativeList = (keyword: string, value: string): boolean =>
  /^(?:ciphers|kexalgorithms|macs|hostkeyalgorithms)$/.test(keyword) && /^[-+^]/.test(value);
