import type { Identity } from '../domain/connection.ts';
import { ConnectError, LockError, PutError } from '../domain/errors.ts';
import type { Frame, FrameResult, Session } from '../domain/session.ts';
import type { ShellCommand } from '../domain/shell-command.ts';
import { frameReader, type FrameReader } from '../shell/frame-reader.ts';
import { batchText } from '../shell/frame.ts';
import { markerReader, type MarkerSink } from '../shell/markers.ts';
import { writeTo, type ByteChannel, type ChannelEnd } from './channel.ts';
import { helloReader } from './hello.ts';
import { LAST_WORDS, NOISE_LIMIT, PUT_BLOCK, type SessionLimits } from './limits.ts';
import type { CancelTimer, TransportPorts } from './ports.ts';
import type { TrafficCounter } from './traffic.ts';

export interface DispatcherSessionInputs {
  readonly host: string;
  readonly identity: Identity;
  readonly channel: ByteChannel;
  readonly ports: TransportPorts;
  readonly limits: SessionLimits;
  readonly traffic: TrafficCounter;
  /** Says why the shell ended before the dispatcher's hello, from its exit and what it wrote to standard error. */
  readonly explainStart: (end: ChannelEnd, said: string) => ConnectError;
}

/** What the session is waiting for: one answer at a time. */
interface Waiting {
  readonly stdout: MarkerSink;
  readonly stderr: MarkerSink;
  readonly fail: (error: ConnectError) => void;
}

/**
 * Speaks with one dispatcher (src/shell/dispatcher.ts). The nonce and the first frame go out in one write: a missing
 * tool or a refused sudo rejects the first exchange. After a ConnectError every further call rejects with the same.
 */
export class DispatcherSession implements Session {
  readonly identity: Identity;
  readonly #inputs: DispatcherSessionInputs;
  readonly #nonce: string;
  #waiting: Waiting | undefined;
  #failure: ConnectError | undefined;
  #sequence = 0;
  #stopBeats: CancelTimer = () => undefined;
  #closing = false;

  constructor(inputs: DispatcherSessionInputs) {
    this.identity = inputs.identity;
    this.#inputs = inputs;
    this.#nonce = inputs.ports.nonce();
    this.#listen();
    this.#send(`${this.#nonce}\n`);
  }

  /** Why nothing can be asked any more, if so. */
  get failure(): ConnectError | undefined {
    return this.#failure;
  }

  async exchange(frame: Frame, signal?: AbortSignal): Promise<FrameResult> {
    if (signal?.aborted === true) return { kind: 'interrupted', outputs: [] };
    const text = Buffer.from(batchText(frame, this.#nonce));
    const sequence = this.#nextSequence();
    const seconds = Math.max(1, Math.ceil(frame.timeout / 1000));
    let cutBy: 'timed-out' | 'interrupted' | undefined;
    const cut = (by: 'timed-out' | 'interrupted'): void => {
      if (cutBy !== undefined) return;
      cutBy = by;
      this.#send(`kill 0 ${sequence} -\n`);
      cancelLimit = this.#limitAnswer('the end of the command that was cut off');
    };
    let cancelLimit: CancelTimer = () => undefined;
    const cancelTimeout = this.#inputs.ports.startTimer(frame.timeout, () => cut('timed-out'));
    const onAbort = (): void => cut('interrupted');
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const reader = await this.#answer<FrameReader>((done) => {
        const answers: FrameReader = frameReader(sequence, frame.commands.length, () => {
          if (answers.hasEnded(cutBy === undefined ? 'trailer' : 'killed')) done(answers);
        });
        this.#send(`run ${text.length} ${sequence} ${seconds}\n`, text);
        return answers;
      });
      return this.#frameResult(reader, frame.commands.length, cutBy);
    } finally {
      cancelTimeout();
      cancelLimit();
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async put(path: string, content: Buffer): Promise<void> {
    if (path.trim() !== path || path.includes('\n') || path === '')
      throw new Error(`cannot put to the path ${JSON.stringify(path)}`);
    for (let offset = 0; offset === 0 || offset < content.length; offset += PUT_BLOCK) {
      const failed = await this.#putBlock(
        offset === 0 ? 'new' : 'add',
        path,
        content.subarray(offset, offset + PUT_BLOCK),
      );
      if (failed !== '') throw new PutError(path, failed);
    }
  }

  async lock(
    path: string,
    holder: string,
  ): Promise<{ readonly taken: true } | { readonly taken: false; readonly holder: string }> {
    const line = Buffer.from(holder.replaceAll('\n', ' '));
    const [outcome, ...words] = await this.#ask('lock', path, line);
    if (outcome === 'busy') return { taken: false, holder: words.join(':') };
    if (outcome !== 'taken') throw new LockError(path);
    this.#beat();
    return { taken: true };
  }

  async unlock(): Promise<void> {
    this.#stopBeats();
    await this.#ask('unlock', '-', Buffer.alloc(0));
  }

