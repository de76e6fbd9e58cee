import { foldNodes } from '../domain/node-set.ts';

/**
 * The exit code in words, the last line of what is not fine: `exit 6: a host failed and a host was unreachable`.
 * `halfWay`: the hosts that are neither done nor as before.
 */
export function exitWords(code: number, halfWay: readonly string[]): string | null {
  const words = meaning(code, halfWay);
  return words === null ? null : `exit ${code}: ${words}`;
}

function meaning(code: number, halfWay: readonly string[]): string | null {
  switch (code) {
    case 0:
      return null;
    case 1:
      return 'a bug of Bulwark';
    case 2:
      return 'a host failed';
    case 3:
      return 'drift';
    case 4:
      return 'a host was unreachable';
    case 5:
      return 'bad input';
    case 6:
      return 'a host failed and a host was unreachable';
    case 7:
      return 'the plan file no longer fits';
    case 8:
      return 'busy, nothing was changed';
    default:
      return halfWay.length === 0 ? 'interrupted, nothing is half-way' : `interrupted, half-way: ${foldNodes(halfWay)}`;
  }
}
