import type { HostTarget } from '../domain/connection.ts';
import type { Connector } from '../domain/session.ts';
import { SILENCE, type Silence } from '../shell/dispatcher.ts';
import { HostConnection, type Wire } from './host-connection.ts';
import { limiter } from './limiter.ts';
import { LIMITS, type SessionLimits } from './limits.ts';
import { localWire } from './local.ts';
import { PasswordGate } from './password-gate.ts';
import { systemPorts, type TransportPorts } from './ports.ts';
import { connectOpenssh } from './openssh/connect.ts';
import { connectSsh } from './ssh/connect.ts';
import { knownHostsFiles } from './ssh/known-hosts-files.ts';
import type { KeySources } from './ssh/auth.ts';

export interface ConnectorInputs {
  /** Where keys come from when a host names none; nothing is read from the environment here. */
  readonly keys: KeySources;
  /** Who runs this process, for hosts with `connection: local`. */
  readonly localUser: string;
  readonly ports?: TransportPorts;
  /** Handshakes under way at once. More than some 50 hold up the event loop for seconds. */
  readonly handshakes?: number;
  /** Milliseconds between signs of life on an idle ssh connection. */
  readonly keepalive?: number;
  /** ssh_config in place of the user's and the system's, for hosts with `connection: openssh`. */
  readonly opensshConfig?: string;
  readonly limits?: SessionLimits;
  readonly silence?: Silence;
}

/** The connector of one run: known_hosts files, handshakes and refused passwords are shared by all its hosts. */
export function createConnector(inputs: ConnectorInputs): Connector {
  const {
    keys,
    localUser,
    ports = systemPorts,
    handshakes = 50,
    keepalive = 15_000,
    limits = LIMITS,
    silence = SILENCE,
  } = inputs;
  const ssh = { ports, keys, keepalive, knownHosts: knownHostsFiles() };
  const inTurn = limiter(handshakes);
  const passwords = new PasswordGate();
  const openssh = { ports, keepalive, configFile: inputs.opensshConfig, passwords: new PasswordGate() };
  const wireTo = (target: HostTarget, signal: AbortSignal | undefined): Wire | Promise<Wire> => {
    switch (target.connection) {
      case 'local':
        return localWire(localUser);
      case 'openssh':
        return inTurn(() => connectOpenssh(target, openssh, signal));
      case 'ssh':
        return inTurn(() => connectSsh(target, ssh, signal));
    }
  };
  return {
    async connect(target, signal) {
      const wire = await wireTo(target, signal);
      return new HostConnection({ target, wire, ports, limits, silence, passwords });
    },
  };
}
