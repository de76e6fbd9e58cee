import type { HostTarget, Identity } from '../domain/connection.ts';
import { ConnectError } from '../domain/errors.ts';
import type { RunPlan } from '../domain/run-plan.ts';
import type { CommandOutput, Connection, FrameResult } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { capped } from '../shell/capped.ts';
import { hostLost } from './host-lost.ts';
import type { RunPorts } from './ports.ts';
import type { RunEnd } from './run.ts';
import { forEachHost } from './schedule.ts';

export interface ExecRequest {
  readonly run: string;
  /** Its hosts; the plays have no tasks. */
  readonly plan: RunPlan;
  readonly command: ShellCommand;
  readonly identity: Identity;
  /** Milliseconds that the command may take on a host. */
  readonly timeout: number;
  readonly forks: number;
}

type Ports = Pick<RunPorts, 'connector' | 'targets' | 'clock' | 'emit' | 'stop' | 'kill'>;

/** Bytes of each stream of each host that are fetched and told: 1,000 hosts must fit into memory. */
const streamLimit = 256 * 1024;

/** Runs one command on every host, at most `forks` at once. No lock is taken, no journal written. */
export async function runExec(request: ExecRequest, ports: Ports): Promise<RunEnd> {
  const { plan } = request;
  ports.emit({
    type: 'run-started',
    schemaVersion: 1,
    run: request.run,
    mode: 'exec',
    playbook: null,
    plays: plan.plays.map(({ name, hosts }) => ({ name, hosts })),
    hosts: plan.hosts.map(({ host, cluster, controlPlane }) => ({ name: host.name, cluster, controlPlane })),
    notSelected: plan.notSelected,
  });
  await forEachHost(plan.hosts, request.forks, async ({ host }) => {
    const target = ports.targets.get(host.name);
    if (target === undefined) throw new Error(`no target for ${host.name}`);
    if (!ports.stop.aborted) await onHost(target, request, ports);
  });
  return { refused: null, interrupted: ports.stop.aborted };
}

async function onHost(target: HostTarget, request: ExecRequest, ports: Ports): Promise<void> {
  const startedAt = ports.clock.now();
  let connection: Connection | null = null;
  try {
    connection = await ports.connector.connect(target, ports.kill);
    ports.emit({ type: 'host-connected', host: target.name, took: ports.clock.now() - startedAt });
    const session = await connection.session(request.identity);
    const command = capped(request.command, streamLimit + 1);
    const result = await session.exchange({ commands: [{ command }], timeout: request.timeout }, ports.kill);
    tell(target.name, result, startedAt, ports);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    ports.emit(hostLost(target.name, error, connection !== null && error.reason === 'lost'));
    ports.emit({
      type: 'host-finished',
      host: target.name,
      outcome: 'unreachable',
      took: ports.clock.now() - startedAt,
    });
  } finally {
    await connection?.close();
  }
}

function tell(host: string, result: FrameResult, startedAt: number, ports: Ports): void {
  const output = result.outputs[0];
  const code = result.kind === 'answered' ? (output?.code ?? null) : null;
  const took = ports.clock.now() - startedAt;
  ports.emit({
    type: 'command-finished',
    host,
    code,
    stdout: text(output, 'stdout'),
    stderr: text(output, 'stderr'),
    clipped: output !== undefined && (isLong(output.stdout) || isLong(output.stderr)),
    cut: result.kind === 'answered' ? null : result.kind === 'timed-out' ? 'timeout' : 'interrupted',
    took,
  });
  const outcome = result.kind === 'interrupted' ? 'half-way' : code === 0 ? 'ok' : 'failed';
  ports.emit({ type: 'host-finished', host, outcome, took });
}

const isLong = (bytes: Buffer): boolean => bytes.length > streamLimit;

const text = (output: CommandOutput | undefined, stream: 'stdout' | 'stderr'): string =>
  output === undefined ? '' : output[stream].subarray(0, streamLimit).toString('utf8');
