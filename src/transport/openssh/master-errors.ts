import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError, type ConnectReason } from '../../domain/errors.ts';
import { wordsOf } from './words.ts';

/** How far ssh has come: TCP or the ProxyCommand, then banner and key exchange, then authentication, then in use. */
export type Phase = 'tcp' | 'kex' | 'auth' | 'ready';

/** From the debug lines of ssh (OpenSSH 8 to 10, LogLevel DEBUG1). */
export function phaseOf(said: string): Phase {
  if (/^debug1: SSH2_MSG_SERVICE_ACCEPT received/m.test(said)) return 'auth';
  return /^debug1: (?:Connection established|Remote protocol version)/m.test(said) ? 'kex' : 'tcp';
}

/** Classifies why ssh ended, once, from its words. */
export function masterError(target: HostTarget, phase: Phase, code: number | null, said: string): ConnectError {
  const known = KNOWN.find(({ pattern, not }) => pattern.test(said) && not?.test(said) !== true);
  const about: About = { target, said, where: `${target.address} port ${target.port}`, words: wordsOf(said) };
  const explained = known ?? other(phase, code, said);
  return new ConnectError({
    reason: explained.reason,
    host: target.name,
    message: explained.message(about),
    ...(explained.hint === undefined ? {} : { hint: explained.hint(about) }),
  });
}

/** `phase` is the one that took too long. Seconds of the limit are the target's. */
export function masterTimeout(target: HostTarget, phase: Phase | 'interrupted'): ConnectError {
  const where = `${target.address} port ${target.port}`;
  const error = (reason: ConnectReason, message: string, hint: string): ConnectError =>
    new ConnectError({ reason, host: target.name, message, hint });
  if (phase === 'interrupted')
    return new ConnectError({
      reason: 'lost',
      host: target.name,
      message: 'interrupted before the connection was ready',
    });
  if (phase === 'auth')
    return error(
      'authentication-timeout',
      `${where} did not finish the authentication of ${target.user} within ${target.authenticationTimeout / 1000} s (authentication timeout)`,
      'Does a security key wait for a touch? Else look for slow PAM modules or UseDNS on the host, or a hanging ssh-agent here.',
    );
  const what =
    phase === 'tcp'
      ? `no answer from ${where}`
      : `${where} took the connection but did not finish the ssh key exchange`;
  return error(
    'no-answer',
    `${what} within ${target.connectTimeout / 1000} s (connect timeout)`,
    phase === 'tcp'
      ? 'Is the host up, does a firewall drop packets to it, and does a ProxyCommand of ssh_config hang?'
      : 'Is that an sshd, and is the host overloaded?',
  );
}

interface About {
  readonly target: HostTarget;
  readonly said: string;
  /** `ADDRESS port PORT`. */
  readonly where: string;
  /** The last of what ssh said, without its debug lines. */
  readonly words: string;
}

interface Explained {
  readonly reason: ConnectReason;
  readonly message: (about: About) => string;
  readonly hint?: (about: About) => string;
}

const busy = (): string => 'sshd may be at its limit of new connections (MaxStartups), or restarting.';
const firewalled = (): string => 'Is the host up, and does a firewall drop packets to it?';
const network = (): string => 'Is the host up, and the network or VPN to it?';

