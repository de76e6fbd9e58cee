import type { HostTarget } from '../domain/connection.ts';
import type { AskPassword, Connector } from '../domain/session.ts';
import { SILENCE } from '../shell/dispatcher.ts';
import { HostConnection, type Wire } from './host-connection.ts';
import { limiter } from './limiter.ts';
import { LIMITS, type SessionLimits } from './limits.ts';
import { localWire } from './local.ts';
import { PasswordGate } from './password-gate.ts';
import { systemPorts, type TransportPorts } from './ports.ts';
import { connectOpenssh } from './openssh/connect.ts';
import { connectSsh, type SshInputs } from './ssh/connect.ts';
import { knownHostsFiles } from './ssh/known-hosts-files.ts';
import { openDirectly, type OpenStream } from './ssh/fetch-host-key.ts';
import { agents } from './ssh/agent-keys.ts';
import type { KeySources } from './ssh/identities.ts';
import { jumpHosts } from './ssh/jumps.ts';
import { keyFiles } from './ssh/key-files.ts';
import { sshWire } from './ssh/wire.ts';

export interface ConnectorInputs {
  /** Where keys come from when a host names none; nothing is read from the environment here. */
  readonly keys: KeySources;
  /** Who runs this process, for hosts with `connection: local`. */
  readonly localUser: string;
  /** Passphrases of keys and questions of hosts, one at a time; absent when there is no terminal. */
  readonly ask?: AskPassword;
  readonly ports?: TransportPorts;
  /** Handshakes under way at once. More than some 50 hold up the event loop for seconds. */
  readonly handshakes?: number;
  readonly limits?: SessionLimits;
}

/** The connector of one run. `close` ends what its hosts share, when the last of them is done. */
export interface RunConnector extends Connector {
  /** To the sshd of a host, through its jump hosts; at the host itself nobody logs in. */
  readonly stream: OpenStream;
  readonly close: () => void;
}

/** Known_hosts files, keys, jump hosts, handshakes and refused passwords are shared by all hosts of the run. */
export function createConnector(inputs: ConnectorInputs): RunConnector {
  const { localUser, ports = systemPorts, handshakes = 50, limits = LIMITS } = inputs;
  const ssh = sshInputs(inputs, ports);
  const inTurn = limiter(handshakes);
  const passwords = new PasswordGate();
  const openssh = { ports, passwords: new PasswordGate() };
  const jumps = jumpHosts((hop, via, signal) => inTurn(() => connectSsh(hop, via, ssh, signal)));
  const overSsh = async (target: HostTarget, signal: AbortSignal | undefined): Promise<Wire> => {
    const via = await jumps.to(target, signal);
    const client = await inTurn(() => connectSsh(target, via, ssh, signal));
    return sshWire(target, client, via, ports);
  };
  const wireTo = (target: HostTarget, signal: AbortSignal | undefined): Wire | Promise<Wire> => {
    switch (target.connection) {
      case 'local':
        return localWire(localUser);
      case 'openssh':
        return inTurn(() => connectOpenssh(target, openssh, signal));
      case 'ssh':
        return overSsh(target, signal);
    }
  };
  return {
    async connect(target, signal) {
      const wire = await wireTo(target, signal);
      return new HostConnection({ target, wire, ports, limits, silence: SILENCE, passwords });
    },
    async stream(target, signal) {
      const via = await jumps.to(target, signal);
      return via === null ? openDirectly(target) : via.open(target, () => undefined);
    },
    close: () => jumps.close(),
  };
}

function sshInputs(inputs: ConnectorInputs, ports: TransportPorts): SshInputs {
  const { keys: sources } = inputs;
  const ask = inputs.ask === undefined ? null : oneAtATime(inputs.ask);
  return {
    ports,

    ask,
    keys: { sources, files: keyFiles(ask), agents: agents() },
    knownHosts: knownHostsFiles(),
    loginPasswords: new PasswordGate(),
  };
}

/** Two hosts never ask at once. */
function oneAtATime(ask: AskPassword): AskPassword {
  const inTurn = limiter(1);
  return (question) => inTurn(() => ask(question));
}
