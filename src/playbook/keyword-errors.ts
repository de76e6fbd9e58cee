import { near } from '../domain/near.ts';
import type { YamlMap, YamlScalar } from '../domain/yaml-node.ts';
import type { Problems } from '../source/problems.ts';
import { loopReplacements, missingKeywords } from './keywords.ts';

/** Reports each key that is no keyword here, with the word that was meant or what to write instead. */
export function checkKeywords(map: YamlMap, known: readonly string[], what: string, problems: Problems): void {
  for (const { key } of map.entries) {
    if (!known.includes(key.written)) reportKeyword(key, near(key.written, known)[0], known, what, problems);
  }
}

export function reportKeyword(
  key: YamlScalar,
  guess: string | undefined,
  known: readonly string[],
  what: string,
  problems: Problems,
): void {
  if (reportMissing(key, problems)) return;
  const words =
    guess === undefined ? { hint: `${what} takes ${known.join(', ')}` } : { label: `did you mean \`${guess}\`?` };
  problems.error('unknown-keyword', `unknown keyword \`${key.written}\` in ${what}`, key.range, words);
}

/** True when the word is Ansible's: it was reported with its replacement. */
export function reportMissing(key: YamlScalar, problems: Problems): boolean {
  const name = key.written.replace(/^ansible\.(?:builtin|legacy)\./, '');
  const loop = loopReplacements.get(name);
  if (loop !== undefined) {
    problems.error('left-out', `\`${name}\` is not part of the language`, key.range, { hint: `use ${loop}` });
    return true;
  }
  const hint = missingKeywords.get(name);
  if (hint === undefined) return false;
  problems.error('left-out', `\`${name}\` is not part of the language`, key.range, { hint });
  return true;
}
