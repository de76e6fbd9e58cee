import type { SshName } from '../domain/ssh-settings.ts';

/** One host of a ProxyJump. */
export interface Hop {
  readonly host: string;
  readonly user: string | null;
  readonly port: number | null;
}

/** `[user@]host[:port]` or `ssh://…`, several separated by commas, the first to connect to first; null for a mistake. */
export function parseHops(text: string): readonly Hop[] | null {
  if (text.trim().toLowerCase() === 'none') return [];
  const hops = text.split(',').map((part) => parseHop(part.trim()));
  return hops.flatMap((hop) => (hop === null ? [] : [hop])).length === hops.length
    ? hops.flatMap((hop) => hop ?? [])
    : null;
}

function parseHop(text: string): Hop | null {
  const [, user, host, port] =
    /^(?:ssh:\/\/)?(?:(.+)@)?(\[[^\]\s]+\]|[^\s:@[\]/]+)(?::(\d{1,5}))?\/?$/.exec(text) ?? [];
  if (host === undefined || Number(port ?? 22) < 1 || Number(port ?? 22) > 65_535) return null;
  return { host: host.replaceAll(/^\[|\]$/g, ''), user: user ?? null, port: port === undefined ? null : Number(port) };
}

/** What tells two questions to ssh_config apart. */
export const sshNameKey = ({ alias, user, port }: SshName): string => JSON.stringify([alias, user, port]);
