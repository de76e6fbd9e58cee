import type { Identity } from '../domain/connection.ts';
import type { Intent } from '../domain/intent.ts';
import type { Sending } from '../domain/sending.ts';
import type { Frame } from '../domain/session.ts';

/** Writes down what would be sent to a host while a play is performed without changing anything. */
export class Rehearsal {
  readonly sendings: Sending[] = [];
  readonly #assumed: ReadonlySet<string>;

  constructor(planned: readonly Intent[]) {
    this.#assumed = new Set(planned.flatMap(({ key, assumed }) => (assumed ? [key] : [])));
  }

  frame(identity: Identity, frame: Frame, asks: boolean, keys: readonly string[]): void {
    const expected = keys.some((key) => this.#assumed.has(key) || this.#assumed.has(key.replace(/#\d+$/, '')));
    this.sendings.push({ kind: 'frame', identity, frame, asks, expected });
  }

  put(identity: Identity, path: string, content: Buffer, secret: boolean): void {
    this.sendings.push({ kind: 'put', identity, path, content, secret });
  }
}
