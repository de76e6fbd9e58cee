import { HistoryError, type HistoryReader } from '../domain/history.ts';
import type { HistoryPorts } from './ports.ts';

/**
 * What is found in the history, for what goes on without it: `otherwise` where there is none, or where it cannot be
 * read, which is told by whoever writes it.
 */
export function glanceAtHistory<T>(
  history: Pick<HistoryPorts, 'read'>,
  otherwise: T,
  find: (reader: HistoryReader) => T,
): T {
  try {
    const reader = history.read();
    if (reader === null) return otherwise;
    try {
      return find(reader);
    } finally {
      reader.close();
    }
  } catch (error) {
    if (error instanceof HistoryError) return otherwise;
    throw error;
  }
}
