import test, { type ExecutionContext } from 'ava';
import { Fleet } from './fleet.ts';

/** What may be `sh` on a host: Debian's and Ubuntu's, and the smallest. */
const shells: readonly (readonly string[])[] = [['dash'], ['busybox', 'sh']];

/** The same test on hosts whose `sh` is dash, and on hosts whose `sh` is busybox. */
export function onEveryShell(title: string, body: (t: ExecutionContext, fleet: Fleet) => Promise<void>): void {
  for (const shell of shells) test(`${title} (${shell.join(' ')})`, (t) => body(t, new Fleet(t, shell)));
}
