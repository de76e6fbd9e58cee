import { PassThrough, Writable } from 'node:stream';

import type { CommandOutput } from '../../../src/domain/session.ts';
import type { ByteChannel, ChannelEnd } from '../../../src/transport/channel.ts';

/** Numbers from 0 up to but not including 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A fake: it plays the dispatcher of a host that was taken over. It knows the protocol and the nonce, answers with what
 * a real host said, mutated, and breaks the protocol in every way it knows. `onFrame` counts.
 */
export function hostilePeer(random: () => number, honest: readonly CommandOutput[], onFrame: () => void): ByteChannel {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { promise: closed, resolve } = Promise.withResolvers<ChannelEnd>();
  const end = (code: number | null): void => {
    stdout.end();
    stderr.end();
    resolve({ code, cause: undefined });
  };
  const hostile = new Hostile(random, honest, (stream, bytes) => {
    const to = stream === 'stdout' ? stdout : stderr;
    if (!to.writableEnded) to.write(bytes);
  });
  let held: Buffer = Buffer.alloc(0);
  const stdin = new Writable({
    write(chunk: Buffer, _encoding, done) {
      held = Buffer.concat([held, chunk]);
      held = hostile.read(held, onFrame, () => end(random() < 0.5 ? 1 : null));
      done();
    },
    final(done) {
      end(0);
      done();
    },
  });
  return { stdin, stdout, stderr, closed, destroy: () => end(null) };
}

const SPITE: readonly Buffer[] = [
  '\x1b]0;pwned\x07',
  '\x1b[2J\x1b[H',
  '\x9b31m',
  '\x1b]52;c;cm0gLXJm\x07',
  '\x1bP$q"p\x1b\\',
  '\r\x1b[K',
  '\u202e\u2066',
  '\0\0\0',
  '\u0085\u2028',
  '{{ canary }}',
  '__proto__: {"constructor": 1}',
  '-1 -1 18446744073709551616 NaN',
  '\n\n\n\n',
  '\t\v\f\b\x7f',
].map((text) => Buffer.from(text));

class Hostile {
  readonly #random: () => number;
  readonly #honest: readonly CommandOutput[];
  readonly #write: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  #nonce: string | null = null;

  constructor(
    random: () => number,
    honest: readonly CommandOutput[],
    write: (stream: 'stdout' | 'stderr', bytes: Buffer) => void,
  ) {
    this.#random = random;
    this.#honest = honest;
    this.#write = write;
  }

