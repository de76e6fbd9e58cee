import type { Recap } from '../domain/event.ts';
import type { AppPorts, EngineEnd } from './ports.ts';

/** The signal that a run ended early by; a question that was answered by Ctrl-C counts. null: it went to its end. */
export function whoStopped(end: EngineEnd, ports: Pick<AppPorts, 'stoppedBy'>): Recap['interrupted'] {
  if (end.interrupted) return ports.stoppedBy() ?? 'SIGINT';
  return end.refused === 'not-confirmed' ? ports.stoppedBy() : null;
}
