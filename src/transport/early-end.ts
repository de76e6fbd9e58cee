import { ConnectError } from '../domain/errors.ts';
import type { ChannelEnd } from './channel.ts';

/** A shell that was cut before its first command, by what happened to the connection or to the process. */
export const cutError = (host: string, user: string, cause: string): ConnectError =>
  new ConnectError({ reason: 'lost', host, message: `the shell of ${user} did not start: ${cause}` });

/** How a shell ended by itself before its first command, and its last words. */
export function earlyEnd({ code }: ChannelEnd, said: string): string {
  const words = said.trim().split('\n').slice(-3).join(' / ');
  const ended = code === null ? 'was cut off' : `ended with code ${code}`;
  return `${ended} before the first command ran${words === '' ? '' : `: ${words}`}`;
}
