import type { Secret } from '../domain/secret.ts';
import { writeTo, type ByteChannel } from './channel.ts';
import type { PasswordOutcome } from './password-gate.ts';
import { NOISE_LIMIT } from './limits.ts';
import type { TransportPorts } from './ports.ts';

/** Milliseconds for sudo to ask, and to judge the answer (PAM may wait on purpose after a wrong password). */
const PROMPT_LIMIT = 30_000;

export interface PromptAnswer {
  readonly outcome: PasswordOutcome;
  /** What came on standard error, prompts included. */
  readonly said: string;
}

/**
 * Gives sudo the password once it has written `prompt` to standard error, and waits until the script behind it
 * has written `ready` there. A second prompt means that it was wrong: the channel is then ended, not answered.
 */
export function answerPrompt(
  channel: ByteChannel,
  password: Secret,
  words: { readonly prompt: string; readonly ready: string },
  ports: TransportPorts,
): Promise<PromptAnswer> {
  return new Promise((resolve) => {
    let said = '';
    let answeredAt = -1;
    const finish = (outcome: PasswordOutcome): void => {
      cancel();
      channel.stderr.off('data', onData);
      if (outcome === 'refused') channel.stdin.end();
      resolve({ outcome, said: said.replaceAll(words.prompt, '') });
    };
    const onData = (chunk: Buffer): void => {
      said += chunk.toString('latin1');
      if (said.length > NOISE_LIMIT) return channel.destroy();
      if (said.includes(words.ready)) return finish(answeredAt < 0 ? 'not-asked' : 'accepted');
      const at = said.indexOf(words.prompt, answeredAt + 1);
      if (at < 0) return;
      if (answeredAt >= 0) return finish('refused');
      answeredAt = at;
      void writeTo(channel, Buffer.from(`${password.reveal()}\n`));
    };
    const cancel = ports.startTimer(PROMPT_LIMIT, () => channel.destroy());
    channel.stderr.on('data', onData);
    void channel.closed.then(() => finish(/incorrect password attempt/.test(said) ? 'refused' : 'not-asked'));
  });
}
