import type { Value } from '../../domain/value.ts';

/** What the groups of a regular expression found in the line that matched, under Ansible's names. */
export function matchOf(regex: string | undefined, said: string): readonly (readonly [string, Value])[] {
  const line = /^matched=(.*)$/m.exec(said)?.[1];
  const found = regex === undefined || line === undefined ? null : search(regex, line);
  return [
    ['match_groups', (found ?? []).slice(1).map(textOf)],
    ['match_groupdict', new Map(Object.entries(found?.groups ?? {}).map(([name, text]) => [name, textOf(text)]))],
  ];
}

/** Python writes named groups with a P. What JavaScript cannot read has no groups. */
function search(regex: string, line: string): RegExpExecArray | null {
  try {
    return new RegExp(regex.replaceAll('(?P<', '(?<'), 'm').exec(line);
  } catch {
    return null;
  }
}

const textOf = (text: string | undefined): Value => text ?? null;
