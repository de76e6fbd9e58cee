import type { SourceRange } from '../domain/diagnostic.ts';
import { isGroupName, isHostName } from '../domain/host-name.ts';
import type { Problems } from '../source/problems.ts';

const HINTS = {
  host: 'letters, digits, `.`, `-` and `_`; an IPv6 address with a port is written [::1]:22',
  group: 'letters, digits and `_`',
};

/** Whether a host or a group can have this name; else that is reported. */
export function checkName(kind: 'host' | 'group', name: string, range: SourceRange, problems: Problems): boolean {
  if (kind === 'host' ? isHostName(name) : isGroupName(name)) return true;
  problems.error(`${kind}-name`, `\`${name}\` cannot be the name of a ${kind}`, range, { hint: HINTS[kind] });
  return false;
}
