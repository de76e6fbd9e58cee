import type { Diagnostic } from '../domain/diagnostic.ts';

export const nobodyToConfirm = (command: string): Diagnostic => ({
  severity: 'error',
  code: 'not-confirmed',
  summary: `${command} asks before it changes anything, and there is no terminal to ask on`,
  hint: `bulwark ${command} --yes, or bulwark plan to see what would change`,
});
