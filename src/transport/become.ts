import { ConnectError } from '../domain/errors.ts';
import type { ChannelEnd } from './channel.ts';
import { cutError } from './early-end.ts';

export interface BecomeContext {
  readonly host: string;
  /** The login user, and who to become. */
  readonly login: string;
  readonly user: string;
  readonly gavePassword: boolean;
}

/** What is told of a program that did not let us become another user. */
export type Told = (context: BecomeContext) => { readonly message: string; readonly hint: string };

export interface Refusal {
  /** What the program says. */
  readonly pattern: RegExp;
  readonly told: Told;
}

/** Why it ended before the dispatcher spoke: the first refusal that has its words, a connection that was cut, or `otherwise`. */
export function becomeError(
  context: BecomeContext,
  { cause }: ChannelEnd,
  said: string,
  { refusals, otherwise }: { readonly refusals: readonly Refusal[]; readonly otherwise: Told },
): ConnectError {
  const known = refusals.find(({ pattern }) => pattern.test(said));
  if (known === undefined && cause !== undefined) return cutError(context.host, context.user, cause);
  return refusedBecome(context, known?.told ?? otherwise);
}

export const refusedBecome = (context: BecomeContext, told: Told): ConnectError =>
  new ConnectError({ reason: 'become', host: context.host, ...told(context) });
