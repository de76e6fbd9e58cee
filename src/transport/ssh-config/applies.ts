import type { SshName } from '../../domain/ssh-settings.ts';
import { matchesList } from '../patterns.ts';
import type { Directive, Section } from './directives.ts';

export type Answer = 'yes' | 'no' | 'only-ssh-knows';

/** Whether a line holds for a host, as far as its name alone decides. */
export function applies({ sections }: Directive, { alias }: Pick<SshName, 'alias'>): Answer {
  const answers = sections.map((section) => sectionApplies(section, alias));
  if (answers.includes('no')) return 'no';
  return answers.includes('only-ssh-knows') ? 'only-ssh-knows' : 'yes';
}

function sectionApplies({ kind, words }: Section, alias: string): Answer {
  if (kind === 'host') return matchesList(words, alias) ? 'yes' : 'no';
  return words.every((word) => ALWAYS.has(word.toLowerCase())) ? 'yes' : 'only-ssh-knows';
}

/** `final` asks for a last pass over the files, which then takes place for every host. */
const ALWAYS = new Set(['all', 'final']);

/** What `Match` can be asked without ssh: who is on both ends. Null when it asks for more. */
export function matchApplies(
  words: readonly string[],
  about: Readonly<Record<'host' | 'originalhost' | 'user' | 'localuser', string>>,
): boolean | null {
  let holds = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (ALWAYS.has(word.toLowerCase())) continue;
    const [, not, name = ''] = /^(!?)(.+)$/.exec(word.toLowerCase()) ?? [];
    if (name !== 'host' && name !== 'originalhost' && name !== 'user' && name !== 'localuser') return null;
    at++;
    const fits = matchesList((words[at] ?? '').split(','), about[name]);
    holds &&= fits !== (not === '!');
  }
  return holds;
}
