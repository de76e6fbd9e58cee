import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError, type ConnectReason } from '../../domain/errors.ts';
import { count } from '../../domain/count.ts';
import type { Login } from './auth.ts';
import type { Offers } from './offers.ts';

/** How far a connection has come: TCP, then banner and key exchange, then authentication, then in use. */
export type Phase = 'tcp' | 'kex' | 'auth' | 'ready';

export interface ErrorContext {
  readonly phase: Phase;
  readonly login: Login;
  readonly offers: Pick<Offers, 'for'>;
}

/** Classifies what ssh2 or the socket threw, once. */
export function connectError(target: HostTarget, about: ErrorContext, error: unknown): ConnectError {
  const { phase, login, offers } = about;
  const { message: said, code, level } = properties(error);
  const make = (reason: ConnectReason, message: string, hint?: string): ConnectError =>
    new ConnectError({ reason, host: target.name, message, cause: error, ...(hint === undefined ? {} : { hint }) });
  const where = `${target.address} port ${target.port}`;
  const network = NETWORK.get(code);
  if (phase === 'tcp' && network !== undefined)
    return make(network.reason, network.message(where, target), network.hint);
  if (level === 'client-authentication' || (phase === 'auth' && level !== 'client-socket'))
    return authenticationError(target, said, login, error);
  if (phase === 'kex') return make(...keyExchangeError(where, said, code, offers.for(said)));
  if (phase === 'auth')
    return make(
      'lost',
      `${where} closed the connection during authentication: ${said}`,
      'Look at the log of sshd on the host.',
    );
  return make('lost', `lost the connection to ${where}: ${said}`);
}

/** Before the host has said anything of ssh: a busy sshd (MaxStartups) or one that is restarting does that. */
export const isWorthRetrying = (error: ConnectError): boolean => error.reason === 'refused';

/** `phase` is the one that took too long. Seconds of the limit are the target's. */
export function timeoutError(target: HostTarget, phase: Phase): ConnectError {
  const where = `${target.address} port ${target.port}`;
  if (phase === 'auth') {
    return new ConnectError({
      reason: 'authentication-timeout',
      host: target.name,
      message: `${where} did not finish the authentication of ${target.user} within ${target.authenticationTimeout / 1000} s (authentication timeout)`,
      hint: 'Look for slow PAM modules, directory services or UseDNS on the host, or a hanging ssh-agent here.',
    });
  }
  const what =
    phase === 'tcp'
      ? `no answer from ${where}`
      : `${where} took the connection but did not finish the ssh key exchange`;
  return new ConnectError({
    reason: 'no-answer',
    host: target.name,
    message: `${what} within ${target.connectTimeout / 1000} s (connect timeout)`,
    hint:
      phase === 'tcp'
        ? 'Is the host up, and does a firewall drop packets to it?'
        : 'Is that an sshd, and is the host overloaded?',
  });
}

function authenticationError(target: HostTarget, said: string, login: Login, cause: unknown): ConnectError {
  const tooMany = /too many authentication failures/i.test(said);
  const why = tooMany
    ? ` after ${count(login.offeredKeys, 'key')}: it takes no more tries (MaxAuthTries)`
    : /All configured authentication methods failed/.test(said)
      ? ''
      : ` (${said})`;
  return new ConnectError({
    reason: 'authentication',
    host: target.name,
    message: `${target.address} did not let ${target.user} in${why}: ${login.describe()}`,
    hint: authenticationHint(target, login, tooMany),
    cause,
  });
}

/** The likeliest way on, by what the host takes and what this transport lacks. */
function authenticationHint(target: HostTarget, login: Login, tooMany: boolean): string {
  if (tooMany)
    return 'Name the key: ansible_ssh_private_key_file or --private-key, or IdentityFile with IdentitiesOnly yes in ssh_config.';
  const unusable = target.ssh?.unusable ?? [];
  if (unusable.length > 0)
    return `ssh_config says ${unusable.join(' and ')}, which only ansible_connection: openssh can use: set that for this host.`;
  const takes = login.accepted ?? [];
  if (takes.length > 0 && takes.every((method) => FOREIGN.has(method)))
    return `Only ansible_connection: openssh can log in with ${takes.join(' or ')}: set that for this host.`;
  if (/is a security key/.test(login.describe())) return 'Set ansible_connection: openssh for this host.';
  const password =
    target.loginPassword === undefined && takes.some((method) => method !== 'publickey' && !FOREIGN.has(method))
      ? ' It would take a password, too: --ask-pass (-k) or ansible_password.'
      : '';
  return `Is the public key in ~${target.user}/.ssh/authorized_keys, and is the user right? Try: ssh -p ${target.port} ${target.user}@${target.address}${password}`;
}

/** Ways to log in that ssh2 lacks. */
const FOREIGN = new Set(['gssapi-with-mic', 'gssapi-keyex', 'hostbased']);

interface NetworkError {
  readonly reason: ConnectReason;
  readonly message: (where: string, target: HostTarget) => string;
  readonly hint: string;
}

const refused: NetworkError = {
  reason: 'refused',
  message: (where) => `${where} refused the connection`,
  hint: 'Is sshd running on the host, and is the port right?',
};
const noRoute: NetworkError = {
  reason: 'no-route',
  message: (where) => `there is no route to ${where}`,
  hint: 'Is the host up, and the network or VPN to it?',
};
const unnamed: NetworkError = {
  reason: 'name-resolution',
  message: (_where, { address }) => `the name ${address} could not be resolved`,
  hint: 'Check the name, or set ansible_host to an address.',
};

const NETWORK = new Map<string, NetworkError>([
  ['ECONNREFUSED', refused],
  ['ECONNRESET', { ...refused, message: (where) => `${where} reset the connection` }],
  ['EHOSTUNREACH', noRoute],
  ['ENETUNREACH', noRoute],
  [
    'ETIMEDOUT',
    {
      reason: 'no-answer',
      message: (where) => `no answer from ${where}`,
      hint: 'Is the host up, and does a firewall drop packets to it?',
    },
  ],
  ['ENOTFOUND', unnamed],
  [
    'EAI_AGAIN',
    {
      ...unnamed,
      message: (_where, { address }) =>
        `the name ${address} could not be resolved for now: the name server did not answer`,
    },
  ],
]);

function keyExchangeError(
  where: string,
  said: string,
  code: string,
  offered: string | null,
): readonly [ConnectReason, string, string?] {
  const busy = 'sshd may be at its limit of new connections (MaxStartups), or restarting.';
  if (/before handshake/.test(said))
    return ['refused', `${where} closed the connection before it said anything of ssh`, busy];
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return ['refused', `${where} reset the connection before the key exchange was over`, busy];
  if (/no matching/.test(said))
    return [
      'protocol',
      `${where} and ansible_connection: ssh have no ${/no matching (.*)/.exec(said)?.[1] ?? 'algorithm'} in common${offered === null ? '' : `: the host offers ${offered}`}`,
      'Set ansible_connection: openssh for this host: OpenSSH has more of them. Or look at KexAlgorithms, Ciphers, MACs and HostKeyAlgorithms in sshd_config.',
    ];
  return ['protocol', `${where} does not speak ssh as expected: ${said}`, 'Is that port the one of sshd?'];
}

function properties(error: unknown): { readonly message: string; readonly code: string; readonly level: string } {
  if (!(error instanceof Error)) return { message: String(error), code: '', level: '' };
  return {
    message: error.message,
    code: 'code' in error ? String(error.code) : '',
    level: 'level' in error ? String(error.level) : '',
  };
}
