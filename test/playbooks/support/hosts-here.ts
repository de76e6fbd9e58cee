import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectError } from '../../../src/domain/errors.ts';
import type { Connection, Connector, Session } from '../../../src/domain/session.ts';
import { SILENCE } from '../../../src/shell/dispatcher.ts';
import { HostConnection } from '../../../src/transport/host-connection.ts';
import { LIMITS } from '../../../src/transport/limits.ts';
import { PasswordGate } from '../../../src/transport/password-gate.ts';
import { systemPorts } from '../../../src/transport/ports.ts';
import { processChannel } from '../../../src/transport/process-channel.ts';

/**
 * Every host is this machine, as for the oracle: a shell with a journal, a machine-id and an empty `/mnt` of its own.
 * Needs root. A host called `dead…` does not answer; one that has `/mnt/HOST.down` does not answer any longer.
 */
export function hostsHere(folder: string): Connector {
  const isDown = (host: string): boolean =>
    host.startsWith('dead') || existsSync(join(folder, host, 'mnt', `${host}.down`));
  return {
    connect: (target) => {
      if (isDown(target.name)) return Promise.reject(noAnswer(target.name, 'no-answer'));
      const wire = wireTo(prepared(folder, target.name));
      const passwords = new PasswordGate();
      const connection = new HostConnection({
        target,
        wire,
        ports: systemPorts,
        limits: LIMITS,
        silence: SILENCE,
        passwords,
      });
      return Promise.resolve(
        losable(connection, () => {
          if (isDown(target.name)) throw noAnswer(target.name, 'lost');
        }),
      );
    },
  };
}

const noAnswer = (host: string, reason: 'no-answer' | 'lost'): ConnectError =>
  new ConnectError({ reason, host, message: `${host} does not answer` });

function prepared(folder: string, host: string): string {
  const own = join(folder, host);
  mkdirSync(join(own, 'mnt'), { recursive: true, mode: 0o755 });
  mkdirSync(join(own, 'lib'), { recursive: true });
  writeFileSync(join(own, 'machine-id'), `${Buffer.from(host).toString('hex').padEnd(32, '0').slice(0, 32)}\n`);
  return own;
}

function wireTo(own: string): ConstructorParameters<typeof HostConnection>[0]['wire'] {
  const place =
    'mount --bind "$1/lib" /var/lib && mount --bind "$1/machine-id" /etc/machine-id && mount --bind "$1/mnt" /mnt && shift && exec "$@"';
  return {
    user: 'root',
    open: (argv) => Promise.resolve(processChannel(['unshare', '-m', 'sh', '-c', place, 'sh', own, ...argv])),
    close: () => Promise.resolve(),
  };
}

const losable = (connection: Connection, check: () => void): Connection => ({
  target: connection.target,
  get traffic() {
    return connection.traffic;
  },
  session: async (identity) => checked(await connection.session(identity), check),
  close: (last) => connection.close(last),
});

const checked = (session: Session, check: () => void): Session => ({
  identity: session.identity,
  exchange: async (frame, signal) => {
    check();
    return session.exchange(frame, signal);
  },
  put: (path, content) => session.put(path, content),
  lock: (path, holder) => session.lock(path, holder),
  unlock: () => session.unlock(),
});
