import type { HistoryPorts } from './ports.ts';

/** Nothing is recorded, and nothing was: for who reads the events himself. */
export const noHistory: HistoryPorts = {
  place: null,
  read: () => null,
  sign: async () => undefined,
  signedHead: () => null,
  whoSigned: async () => null,
  tell: () => undefined,
};