/** The first that fits; those of host keys stand before `Host key verification failed`, which all of them end with. */
const KNOWN: readonly (Explained & { readonly pattern: RegExp; readonly not?: RegExp })[] = [
  {
    pattern: /(?:ssh: not found|ssh: command not found|ssh: No such file)/,
    reason: 'missing-tool',
    message: () => 'there is no program ssh on this machine, and ansible_connection is openssh',
    hint: () => 'Install the OpenSSH client (openssh-client), or set ansible_connection to ssh.',
  },
  {
    pattern:
      /Bad configuration option|terminating, \d+ bad configuration|Bad owner or permissions|Can't open user config/i,
    reason: 'protocol',
    message: ({ words }) => `ssh does not take its configuration: ${words}`,
    hint: () => 'Look at ~/.ssh/config; ansible_connection openssh needs OpenSSH 8.5 or newer.',
  },
  {
    pattern: /Could not resolve hostname/,
    reason: 'name-resolution',
    message: ({ target, said }) =>
      /Temporary failure/.test(said)
        ? `the name ${target.address} could not be resolved for now: the name server did not answer`
        : `the name ${target.address} could not be resolved`,
    hint: () => 'Check the name, or set ansible_host to an address.',
  },
  {
    pattern: /^debug1: Executing proxy command[^]*(?:Host key verification failed|host key is known for)/m,
    not: /^debug1: (?:Remote protocol version|Server host key)/m,
    reason: 'host-key',
    message: ({ where, words }) => `a jump host on the way to ${where} did not show the key on record: ${words}`,
    hint: () =>
      'Its key has to stand in the known_hosts file that ssh_config names for it (~/.ssh/known_hosts), after comparing it on the jump host itself.',
  },
  {
    pattern: /REVOKED HOST KEY|host key .* (?:is|was) revoked|revoked by file|marked as revoked/i,
    reason: 'host-key',
    message: ({ target, said }) => `${target.address} presented ${offered(said)}, which a known_hosts file revokes`,
    hint: () => 'Somebody may be using a stolen host key: do not go on before you know why.',
  },
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    reason: 'host-key',
    message: ({ target, said }) =>
      `the host key of ${target.address} has changed: it presented ${offered(said)}, ${/Offending \S+ key in (.+)/.exec(said)?.[1]?.trim() ?? 'known_hosts'} has another`,
    hint: ({ target }) =>
      `If the host was rebuilt: ssh-keygen -R '${knownHostsName(target)}' -f ${target.hostKeyPolicy.files[0] ?? '~/.ssh/known_hosts'}, then run with --accept-new. If not, somebody may be in between.`,
  },
  {
    pattern: /Certificate invalid|Certificate host .*invalid|Certificate rejected|not a listed principal/i,
    reason: 'host-key',
    message: ({ target, words }) => `the host certificate of ${target.address} is not valid for it: ${words}`,
    hint: () => 'Sign it again for this name (ssh-keygen -h -n NAMES), or look at the clock of this machine.',
  },
  {
    pattern: /Host key verification failed|host key is known for/,
    reason: 'host-key',
    message: ({ target, said }) =>
      `${target.address} presented ${offered(said)}, which is in none of ${target.hostKeyPolicy.files.join(', ')}`,
    hint: ({ target }) =>
      `Compare the fingerprint with the host's own, then: ssh-keyscan -p ${target.port} ${target.address} >> ${target.hostKeyPolicy.files[0] ?? '~/.ssh/known_hosts'}, or run with --accept-new.`,
  },
  {
    pattern:
      /Permission denied \(|Too many authentication failures|No supported authentication methods|Authentication failed\./,
    reason: 'authentication',
    message: ({ target, said }) => `${target.address} did not let ${target.user} in: ${tried(said)}`,
    hint: ({ target }) =>
      `Is the public key in ~${target.user}/.ssh/authorized_keys, and is the user right? Try: ssh -p ${target.port} ${target.user}@${target.address}`,
  },
  {
    pattern: /Unable to negotiate with|no matching .* found/,
    reason: 'protocol',
    message: ({ where, said }) =>
      `${where} and ssh have no algorithm in common: ${/no matching .*/.exec(said)?.[0] ?? said}`,
    hint: () => 'Look at KexAlgorithms, Ciphers, MACs and HostKeyAlgorithms in sshd_config and in ssh_config here.',
  },
  {
    pattern: /connect to host .*: Connection refused/,
    reason: 'refused',
    message: ({ where }) => `${where} refused the connection`,
    hint: () => 'Is sshd running on the host, and is the port right?',
  },
  {
    pattern: /connect to host .*: (?:No route to host|Network is unreachable)/,
    reason: 'no-route',
    message: ({ where }) => `there is no route to ${where}`,
    hint: network,
  },
  {
    pattern: /(?:connect to host .*|banner exchange: .*): (?:Connection|Operation) timed out/,
    reason: 'no-answer',
    message: ({ where }) => `no answer from ${where}`,
    hint: firewalled,
  },
  {
    pattern: /Connection timed out during banner exchange/,
    reason: 'no-answer',
    message: ({ where }) => `${where} took the connection but did not finish the ssh key exchange`,
    hint: () => 'Is that an sshd, and is the host overloaded?',
  },
  {
    pattern: /Timeout, server .* not responding/,
    reason: 'lost',
    message: ({ where }) => `lost the connection to ${where}: no answer to its signs of life`,
    hint: firewalled,
  },
  {
    pattern: /^debug1: Executing proxy command/m,
    not: /^debug1: (?:Remote protocol version|SSH2_MSG)/m,
    reason: 'no-route',
    message: ({ where, words }) => `the ProxyCommand of ssh_config did not reach ${where}: ${words}`,
    hint: ({ target }) => `Try: ssh -v -p ${target.port} ${target.user}@${target.address}`,
  },
  {
    pattern: /(?:kex|ssh)_exchange_identification|connect to host .*: Connection reset/,
    reason: 'refused',
    message: ({ where }) => `${where} closed the connection before it said anything of ssh`,
    hint: busy,
  },
];

function other(phase: Phase, code: number | null, said: string): Explained {
  const ended = code === null ? 'was killed' : `ended with code ${code}`;
  switch (phase) {
    case 'tcp':
      return { reason: 'protocol', message: ({ where, words }) => `ssh to ${where} ${ended}: ${words}` };
    case 'kex':
      if (/Connection (?:closed|reset)|Broken pipe/.test(said))
        return {
          reason: 'refused',
          message: ({ where }) => `${where} reset the connection before the key exchange was over`,
          hint: busy,
        };
      return {
        reason: 'protocol',
        message: ({ where, words }) => `${where} does not speak ssh as expected: ${words}`,
        hint: () => 'Is that port the one of sshd?',
      };
    case 'auth':
      return {
        reason: 'lost',
        message: ({ where, words }) => `${where} closed the connection during authentication: ${words}`,
        hint: () => 'Look at the log of sshd on the host.',
      };
    case 'ready':
      return { reason: 'lost', message: ({ where, words }) => `lost the connection to ${where}: ${words}` };
  }
}

/** `TYPE FINGERPRINT` of the key that the host showed. */
const offered = (said: string): string =>
  /^debug1: Server host (?:key|certificate): (\S+ \S+)/m.exec(said)?.[1] ?? 'a key';

/** What was offered to the host, and what it takes. */
function tried(said: string): string {
  const keys = [...said.matchAll(/^debug1: Offering public key: (.+?) (?:SHA256:|$)/gm)].map(([, key = '']) => key);
  const takes = /Permission denied \(([^)]*)\)/.exec(said)?.[1];
  const notes = [...said.matchAll(/^(?:Load key .*|sign_and_send_pubkey: .*|Too many authentication failures.*)/gm)];
  return [
    `tried ${[...new Set(keys)].join(', ') || 'nothing'}`,
    ...(takes === undefined ? [] : [`the host takes ${takes}`]),
    ...notes.map(([note]) => note.trim()),
  ].join('; ');
}

/** How known_hosts names a host: the port only when it is not 22. */
const knownHostsName = ({ address, port }: HostTarget): string => (port === 22 ? address : `[${address}]:${port}`);
