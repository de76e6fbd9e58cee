import { randomBytes } from 'node:crypto';

/** Time and chance for the transport, so that tests can do without waiting and without luck. */
export interface TransportPorts {
  readonly now: () => Date;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  /** 128 random bits as 32 hexadecimal digits. */
  readonly nonce: () => string;
  /** Calls `action` once after so many milliseconds unless cancelled; `background` timers do not keep the process alive. */
  readonly startTimer: (milliseconds: number, action: () => void, kind?: 'background') => CancelTimer;
}

export type CancelTimer = () => void;

/** The real ones, for the composition root. */
export const systemPorts: TransportPorts = {
  now: () => new Date(),
  random: Math.random,
  nonce: () => randomBytes(16).toString('hex'),
  startTimer: (milliseconds, action, kind) => {
    const timer = setTimeout(action, milliseconds);
    if (kind === 'background') timer.unref();
    return () => clearTimeout(timer);
  },
};
