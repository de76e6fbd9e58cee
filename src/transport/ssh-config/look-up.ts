import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parsed, refused } from '../../domain/diagnostic.ts';
import type { Diagnostic, Parsed } from '../../domain/diagnostic.ts';
import type { AskSshConfig, SshAnswer, SshName, SshSettings } from '../../domain/ssh-settings.ts';
import { messageOf } from '../../domain/thrown.ts';
import { limiter } from '../limiter.ts';
import { applies } from './applies.ts';
import { askSsh, setBy, type SshSays } from './ask-ssh.ts';
import { readDirectives, type Directive } from './directives.ts';
import { evaluate, type Values } from './evaluate.ts';
import { matters } from './keywords.ts';
import { settingsOf, type Here } from './settings.ts';

export interface LookUpInputs extends Here {
  /** The ssh to ask; another one in tests. */
  readonly program?: string;
  /** The system's file; another one in tests. */
  readonly systemFile?: string;
}

/** `ssh -G` processes at once. */
const AT_ONCE = 8;

/**
 * Asks ssh itself, as seldom as can be: never where no line that matters can hold for a host; once for all hosts for
 * which the same lines hold; once a host where a `Match`, a `%` in HostName, User or Port, or CanonicalizeHostname is
 * in play. Without ssh the files are read here, and what only ssh could work out is told. Errors: `ssh-config`.
 */
export function sshConfigLookUp(inputs: LookUpInputs): AskSshConfig {
  const { program = 'ssh', systemFile = '/etc/ssh/ssh_config' } = inputs;
  return async (file, names) => {
    if (file === 'none') return parsed(names.map((name) => ({ name, settings: null })));
    if (file !== null && !existsSync(file)) return refused(error(`there is no file ${file} for ssh_config`));
    const files = file === null ? [join(inputs.home, '.ssh/config'), systemFile] : [file];
    const directives = directivesOf(files, inputs.home);
    if (!directives.ok) return directives;
    const groups = groupsOf(directives.value, names);
    if (groups.length === 0) return parsed(names.map((name) => ({ name, settings: null })));
    const asked = await askAll(program, file, groups);
    return answers({ names, groups, asked, directives: directives.value, inputs });
  };
}

function directivesOf(files: readonly string[], home: string): Parsed<readonly Directive[]> {
  try {
    return parsed(readDirectives(files, home).filter(({ keyword }) => matters(keyword)));
  } catch (thrown) {
    return refused(error(`cannot read ssh_config: ${messageOf(thrown)}`));
  }
}

/** Hosts that get the same answer; the first is the one that is asked for. */
interface Group {
  readonly first: SshName;
  readonly names: readonly SshName[];
}

function groupsOf(directives: readonly Directive[], names: readonly SshName[]): readonly Group[] {
  const groups = new Map<string, [SshName, ...SshName[]]>();
  for (const name of names) {
    const key = keyOf(directives, name);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [name]);
    else group.push(name);
  }
  return [...groups.values()].map((all) => ({ first: all[0], names: all }));
}

/** The numbers of the lines that hold for a host, or the host itself where only ssh knows; null when there are none. */
function keyOf(directives: readonly Directive[], name: SshName): string | null {
  const all = directives.map((directive) => applies(directive, name));
  const holding = directives.filter((_, at) => all[at] !== 'no');
  if (holding.length === 0) return null;
  const isItsOwn =
    all.includes('only-ssh-knows') ||
    holding.some(
      ({ keyword, text }) => keyword === 'canonicalizehostname' || (DIFFERS.has(keyword) && text.includes('%')),
    );
  if (isItsOwn) return JSON.stringify([name.alias, name.user, name.port]);
  const lines = all.flatMap((answer, at) => (answer === 'no' ? [] : [at]));
  return JSON.stringify([lines, name.user === null, name.port === null]);
}

/** ssh prints these expanded; all others as they are written. */
const DIFFERS = new Set(['hostname', 'user', 'port']);

type Asked = { readonly without: SshSays; readonly all: readonly SshSays[] };

async function askAll(program: string, file: string | null, groups: readonly Group[]): Promise<Asked> {
  const inTurn = limiter(AT_ONCE);
  const without = await askSsh(program, 'none', { alias: 'host', user: null, port: null });
  if (without.kind !== 'values') return { without, all: [] };
  return { without, all: await Promise.all(groups.map(({ first }) => inTurn(() => askSsh(program, file, first)))) };
}

function answers(about: {
  readonly names: readonly SshName[];
  readonly groups: readonly Group[];
  readonly asked: Asked;
  readonly directives: readonly Directive[];
  readonly inputs: LookUpInputs;
}): Parsed<readonly SshAnswer[]> {
  const { names, groups, asked, directives, inputs } = about;
  const found = new Map<SshName, SshSettings | null>();
  const problems: Diagnostic[] = [];
  const { without } = asked;
  for (const [at, { first, names: alike }] of groups.entries()) {
    const says = without.kind === 'values' ? asked.all[at] : without;
    if (says?.kind === 'refused') problems.push(error(`ssh cannot use its files for ${first.alias}: ${says.said}`));
    const values =
      says?.kind === 'values' && without.kind === 'values' ? setBy(says.values, without.values, first.alias) : null;
    for (const name of alike) found.set(name, located(settings(values, name, directives, inputs), name, directives));
  }
  const [one, ...others] = problems;
  if (one !== undefined) return refused(one, ...others);
  return parsed(names.map((name) => ({ name, settings: found.get(name) ?? null })));
}

function settings(
  values: Values | null,
  name: SshName,
  directives: readonly Directive[],
  inputs: LookUpInputs,
): SshSettings | null {
  if (values !== null) return settingsOf(values, name, inputs);
  const own = evaluate(directives, name, inputs.user);
  return settingsOf(own.values, name, inputs, own.passedOver);
}

/** With the place of a ProxyCommand, which stops a run. */
function located(found: SshSettings | null, name: SshName, directives: readonly Directive[]): SshSettings | null {
  const at = directives.find((one) => one.keyword === 'proxycommand' && applies(one, name) !== 'no');
  if (found?.proxyCommand === undefined || at === undefined) return found;
  const start = { line: at.line, column: 1 };
  const range = { file: at.file, start, end: { line: at.line, column: [...at.text].length + 1 } };
  return { ...found, proxyCommand: { ...found.proxyCommand, range } };
}

const error = (summary: string): Diagnostic => ({
  severity: 'error',
  code: 'ssh-config',
  summary,
  hint: '-F FILE names another file, -F none does without',
});
