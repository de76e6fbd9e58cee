import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';

import { Secret } from '../domain/secret.ts';

/** The terminal that questions are put on: read from `input`, shown on `output`. */
export interface Questioner {
  readonly input: ReadStream;
  readonly output: NodeJS.WritableStream;
}

/** One line of an answer; null when there is no more input (Ctrl-D) or `signal` strikes. */
export function askLine({ input, output }: Questioner, question: string, signal: AbortSignal): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const reader = createInterface({ input, output, terminal: false });
  output.write(question);
  const end = (answer: string | null): void => {
    signal.removeEventListener('abort', stop);
    resolve(answer);
    reader.close();
    input.pause();
  };
  const stop = (): void => end(null);
  signal.addEventListener('abort', stop);
  reader.once('line', (line) => end(line));
  reader.once('close', () => end(null));
  return promise;
}

/** A password without echo; null on Ctrl-C, Ctrl-D or an empty answer. The terminal is put back in any case. */
export function askSecret({ input, output }: Questioner, question: string): Promise<Secret | null> {
  const { promise, resolve } = Promise.withResolvers<Secret | null>();
  let typed = '';
  output.write(question);
  input.setRawMode(true);
  input.setEncoding('utf8');
  const finish = (answer: Secret | null): void => {
    input.off('data', take);
    input.setRawMode(false);
    input.pause();
    output.write('\n');
    resolve(answer);
  };
  const take = (text: string): void => {
    for (const character of text) {
      if (character === '\r' || character === '\n') return finish(typed === '' ? null : new Secret(typed));
      if (character === '\x03' || character === '\x04') return finish(null);
      typed = character === '\x7f' || character === '\b' ? typed.slice(0, -1) : typed + character;
    }
  };
  input.on('data', take);
  input.resume();
  return promise;
}
