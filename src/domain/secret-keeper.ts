import type { RunEventBody } from './event.ts';
import { Secret } from './secret.ts';

/**
 * Every secret of one run in one place: whoever makes a `Secret` of what the operator gave adds it, and every sink
 * masks with it. One is made in `main.ts`.
 */
export interface SecretKeeper {
  /** Idempotent; cheap enough to be called for each value that is read. */
  add(secret: Secret): void;
  /** The text with every secret in it, plain or encoded, replaced by `‹secret›`. Line feeds stay. */
  mask(text: string): string;
  /** The same for every text of an event. */
  maskEvent<Event extends RunEventBody>(event: Event): Event;
  /** Whether `mask` would change the text. */
  holds(text: string): boolean;
}

/** What stands for a secret wherever one is shown. */
export const secretMask = String(new Secret(''));