  /** Takes whole requests off the front of what came in; gives the rest. */
  read(bytes: Buffer, onFrame: () => void, leave: () => void): Buffer {
    let rest = bytes;
    for (;;) {
      const at = rest.indexOf(10);
      if (at < 0) return rest;
      const line = rest.toString('latin1', 0, at);
      if (this.#nonce === null) {
        this.#nonce = line;
        this.#hello();
        rest = rest.subarray(at + 1);
        continue;
      }
      const [op = '', length = '0', sequence = '0'] = line.split(' ');
      const stop = at + 1 + Number(op === 'kill' || op === 'beat' ? 0 : length);
      if (rest.length < stop) return rest;
      const payload = rest.subarray(at + 1, stop);
      rest = rest.subarray(stop);
      if (op === 'run') onFrame();
      if (this.#chance(0.01)) leave();
      else this.#answer(op, sequence, payload);
    }
  }

  #chance = (part: number): boolean => this.#random() < part;
  #below = (limit: number): number => Math.floor(this.#random() * limit);
  #pick = <T>(items: readonly T[], otherwise: T): T => items[this.#below(items.length)] ?? otherwise;

  #hello(): void {
    if (this.#chance(0.02)) this.#say('stdout', this.#noise(this.#chance(0.2) ? 100_000 : 500));
    const word = this.#chance(0.02) ? `h:0: ${this.#pick(SPITE, Buffer.alloc(0)).toString()}` : 'h:0:';
    for (const stream of ['stdout', 'stderr'] as const) if (!this.#chance(0.005)) this.#say(stream, this.#marker(word));
  }

  #answer(op: string, sequence: string, payload: Buffer): void {
    switch (op) {
      case 'run':
        return this.#frame(this.#chance(0.01) ? String(this.#below(1e9)) : sequence, payload.toString('utf8'));
      case 'kill':
        for (const stream of ['stdout', 'stderr'] as const) this.#say(stream, this.#marker(`k:${sequence}`));
        return;
      case 'lock':
        return this.#say(
          'stdout',
          this.#marker(this.#chance(0.9) ? `l:${sequence}:taken` : `l:${sequence}:busy:${this.#noise(200).toString()}`),
        );
      case 'unlock':
        return this.#say('stdout', this.#marker(`u:${sequence}`));
      default:
        return this.#say(
          'stdout',
          this.#marker(`p:${sequence}:${this.#chance(0.9) ? '' : this.#noise(50).toString()}`),
        );
    }
  }

  #frame(sequence: string, batch: string): void {
    const commands = [...batch.matchAll(/^.*_m (\d+) /gm)].length;
    const order = Array.from({ length: commands }, (_, index) => index);
    if (this.#chance(0.02)) order.reverse();
    if (this.#chance(0.02)) order.splice(this.#below(commands), 1);
    if (this.#chance(0.02)) order.push(this.#below(1e6), 0, -1);
    for (const stream of ['stdout', 'stderr'] as const) {
      if (!this.#chance(0.01)) this.#say(stream, this.#marker(`b:${sequence}`));
      for (const index of order) {
        this.#say(stream, this.#content(stream));
        this.#say(stream, this.#marker(`c:${sequence}:${index}:${this.#code()}`));
      }
      if (!this.#chance(0.01)) this.#say(stream, this.#marker(`${this.#chance(0.99) ? 't' : 'k'}:${sequence}`));
    }
  }

  /** 24 MiB without a line feed. */
  #endless(stream: 'stdout' | 'stderr'): void {
    const piece = Buffer.alloc(64 * 1024, this.#pick(SPITE, Buffer.from('a')));
    for (let pieces = 0; pieces < 384; pieces += 1) this.#write(stream, piece);
  }

  #code(): string {
    return this.#chance(0.85) ? '0' : this.#pick(['1', '66', '255', '-', '999', '', 'x', '1e9', '-1'], '1');
  }

  /** What a host said once, as it was or mutated; seldom something endless. */
  #content(stream: 'stdout' | 'stderr'): Buffer {
    if (this.#chance(0.0003)) this.#endless(stream);
    if (this.#chance(0.01)) return this.#noise(20_000);
    const output = this.#honest[this.#below(this.#honest.length)];
    if (output === undefined || (stream === 'stderr' && this.#chance(0.7))) return Buffer.alloc(0);
    let bytes: Buffer = Buffer.from(output[stream]);
    for (let times = this.#below(4); times > 0; times -= 1) bytes = this.#mutated(bytes);
    return bytes;
  }

  #mutated(bytes: Buffer): Buffer {
    const at = this.#below(bytes.length + 1);
    const to = Math.min(bytes.length, at + this.#below(40));
    switch (this.#below(6)) {
      case 0:
        return bytes.subarray(0, at);
      case 1:
        return Buffer.concat([bytes.subarray(0, at), this.#pick(SPITE, bytes), bytes.subarray(at)]);
      case 2:
        return Buffer.concat([bytes.subarray(0, at), this.#noise(30), bytes.subarray(to)]);
      case 3:
        return Buffer.concat([bytes, bytes.subarray(at, to), bytes.subarray(at)]);
      case 4:
        return Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from(this.#marker(`c:1:${this.#below(9)}:0`)),
          bytes.subarray(at),
        ]);
      default: {
        const changed = Buffer.from(bytes);
        if (at < changed.length) changed[at] = this.#below(256);
        return changed;
      }
    }
  }

  #noise(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.#below(most) }, () => this.#below(256)));
  }

  #marker(words: string): Buffer {
    const nonce = this.#chance(0.998) ? (this.#nonce ?? '') : '0'.repeat(32);
    return Buffer.from(`${nonce}:${words}\n`);
  }

  /** In pieces that end anywhere. */
  #say(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    if (bytes.length === 0) return;
    const cut = this.#chance(0.2) ? this.#below(bytes.length) : 0;
    if (cut > 0) this.#write(stream, bytes.subarray(0, cut));
    this.#write(stream, bytes.subarray(cut));
  }
}
