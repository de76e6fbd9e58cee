import type { Diagnostic } from '../domain/diagnostic.ts';

export const nobodyToConfirm = (command: string): Diagnostic => ({
  severity: 'error',
  code: 'not-confirmed',
  summary: `${command} asks before it changes anything, and there is no terminal to ask on`,
  hint: `add --yes to this command${command.startsWith('apply') ? '; `bulwark plan` with the same options shows what it would change' : ''}`,
});

export const nobodyToStep: Diagnostic = {
  severity: 'error',
  code: 'not-confirmed',
  summary: '--step asks before each task, and there is no terminal to ask on',
  hint: 'leave --step out; `bulwark plan` shows what each task would change',
};
