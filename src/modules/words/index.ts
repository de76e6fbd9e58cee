import { clusterWords } from './cluster.ts';
import { commandWords } from './commands.ts';
import { fileWords } from './files.ts';
import type { ModuleWords } from './module-words.ts';
import { serviceWords } from './services.ts';
import { systemWords } from './system.ts';
import { talkWords } from './talk.ts';
import { textWords } from './texts.ts';
import { waitWords } from './waiting.ts';

const words: Readonly<Record<string, ModuleWords>> = {
  ...clusterWords,
  ...commandWords,
  ...fileWords,
  ...serviceWords,
  ...systemWords,
  ...talkWords,
  ...textWords,
  ...waitWords,
};

/** What is known of a module besides its schema. */
export const wordsOf = (module: string): ModuleWords => words[module] ?? { parameters: {}, results: {}, notes: [] };