  /** Ends the dispatcher (which releases the lock) and waits for it, at most `limits.close`. Never rejects. */
  async close(last?: ShellCommand): Promise<void> {
    this.#closing = true;
    this.#stopBeats();
    const { channel, ports, limits } = this.#inputs;
    if (last !== undefined && this.#failure === undefined && this.#waiting === undefined) this.#sendLast(last);
    channel.stdin.end();
    const cancel = ports.startTimer(limits.close, () => channel.destroy());
    await channel.closed;
    cancel();
  }

  /** A dispatcher that reads the end of its input lets the running frame end first. */
  #sendLast(command: ShellCommand): void {
    const text = Buffer.from(batchText({ commands: [{ command }], timeout: LAST_WORDS }, this.#nonce));
    this.#send(`run ${text.length} ${this.#nextSequence()} ${LAST_WORDS / 1000}\n`, text);
  }

  async #putBlock(op: 'new' | 'add', path: string, block: Buffer): Promise<string> {
    return (await this.#ask(op, path, block)).join(':');
  }

  /** One op with one answer line; gives the words after the sequence. */
  async #ask(op: string, argument: string, payload: Buffer): Promise<readonly string[]> {
    const sequence = this.#nextSequence();
    const cancel = this.#limitAnswer(`an answer to ${op}`);
    try {
      return await this.#answer<readonly string[]>((done) => {
        const marker = ([, answered, ...words]: readonly string[]): void => {
          if (Number(answered) === sequence) done(words);
        };
        this.#send(`${op} ${payload.length} ${sequence} ${argument}\n`, payload);
        return { stdout: { data: ignore, marker }, stderr: SILENT };
      });
    } finally {
      cancel();
    }
  }

  #answer<Answer>(begin: (done: (answer: Answer) => void) => Omit<Waiting, 'fail'>): Promise<Answer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#waiting !== undefined) throw new Error('a session takes one exchange at a time');
    this.#inputs.traffic.exchanges++;
    return new Promise<Answer>((resolve, fail) => {
      const done = (answer: Answer): void => {
        this.#waiting = undefined;
        resolve(answer);
      };
      this.#waiting = { ...begin(done), fail };
    });
  }

  #frameResult(reader: FrameReader, asked: number, cutBy: 'timed-out' | 'interrupted' | undefined): FrameResult {
    const outputs = reader.outputs();
    if (!reader.hasEnded('trailer')) return { kind: cutBy ?? 'interrupted', outputs };
    if (outputs.length === asked) return { kind: 'answered', outputs };
    const message = `the shell answered ${outputs.length} of ${asked} commands`;
    throw this.#fail(new ConnectError({ reason: 'protocol', host: this.#inputs.host, message }));
  }

  #listen(): void {
    const { channel, traffic } = this.#inputs;
    const hello = helloReader({
      host: this.#inputs.host,
      noiseLimit: NOISE_LIMIT,
      fail: (error) => this.#fail(error),
    });
    const forward = (stream: 'stdout' | 'stderr'): MarkerSink => ({
      data: (bytes) => (hello.isOver(stream) ? this.#waiting?.[stream].data(bytes) : hello.noise(stream, bytes)),
      marker: (words) => (hello.isOver(stream) ? this.#waiting?.[stream].marker(words) : hello.marker(stream, words)),
    });
    for (const stream of ['stdout', 'stderr'] as const) {
      const read = markerReader(this.#nonce, forward(stream));
      channel[stream].on('data', (chunk: Buffer) => {
        traffic.bytesReceived += chunk.length;
        read(chunk);
      });
    }
    void channel.closed.then((end) =>
      this.#fail(hello.isOver('stdout') ? this.#lost(end) : this.#inputs.explainStart(end, hello.said())),
    );
  }

  #lost({ code, cause }: ChannelEnd): ConnectError {
    const what = cause ?? (code === null ? 'the channel was closed' : `its shell ended with code ${code}`);
    const asked = this.#closing ? 'the session was closed' : what;
    return new ConnectError({
      reason: 'lost',
      host: this.#inputs.host,
      message: `lost the connection ${this.#waiting === undefined ? 'between two commands' : 'while a command ran'}: ${asked}`,
      hint: 'What was being done may be complete or not: run again, the host is asked anew.',
    });
  }

  #limitAnswer(what: string): CancelTimer {
    const { ports, limits, host, channel } = this.#inputs;
    return ports.startTimer(limits.answer, () => {
      const message = `lost the connection: no answer for ${limits.answer / 1000} s while waiting for ${what}`;
      this.#fail(new ConnectError({ reason: 'lost', host, message }));
      channel.destroy();
    });
  }

  /** The first failure stays; who waits is told. */
  #fail(error: ConnectError): ConnectError {
    this.#failure ??= error;
    this.#stopBeats();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.fail(this.#failure);
    if (error.reason !== 'lost' && !this.#closing) this.#inputs.channel.stdin.end();
    return this.#failure;
  }

  #beat(): void {
    this.#stopBeats();
    const { ports, limits } = this.#inputs;
    this.#stopBeats = ports.startTimer(
      limits.beat,
      () => {
        this.#send(`beat 0 0 ${ports.now().toISOString()}\n`);
        this.#beat();
      },
      'background',
    );
  }

  #send(line: string, payload: Buffer = Buffer.alloc(0)): void {
    const bytes = Buffer.concat([Buffer.from(line), payload]);
    this.#inputs.traffic.bytesSent += bytes.length;
    void writeTo(this.#inputs.channel, bytes);
  }

  #nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }
}

const ignore = (): void => undefined;
const SILENT: MarkerSink = { data: ignore, marker: ignore };
