import { ConnectError } from '../../../src/domain/errors.ts';
import type { CommandOutput } from '../../../src/domain/session.ts';
import type { ShellCommand } from '../../../src/domain/shell-command.ts';
import { dispatcherText, type Silence } from '../../../src/shell/dispatcher.ts';
import type { ByteChannel } from '../../../src/transport/channel.ts';
import { DispatcherSession } from '../../../src/transport/dispatcher-session.ts';
import { LIMITS, type SessionLimits } from '../../../src/transport/limits.ts';
import { systemPorts } from '../../../src/transport/ports.ts';
import { processChannel } from '../../../src/transport/process-channel.ts';
import { newTraffic } from '../../../src/transport/traffic.ts';
import { newMark } from './processes.ts';

/** The shells that the dispatcher must run on. CI installs them: apt-get install dash busybox bash. */
export const SHELLS: readonly (readonly [string, ...string[]])[] = [['dash'], ['busybox', 'sh'], ['bash']];

export interface TestDispatcher {
  readonly session: DispatcherSession;
  readonly channel: ByteChannel;
  readonly mark: string;
  /** Runs the commands in one frame; the outputs, or an error when it was not answered. */
  ask(...commands: readonly ShellCommand[]): Promise<readonly CommandOutput[]>;
}

/** A dispatcher under that shell on this machine. The caller closes the session. */
export function startDispatcher(
  shell: readonly [string, ...string[]],
  options: { silence?: Silence; limits?: Partial<SessionLimits>; prefix?: string } = {},
): TestDispatcher {
  const mark = newMark();
  const script = `${options.prefix ?? ''}\n${dispatcherText(options.silence)}`;
  const channel = processChannel(['env', mark, ...shell, '-c', script]);
  const session = new DispatcherSession({
    host: 'here',
    identity: { kind: 'login' },
    channel,
    ports: systemPorts,
    limits: { ...LIMITS, ...options.limits },
    traffic: newTraffic(),
    explainStart: (end, said) =>
      new ConnectError({
        reason: 'protocol',
        host: 'here',
        message: `ended with ${end.code} ${end.cause ?? ''}: ${said}`,
      }),
  });
  const ask = async (...commands: readonly ShellCommand[]): Promise<readonly CommandOutput[]> => {
    const result = await session.exchange({ commands: commands.map((command) => ({ command })), timeout: 60_000 });
    if (result.kind !== 'answered') throw new Error(`the frame was ${result.kind}`);
    return result.outputs;
  };
  return { session, channel, mark, ask };
}

export const text = (output: CommandOutput | undefined): string =>
  output === undefined ? '(no output)' : output.stdout.toString();
