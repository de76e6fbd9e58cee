import type { Prompt } from 'ssh2';
import type { HostTarget } from '../../domain/connection.ts';
import { ConnectError } from '../../domain/errors.ts';
import type { AskPassword } from '../../domain/session.ts';

/** Answers what a host asks in a keyboard-interactive login. */
export interface Questions {
  /** Rejects with ConnectError `authentication` at a question that has no answer. */
  answer(instructions: string, prompts: readonly Prompt[]): Promise<string[]>;
  readonly gavePassword: boolean;
}

/** A password prompt gets the login password, once; all else is put to the operator. */
export function questionsOf(target: HostTarget, ask: AskPassword | null): Questions {
  let gavePassword = false;
  const answerOne = async (instructions: string, { prompt }: Prompt): Promise<string> => {
    const shown = shownText(prompt);
    if (isPasswordPrompt(prompt)) {
      if (target.loginPassword === undefined) throw wantsPassword(target);
      if (gavePassword) throw refusedPassword(target);
      gavePassword = true;
      return target.loginPassword.reveal();
    }
    if (ask === null) throw nobodyToAsk(target, shown);
    const said = [target.name, shownText(instructions), shown].filter((part) => part !== '').join(': ');
    const answer = await ask(`${said} `);
    if (answer === null) throw noAnswer(target, shown);
    return answer.reveal();
  };
  return {
    get gavePassword() {
      return gavePassword;
    },
    async answer(instructions, prompts) {
      const answers: string[] = [];
      for (const prompt of prompts) answers.push(await answerOne(instructions, prompt));
      return answers;
    },
  };
}

/** `Password:`, `(root@cp-1) Password for root:`; no one-time password, and no new one for one that has expired. */
const isPasswordPrompt = (prompt: string): boolean =>
  /password/i.test(prompt) && !/one[- ]?time|otp|token|code|verification|new|retype|again|current/i.test(prompt);

/** A host's words on our terminal: no control characters, and not too many. */
const shownText = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200);

const wantsPassword = (target: HostTarget): ConnectError =>
  refusal(
    target,
    `${target.address} wants a password for ${target.user}, and none was given`,
    'Run with --ask-pass (-k), set ansible_password, or put a key on the host: ssh-copy-id.',
  );

export const refusedPassword = (target: HostTarget): ConnectError =>
  refusal(
    target,
    `${target.address} refused the login password of ${target.user}; it was tried once`,
    'Run again with the right password. No second try was made, so that no account is locked.',
  );

export const passwordsStopped = (target: HostTarget): ConnectError =>
  refusal(
    target,
    'the login password was not tried: other hosts of this run have refused it',
    'Run again with the right password.',
  );

export const expiredPassword = (target: HostTarget): ConnectError =>
  refusal(
    target,
    `the password of ${target.user} on ${target.address} has expired, and the host wants a new one`,
    `Log in once by hand: ssh -p ${target.port} ${target.user}@${target.address}`,
  );

const nobodyToAsk = (target: HostTarget, prompt: string): ConnectError =>
  refusal(
    target,
    `${target.address} asks “${prompt}” at the login, and there is no terminal to ask on`,
    'Run it on a terminal, or log in with a key.',
  );

const noAnswer = (target: HostTarget, prompt: string): ConnectError =>
  refusal(target, `${target.address} asks “${prompt}” at the login, and nobody answered`, 'Run again and answer it.');

const refusal = ({ name }: HostTarget, message: string, hint: string): ConnectError =>
  new ConnectError({ reason: 'authentication', host: name, message, hint });
