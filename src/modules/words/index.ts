import { commandWords } from './commands.ts';
import { fileWords } from './files.ts';
import type { ModuleWords } from './module-words.ts';
import { serviceWords } from './services.ts';
import { talkWords } from './talk.ts';
import { textWords } from './texts.ts';

const words: Readonly<Record<string, ModuleWords>> = {
  ...commandWords,
  ...fileWords,
  ...serviceWords,
  ...talkWords,
  ...textWords,
};

/** What is known of a module besides its schema. */
export const wordsOf = (module: string): ModuleWords => words[module] ?? { parameters: {}, results: {}, notes: [] };
