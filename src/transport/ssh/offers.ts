/** What a host offers in its key exchange, read from ssh2's debug lines: its errors do not say it. */
export interface Offers {
  readonly hear: (line: string) => void;
  /** The host's algorithms of the kind that an error of ssh2 names (`no matching key exchange algorithm`). */
  readonly for: (said: string) => string | null;
}

export function offers(): Offers {
  const heard = new Map<string, string>();
  return {
    hear(line) {
      if (!line.startsWith(REMOTE)) return;
      const [kind = '', algorithms = ''] = line.slice(REMOTE.length).split(': ');
      heard.set(kind, algorithms.split(',').join(', '));
    },
    for: (said) => heard.get(KINDS.find(({ error }) => said.includes(error))?.line ?? '') ?? null,
  };
}

const REMOTE = 'Handshake: (remote) ';

const KINDS = [
  { error: 'key exchange algorithm', line: 'KEX method' },
  { error: 'host key format', line: 'Host key format' },
  { error: 'C->S cipher', line: 'C->S cipher' },
  { error: 'S->C cipher', line: 'S->C cipher' },
  { error: 'C->S MAC', line: 'C->S MAC' },
  { error: 'S->C MAC', line: 'S->C MAC' },
] as const;
