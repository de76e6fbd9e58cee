import type { Desk, HostKeyPorts, ProjectPorts } from '../../src/app/desk.ts';
import { deskText } from '../../src/render/desk-text.ts';

/** An operator who gives these answers and then no more; `said` is all that was shown, questions and answers included. */
export function scriptedDesk(answers: readonly string[] = [], width = 80): Desk & { readonly said: () => string } {
  const left = [...answers];
  let text = '';
  const show: Desk['tell'] = (what) => {
    text += deskText(what, width)
      .map((line) => `${line}\n`)
      .join('');
  };
  return {
    tell: show,
    print: show,
    ask: async (question) => {
      const answer = left.shift() ?? null;
      text += `${question}${answer ?? '^D'}\n`;
      return answer;
    },
    said: () => text,
  };
}

/** For tests that meet no host and no key. */
export const noHostKeys: HostKeyPorts = {
  look: async () => [],
  pin: () => [],
  lines: () => [],
  forget: () => undefined,
};

export const noProject: ProjectPorts = {
  asRoot: () => Promise.reject(new Error('no host is to be asked here')),
  resolves: async () => false,
  shipped: () => '',
  folderName: 'prod',
  write: () => [],
  rewrite: () => undefined,
};
